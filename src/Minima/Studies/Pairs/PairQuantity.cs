namespace Minima.Studies.Pairs;

/// <summary>A figure of a pair of networks.</summary>
/// <param name="Id">Its name in JSON and CSV.</param>
/// <param name="Title">What it is, in words.</param>
/// <param name="Value">Of a pair.</param>
public sealed record PairQuantity(string Id, string Title, Func<PairMeasure, double> Value)
{
    /// <summary>The largest error barrier, train or test, on the line as the networks are; a fraction.</summary>
    public static PairQuantity RawError { get; } = new("raw_error_barrier", "raw error barrier", static pair => PairMeasure.Error(pair.Raw));

    /// <summary>The same on the aligned line.</summary>
    public static PairQuantity AlignedError { get; } = new("aligned_error_barrier", "aligned error barrier", static pair => PairMeasure.Error(pair.Aligned));

    /// <summary>The barrier in training loss, as the networks are; nats.</summary>
    public static PairQuantity RawLoss { get; } = new("raw_barrier", "raw barrier", static pair => pair.Raw.TrainLoss);

    /// <summary>The same on the aligned line.</summary>
    public static PairQuantity AlignedLoss { get; } = new("aligned_barrier", "aligned barrier", static pair => pair.Aligned.TrainLoss);

    /// <summary>||A - B||.</summary>
    public static PairQuantity RawDistance { get; } = new("raw_distance", "raw distance", static pair => pair.RawDistance);

    /// <summary>||A - gB||.</summary>
    public static PairQuantity AlignedDistance { get; } = new("aligned_distance", "aligned distance", static pair => pair.AlignedDistance);

    /// <summary>2 &lt;A, B&gt; / (||A||^2 + ||B||^2).</summary>
    public static PairQuantity RawOverlap { get; } = new("raw_overlap", "raw overlap", static pair => pair.RawOverlap);

    /// <summary>The same with gB.</summary>
    public static PairQuantity AlignedOverlap { get; } = new("overlap", "aligned overlap", static pair => pair.Overlap);

    /// <summary>Test examples that the two read differently.</summary>
    public static PairQuantity Differ { get; } = new("differ", "test predictions that differ", static pair => pair.Differ);

    /// <summary>All that studies tell of their pairs.</summary>
    public static IReadOnlyList<PairQuantity> All { get; } =
    [
        RawLoss,
        AlignedLoss,
        RawError,
        AlignedError,
        RawDistance,
        AlignedDistance,
        RawOverlap,
        AlignedOverlap,
        Differ,
    ];
}
