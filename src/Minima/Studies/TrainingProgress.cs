using Minima.Minimisation;

namespace Minima.Studies;

/// <summary>How far a training has come. It is reported at the start, after each epoch, and every second or so in a long one.</summary>
/// <param name="Epoch">Epochs that are complete.</param>
/// <param name="Epochs">Epochs that were asked for.</param>
/// <param name="Fraction">The part of the epoch under way that is done, from 0 to below 1.</param>
/// <param name="Latest">The figures of the last complete epoch; null where this call has completed none yet.</param>
/// <param name="Elapsed">Time since this call began.</param>
/// <param name="Left">The time still needed, from the pace of the last epochs of this call; null until there is one.</param>
/// <param name="ResumedFrom">Epochs that were complete when this call took the run up; null where it began anew.</param>
/// <param name="Remark">A sentence that is to be shown once; null in most reports.</param>
public sealed record TrainingProgress(
    int Epoch, int Epochs, double Fraction, EpochMetrics? Latest, TimeSpan Elapsed, TimeSpan? Left, int? ResumedFrom, string? Remark)
{
    /// <summary>What is trained, where a run has more than one part, such as <c>pretraining layer 1 of 3</c>; null otherwise.</summary>
    public string? Phase { get; init; }

    /// <summary>The part of all epochs that is done, from 0 to 1.</summary>
    public double Done => Epochs == 0 ? 1 : Math.Min(1, (Epoch + Fraction) / Epochs);
}
