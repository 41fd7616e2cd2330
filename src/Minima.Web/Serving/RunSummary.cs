namespace Minima.Web.Serving;

/// <summary>Where a run stands.</summary>
internal enum RunState
{
    /// <summary>All epochs that were asked for are done.</summary>
    Complete,

    /// <summary>It ended before the last epoch, its patience exhausted.</summary>
    StoppedEarly,

    /// <summary>Its cost is not finite.</summary>
    Diverged,

    /// <summary>It can be continued.</summary>
    Unfinished,

    /// <summary>It is being trained, here or by another process.</summary>
    Training,

    /// <summary>It will be trained here when others are done.</summary>
    Waiting,
}

/// <summary>What the list says of a run; the shape is that of <c>client/src/model.ts</c>.</summary>
/// <remarks>
/// Answers and events come to a page by different connections, in any order. <see cref="Order"/> grows with each change that this server has
/// seen, of any run: what has a lower one than what a page knows of the run is older, and 0 is older than all.
/// </remarks>
internal sealed record RunSummary(
    string Name,
    RunState State,
    string Shape,
    int Epoch,
    int Epochs,
    int? TestErrors,
    int? ValidErrors,
    double? TestCost,
    string DataName,
    IReadOnlyCollection<int> Snapshots,
    string? Problem,
    long Order = 0)
{
    /// <summary>Whether both say the same, whenever they were said.</summary>
    public bool Says(RunSummary other) =>
        this with { Snapshots = other.Snapshots, Order = other.Order } == other && Snapshots.SequenceEqual(other.Snapshots);
}

/// <summary>How far a training in this process has come: within an epoch, and in time.</summary>
internal sealed record TrainingEvent(string Run, int Epoch, int Epochs, double Fraction, double? SecondsLeft, string? Remark);

/// <summary>A run is gone.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Order">As of a <see cref="RunSummary"/>.</param>
internal sealed record GoneEvent(string Name, long Order);

/// <summary>How far a comparison has come.</summary>
internal sealed record WorkEvent(string A, string B, double Done, string Text);

/// <summary>All runs.</summary>
internal sealed record RunsAnswer(IReadOnlyList<RunSummary> Runs);

/// <summary>What every snapshot of a run says of a picture.</summary>
/// <param name="Epochs">The snapshots' epochs, ascending.</param>
/// <param name="Probabilities">For each snapshot those of the classes; null where its numbers are not finite.</param>
/// <param name="Width">Pixels in a row of what was read.</param>
/// <param name="Height">Rows of it.</param>
/// <param name="Pixels">It, in base64: a byte a pixel, 255 for ink.</param>
/// <param name="Remark">What one should know; null: nothing.</param>
internal sealed record ReadingAnswer(
    IReadOnlyList<int> Epochs, IReadOnlyList<IReadOnlyList<double?>> Probabilities, int Width, int Height, string Pixels, string? Remark);

/// <summary>What the page of a served folder begins with.</summary>
internal sealed record LiveDocument(string Mode, string Version, string Folder, bool CanTrain, IReadOnlyList<string> Data);
