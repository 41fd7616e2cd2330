using Minima.Minimisation;

namespace Minima.Studies;

/// <summary>How a training ended.</summary>
public enum TrainingOutcome
{
    /// <summary>All epochs were run.</summary>
    Completed,

    /// <summary>All epochs had been run before; nothing was computed.</summary>
    AlreadyComplete,

    /// <summary>It ended before the last epoch, now or in an earlier call, because validation had not improved enough for too long.</summary>
    StoppedEarly,

    /// <summary>It was asked to stop. What it had reached is saved, and the same call goes on from there.</summary>
    Stopped,

    /// <summary>An epoch's cost was not a finite number, now or in an earlier call. The run ends with that epoch, and is kept.</summary>
    Diverged,
}

/// <summary>What a training came to.</summary>
/// <param name="Folder">The run's folder, as it was named.</param>
/// <param name="Epoch">The last epoch that is complete.</param>
/// <param name="ValidationErrors">Wrongly read validation examples after that epoch.</param>
/// <param name="TestErrors">Wrongly read test examples after that epoch.</param>
/// <param name="Seconds">The time of all complete epochs together, those of earlier calls included.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Sentence">The same for a person: what happened, where the run is, and what can be done next.</param>
public sealed record TrainingResult(
    string Folder, int Epoch, int ValidationErrors, int TestErrors, double Seconds, TrainingOutcome Outcome, string Sentence)
{
    /// <summary>The last complete epoch; null where the run has none yet, because its pretraining did not come to its end.</summary>
    public EpochMetrics? Last { get; init; }

    /// <summary>The epoch with the fewest validation errors, the first of equals; null where the run does not watch for it.</summary>
    public EpochMetrics? Best { get; init; }
}
