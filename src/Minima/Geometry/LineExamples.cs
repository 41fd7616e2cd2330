namespace Minima.Geometry;

/// <summary>What every single example loses at each point of a line's grid: what paired comparisons are made of.</summary>
/// <param name="TrainLosses">[points][training examples], -ln p[label] in nats.</param>
/// <param name="TrainPredictions">[points][training examples], the predicted classes.</param>
/// <param name="TestLosses">[points][test examples].</param>
/// <param name="TestPredictions">[points][test examples].</param>
public sealed record LineExamples(
    IReadOnlyList<double[]> TrainLosses, IReadOnlyList<byte[]> TrainPredictions, IReadOnlyList<double[]> TestLosses, IReadOnlyList<byte[]> TestPredictions);
