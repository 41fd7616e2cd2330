using System.Diagnostics;

namespace Minima.Studies;

/// <summary>How far a long work of several tasks has come.</summary>
/// <param name="Task">What is being done, in words.</param>
/// <param name="Done">The part of the task that is done, from 0 to 1.</param>
/// <param name="Left">The time still needed for the task, from its own pace; null until there is one.</param>
/// <param name="Remark">A sentence that is to be shown once; null in most reports.</param>
public sealed record WorkProgress(string Task, double Done, TimeSpan? Left, string? Remark = null);

/// <summary>Reports one task, and measures its pace.</summary>
internal sealed class WorkReporter
{
    private readonly IProgress<WorkProgress>? _progress;
    private readonly long _began = Stopwatch.GetTimestamp();
    private readonly Pace _pace = new();

    /// <summary>A task that begins now.</summary>
    public WorkReporter(IProgress<WorkProgress>? progress, string task)
    {
        _progress = progress;
        Report(task, 0);
    }

    /// <summary>Tells how far it has come, by one thread at a time.</summary>
    public void Report(string task, double done, string? remark = null) =>
        _progress?.Report(new WorkProgress(task, done, _pace.TimeLeft(Stopwatch.GetElapsedTime(_began), done, 1), remark));
}

/// <summary>Reports the runs of a pool.</summary>
internal sealed class PoolReporter(IProgress<WorkProgress>? progress, string noun) : IProgress<PoolProgress>
{
    private readonly WorkReporter _reporter = new(progress, $"training {noun}");

    /// <inheritdoc/>
    public void Report(PoolProgress value) => _reporter.Report(
        $"training {noun}: {value.Complete} of {value.Jobs} done, {Path.GetFileName(value.Folder)} at epoch {value.Training.Epoch} of {value.Training.Epochs}",
        value.Done,
        value.Training.Remark is { } remark ? $"{Path.GetFileName(value.Folder)}: {remark}" : null);
}
