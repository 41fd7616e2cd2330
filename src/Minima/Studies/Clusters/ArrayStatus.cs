namespace Minima.Studies.Clusters;

/// <summary>Where an element of an array is.</summary>
public enum ElementState
{
    /// <summary>Its run is complete, or its block measured.</summary>
    Done,

    /// <summary>Its run has diverged, which is an end too.</summary>
    Diverged,

    /// <summary>It runs.</summary>
    Running,

    /// <summary>It waits in the queue.</summary>
    Waiting,

    /// <summary>It was asked to stop, and saved where it stands.</summary>
    Stopped,

    /// <summary>It said why it could not be done.</summary>
    Failed,

    /// <summary>It had begun, and is gone without a word.</summary>
    Killed,

    /// <summary>It is not in the queue, and has never said that it begins.</summary>
    Missing,
}

/// <summary>What is known of an element.</summary>
/// <param name="Index">Its number.</param>
/// <param name="Element">The element.</param>
/// <param name="State">Where it is.</param>
/// <param name="Progress">How far it has come, in words; empty where it has not begun.</param>
/// <param name="Sentence">What it said, or what the scheduler says; empty where there is nothing to say.</param>
/// <param name="Job">The job that it was part of last; null where it was never submitted.</param>
/// <param name="Log">The file of what it printed; null where there is none.</param>
/// <param name="LastLines">The end of that, where it needs to be looked at.</param>
public sealed record ElementStatus(
    int Index, ArrayElement Element, ElementState State, string Progress, string Sentence, string? Job, string? Log, IReadOnlyList<string> LastLines)
{
    /// <summary>Whether it has ended without being done.</summary>
    public bool NeedsAnother => State is ElementState.Stopped or ElementState.Failed or ElementState.Killed or ElementState.Missing;
}

/// <summary>Where all elements of an array are: from its files, and from the queue.</summary>
public static class ArrayStatus
{
    private const int Lines = 5;

    /// <summary>Looks at all elements.</summary>
    /// <param name="folder">The array's folder.</param>
    /// <param name="record">What was submitted.</param>
    /// <param name="queue">What waits or runs; null: not known, and what says that it runs is believed.</param>
    /// <exception cref="UnusableInputException">A file is damaged.</exception>
    /// <remarks>The queue must have been asked before: what it no longer had has written its last word by now.</remarks>
    public static IReadOnlyList<ElementStatus> Of(ArrayFolder folder, ArrayRecord record, IReadOnlyList<QueuedElement>? queue)
    {
        Dictionary<(string, int), QueuedElement> queued = [];
        foreach (QueuedElement element in queue ?? [])
            queued[(element.Job, element.Index)] = element;
        Dictionary<int, string> jobs = [];
        foreach (Submission submission in record.Submissions)
        {
            foreach (int index in submission.Elements)
                jobs[index] = submission.Job;
        }

        return [.. record.Elements.Select((element, index) => Of(
            folder, index, element, jobs.GetValueOrDefault(index), jobs.TryGetValue(index, out string? job) ? queued.GetValueOrDefault((job, index)) : null, queue is not null))];
    }

    private static ElementStatus Of(ArrayFolder folder, int index, ArrayElement element, string? job, QueuedElement? queued, bool queueIsKnown)
    {
        ElementProgress progress = element.Look(folder);
        ElementReport? report = ElementReport.Read(folder.Outcome(index));
        if (report?.Job != job)
            report = null;
        bool isOver = report is { Outcome: not ElementOutcome.Running };
        (ElementState state, string sentence) = (progress, queued, report) switch
        {
            ({ IsDone: true, HasDiverged: true }, _, _) => (ElementState.Diverged, "the cost is not a finite number"),
            ({ IsDone: true }, _, _) => (ElementState.Done, ""),
            (_, { IsRunning: false }, _) => (ElementState.Waiting, queued.Words),
            (_, { IsRunning: true }, _) when !isOver => (ElementState.Running, queued.Words),
            (_, _, { Outcome: ElementOutcome.Running }) => queueIsKnown
                ? (ElementState.Killed, "it is gone without a word: it was killed, or its machine failed")
                : (ElementState.Running, "running, as far as it has said"),
            (_, _, { Outcome: ElementOutcome.Stopped }) => (ElementState.Stopped, report.Sentence),
            (_, _, { Outcome: ElementOutcome.Failed }) => (ElementState.Failed, report.Sentence),
            (_, _, not null) => (ElementState.Missing, "it said that it was done, but its files are not there"),
            _ => (ElementState.Missing, job is null ? "not submitted" : queueIsKnown ? "it is not in the queue, and did not begin" : "it has not begun"),
        };
        string? log = job is null || !File.Exists(folder.Log(index, job)) ? null : folder.Log(index, job);
        var status = new ElementStatus(index, element, state, progress.Words, sentence, job, log, []);
        return status.NeedsAnother && log is not null ? status with { LastLines = LogTail.Of(log, Lines) } : status;
    }
}
