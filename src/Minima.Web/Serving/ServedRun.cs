using Minima.Minimisation;
using Minima.Trajectories;

namespace Minima.Web.Serving;

/// <summary>A run as it was found on disk at a moment.</summary>
/// <param name="Name">Its name in every request.</param>
/// <param name="Folder">Where it is.</param>
/// <param name="Mark">What its files looked like; as long as that is the same, so is the run.</param>
/// <param name="Run">What it holds; null where it cannot be read.</param>
/// <param name="Problem">Why it cannot be read; null where it can.</param>
internal sealed record ServedRun(string Name, string Folder, RunMark Mark, Run? Run, string? Problem)
{
    // The state of a run under way is written every five seconds or so.
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(15);

    private static readonly EpochMetrics[] NoMetrics = [];

    private readonly bool _isComplete = Run?.IsComplete == true;

    /// <summary>Its metrics so far.</summary>
    public IReadOnlyList<EpochMetrics> Metrics => Run?.Metrics ?? NoMetrics;

    /// <summary>Reads a run. What is wrong with it is a sentence, not an exception.</summary>
    public static ServedRun Read(string name, string folder, RunMark mark)
    {
        if (mark.Link is { } link)
            return new ServedRun(name, folder, mark, null, $"{Serving.Problem.Shown(link)} is a link, and links are not followed. Put the file itself in its place.");
        try
        {
            return new ServedRun(name, folder, mark, Run.Open(folder), null);
        }
        catch (Exception e) when (e is UnusableInputException or IOException or UnauthorizedAccessException)
        {
            return new ServedRun(name, folder, mark, null, e.Message);
        }
    }

    /// <summary>What the list says of it.</summary>
    /// <param name="now">The time.</param>
    /// <param name="here">Whether it is trained or waits in this process; null: neither.</param>
    /// <param name="end">How its last training in this process ended; null: there was none.</param>
    public RunSummary Summary(DateTimeOffset now, RunState? here, TrainingEnd? end)
    {
        RunState state = here ?? Run switch
        {
            null => RunState.Unfinished,
            { HasDiverged: true } => RunState.Diverged,
            { HasStoppedEarly: true } => RunState.StoppedEarly,
            _ when _isComplete => RunState.Complete,
            _ => now - Mark.LastWritten < Fresh && !(Mark.LastWritten <= end?.At) ? RunState.Training : RunState.Unfinished,
        };
        EpochMetrics? last = Metrics.Count > 0 ? Metrics[^1] : null;
        return new RunSummary(
            Name, state, Run is null ? "" : ShapeOf(Run.Configuration), last?.Epoch ?? Run?.Configuration.FirstEpoch ?? 0, Run?.Epochs ?? 0,
            last is { Reconstruction: null } ? last.TestErrors : null, last is { Reconstruction: null } ? last.ValidationErrors : null,
            LiveJson.Finite(last?.Reconstruction?.Test), Run?.Configuration.DataName ?? "", Run?.SnapshotEpochs ?? [], Problem ?? end?.Failure);
    }

    /// <summary>Such as <c>784-500-10</c>.</summary>
    public static string ShapeOf(RunConfiguration configuration) => configuration.Network.Sizes;
}

/// <summary>What the files of a run look like from outside: it changes whenever one of them does.</summary>
/// <param name="Description">When run.json was written, and its length.</param>
/// <param name="Metrics">The same of metrics.csv.</param>
/// <param name="State">The same of the state; zero where there is none.</param>
/// <param name="Snapshots">When the folder of the snapshots changed.</param>
/// <param name="Link">The first of these that is a link; null: none is.</param>
internal sealed record RunMark((long Ticks, long Length) Description, (long Ticks, long Length) Metrics, (long Ticks, long Length) State, long Snapshots, string? Link)
{
    /// <summary>When the run was last written to, by what a run under way writes.</summary>
    public DateTimeOffset LastWritten => new(Math.Max(Metrics.Ticks, State.Ticks), TimeSpan.Zero);

    /// <summary>Looks at a folder.</summary>
    public static RunMark Of(string folder)
    {
        string[] files = [RunFolder.Description(folder), RunFolder.Metrics(folder), RunFolder.State(folder)];
        string snapshots = RunFolder.Snapshots(folder);
        (long, long)[] marks = [.. files.Select(Mark)];
        string? link = files.Append(snapshots).FirstOrDefault(ServedFolder.IsLink);
        return new RunMark(marks[0], marks[1], marks[2], new DirectoryInfo(snapshots).LastWriteTimeUtc.Ticks, link is null ? null : Path.GetFileName(link));
    }

    private static (long Ticks, long Length) Mark(string file)
    {
        var info = new FileInfo(file);
        try
        {
            return info.Exists ? (info.LastWriteTimeUtc.Ticks, info.Length) : (0, 0);
        }
        catch (FileNotFoundException)
        {
            return (0, 0);
        }
    }
}
