namespace Minima.Trajectories;

/// <summary>
/// At which epochs a run keeps a snapshot: at its start, every <see cref="Every"/> epochs, at those of <see cref="At"/>, and at its last.
/// The last one is always kept, so that a run's end can be read and a finished run can be given more epochs.
/// </summary>
public sealed class SaveSchedule
{
    /// <summary>A schedule.</summary>
    /// <param name="every">Epochs from one snapshot to the next; 0 for none but the others.</param>
    /// <param name="at">Further epochs, in any order; those beyond a run's end have no effect.</param>
    /// <exception cref="UnusableInputException">A number is negative.</exception>
    public SaveSchedule(int every = 10, IEnumerable<int>? at = null)
    {
        Every = every;
        At = [.. (at ?? []).Distinct().Order()];
        if (every < 0 || At is [< 0, ..])
        {
            throw new UnusableInputException(
                $"Snapshots cannot be saved every {every} epochs and at [{string.Join(", ", At)}]: epochs count from 0.");
        }
    }

    /// <summary>Epochs from one snapshot to the next; 0 for none.</summary>
    public int Every { get; }

    /// <summary>Further epochs, ascending, each once.</summary>
    public IReadOnlyList<int> At { get; }

    /// <summary>Whether a run that ends with the epoch <paramref name="last"/> keeps a snapshot of <paramref name="epoch"/>.</summary>
    public bool Includes(int epoch, int last) => epoch == last || Names(epoch);

    /// <summary>Whether a snapshot of <paramref name="epoch"/> is kept wherever a run ends.</summary>
    internal bool Names(int epoch) => epoch == 0 || (Every > 0 && epoch % Every == 0) || At.Contains(epoch);
}
