using Minima.Data;
using Minima.Trajectories;

namespace Minima.Studies;

/// <summary>The data that a saved model is held against: what its run records, what was asked for, or what is found.</summary>
public static class RecordedData
{
    /// <summary>
    /// Loads the data for a run's snapshots, or for a file that knows no run. Without <paramref name="asked"/> a run takes the data that it
    /// records, and nothing else under its name; a file takes <c>auto</c>.
    /// </summary>
    /// <param name="run">The run; null for a file.</param>
    /// <param name="asked">What <see cref="DataLocator.Load"/> takes; null: nothing was asked for.</param>
    /// <param name="locator">Finds it.</param>
    /// <exception cref="UnusableInputException">It is not found, damaged, or no longer what the run was trained on.</exception>
    public static DataSet Load(Run? run, string? asked, DataLocator locator)
    {
        if (asked is not null || run is null)
            return locator.Load(asked ?? "auto");
        try
        {
            DataSet data = RunData.Load(run.Configuration, locator);
            return run.Configuration.EncodedLayers == 0 ? data : StackedData.Of(data, run);
        }
        catch (UnusableInputException e)
        {
            throw new UnusableInputException($"The run '{run.Folder}' records the data '{run.Configuration.DataName}'. {e.Message} Or name other data (--data).", e);
        }
    }

    /// <summary>That the data is not what the run was trained on, in a sentence; null where it is, or where there is no run.</summary>
    public static string? Remark(Run? run, DataSet data) => run is null || run.Configuration.DataFingerprint == data.Fingerprint
        ? null
        : $"The run '{run.Folder}' was trained on other data: {run.Configuration.DataName} "
            + $"(fingerprint {run.Configuration.DataFingerprint[..12]}...), not {data.Name} ({data.Fingerprint[..12]}...).";
}
