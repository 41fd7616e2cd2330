namespace Minima.Studies.Pairs;

/// <summary>A figure of a pair of networks.</summary>
/// <param name="Id">Its name in JSON and CSV.</param>
/// <param name="Title">What it is, in words.</param>
/// <param name="Format">How it is printed.</param>
/// <param name="Value">Of a pair.</param>
public sealed record PairQuantity(string Id, string Title, string Format, Func<PairMeasure, double> Value)
{
    /// <summary>The largest error barrier, train or test, on the line as the networks are; a fraction.</summary>
    public static PairQuantity RawError { get; } = new("raw_error_barrier", "raw error barrier", "F4", static pair => PairMeasure.Error(pair.Raw));

    /// <summary>The same on the aligned line.</summary>
    public static PairQuantity AlignedError { get; } = new("aligned_error_barrier", "aligned error barrier", "F4", static pair => PairMeasure.Error(pair.Aligned));

    /// <summary>The barrier in training loss, as the networks are; nats.</summary>
    public static PairQuantity RawLoss { get; } = new("raw_barrier", "raw barrier", "F4", static pair => pair.Raw.TrainLoss);

    /// <summary>The same on the aligned line.</summary>
    public static PairQuantity AlignedLoss { get; } = new("aligned_barrier", "aligned barrier", "F4", static pair => pair.Aligned.TrainLoss);

    /// <summary>All that studies tell of their pairs.</summary>
    public static IReadOnlyList<PairQuantity> All { get; } =
    [
        RawLoss,
        AlignedLoss,
        RawError,
        AlignedError,
        new("raw_distance", "raw distance", "F3", static pair => pair.RawDistance),
        new("aligned_distance", "aligned distance", "F3", static pair => pair.AlignedDistance),
        new("raw_overlap", "raw overlap", "F4", static pair => pair.RawOverlap),
        new("overlap", "aligned overlap", "F4", static pair => pair.Overlap),
        new("differ", "test predictions that differ", "F1", static pair => pair.Differ),
    ];
}
