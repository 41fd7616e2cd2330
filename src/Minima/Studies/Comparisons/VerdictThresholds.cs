namespace Minima.Studies.Comparisons;

/// <summary>Where the rules of the verdict draw their lines.</summary>
public sealed record VerdictThresholds
{
    /// <summary>A network whose training loss is at least this share of ln(classes), what guessing gives, is untrained.</summary>
    public double Untrained { get; init; } = 0.9;

    /// <summary>The largest relative distance, ||A - B|| / ||B||, at which aligned networks are the same numbers.</summary>
    public double RelativeDistance { get; init; } = 1e-5;

    /// <summary>The largest difference of log-probabilities at which two functions are the same.</summary>
    public double LogProbability { get; init; } = 1e-4;

    /// <summary>By how much, as a share of it, the training cost on the line may lie above the higher end's within one basin; the barrier in training loss may be as many nats.</summary>
    public double CostRise { get; init; } = 0.01;

    /// <summary>Below this error barrier, as a fraction, two networks are connected (Frankle et al. 2020: 2 percentage points).</summary>
    public double ErrorBarrier { get; init; } = 0.02;
}
