namespace Minima.Geometry;

/// <summary>How a curve is trained.</summary>
public sealed record CurveOptions
{
    /// <summary>Its shape.</summary>
    public CurveKind Kind { get; init; } = CurveKind.Bezier;

    /// <summary>Passes over the training set.</summary>
    public int Epochs { get; init; } = 25;

    /// <summary>Examples that share one t.</summary>
    public int BatchSize { get; init; } = 100;

    /// <summary>Adam's learning rate at the beginning; it falls to zero as half a cosine.</summary>
    public double LearningRate { get; init; } = 3e-3;

    /// <summary>Factor of the sum of squared weights in the cost.</summary>
    public double L2 { get; init; } = 1e-4;

    /// <summary>Of the batches' order and their t.</summary>
    public uint Seed { get; init; }

    /// <summary>How many threads compute; 0: one for each core. The results do not depend on it.</summary>
    public int Threads { get; init; }
}
