using Minima.Geometry;

namespace Minima.Studies;

/// <summary>How two networks are connected.</summary>
public sealed record ConnectOptions
{
    /// <summary>How curves are trained.</summary>
    public CurveOptions Training { get; init; } = new();

    /// <summary>Places on each way, both ends counted; 61 as in Garipov et al. 2018.</summary>
    public int Points { get; init; } = 61;

    /// <summary>Factor of the sum of absolute weights in the cost that is measured; the curve is not trained on it.</summary>
    public double L1 { get; init; }

    /// <summary>Of the alignment's random starts and of the random copy of A.</summary>
    public uint Seed { get; init; }
}
