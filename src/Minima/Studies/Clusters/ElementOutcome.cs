namespace Minima.Studies.Clusters;

/// <summary>How an element ended.</summary>
public enum ElementOutcome
{
    /// <summary>It has begun, and said nothing since: it is running, or was killed.</summary>
    Running,

    /// <summary>Its run is complete, or its block measured.</summary>
    Done,

    /// <summary>Its run has diverged, which is an end too.</summary>
    Diverged,

    /// <summary>It was asked to stop: its time was over, or it was cancelled. What it had reached is saved.</summary>
    Stopped,

    /// <summary>It could not be done.</summary>
    Failed,
}

/// <summary>How the work of an element ended, without an error.</summary>
/// <param name="Outcome">Done, diverged or stopped.</param>
/// <param name="Sentence">The same for a person.</param>
public sealed record ElementEnd(ElementOutcome Outcome, string Sentence)
{
    /// <summary>What a training means for its element.</summary>
    public static ElementEnd Of(TrainingResult result) => new(
        result.Outcome switch
        {
            TrainingOutcome.Stopped => ElementOutcome.Stopped,
            TrainingOutcome.Diverged => ElementOutcome.Diverged,
            _ => ElementOutcome.Done,
        },
        result.Sentence);
}
