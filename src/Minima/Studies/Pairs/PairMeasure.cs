using Minima.Geometry;

namespace Minima.Studies.Pairs;

/// <summary>Two networks of one shape beside each other: as they are, and B as the copy of itself that lies closest to A.</summary>
/// <param name="A">The network at t = 0; it is never moved.</param>
/// <param name="B">The network at t = 1.</param>
/// <param name="Alignment">What brings B closest to A.</param>
/// <param name="RawDistance">||A - B||.</param>
/// <param name="AlignedDistance">||A - gB||.</param>
/// <param name="RawOverlap">2 &lt;A, B&gt; / (||A||^2 + ||B||^2).</param>
/// <param name="Overlap">The same with gB.</param>
/// <param name="Raw">The barrier on the line from A to B.</param>
/// <param name="Aligned">The barrier on the line from A to gB.</param>
/// <param name="Referred">The barrier between both as they lie when each is aligned to a third network; null where there is none.</param>
/// <param name="Differ">Test examples that the two read differently.</param>
public sealed record PairMeasure(
    MeasuredNetwork A,
    MeasuredNetwork B,
    Symmetry Alignment,
    double RawDistance,
    double AlignedDistance,
    double RawOverlap,
    double Overlap,
    LineBarrier Raw,
    LineBarrier Aligned,
    LineBarrier? Referred,
    int Differ)
{
    /// <summary>Frankle's threshold (arXiv 1912.05671): an error barrier below it is none. As a fraction.</summary>
    public const double Connected = 0.02;

    /// <summary>Whether the raw line has an error barrier below two percentage points, train and test.</summary>
    public bool MeetsRaw => Error(Raw) < Connected;

    /// <summary>The same of the aligned line.</summary>
    public bool MeetsAligned => Error(Aligned) < Connected;

    /// <summary>The larger of the two error barriers, train and test, as a fraction.</summary>
    public static double Error(LineBarrier barrier) => Math.Max(barrier.TrainError, barrier.TestError);
}
