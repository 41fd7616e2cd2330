using Minima.Networks;

namespace Minima.Geometry;

/// <summary>A network (1 - t) A + t B of the line between two.</summary>
/// <param name="T">t: 0 is A, 1 is B.</param>
/// <param name="Train">Loss and errors on the training set.</param>
/// <param name="TrainCost">The training loss with the penalties, in nats.</param>
/// <param name="Test">Loss and errors on the test set.</param>
public sealed record LinePoint(double T, Evaluation Train, double TrainCost, Evaluation Test)
{
    /// <summary>What each training example gives; null where it was not kept (<see cref="LineOptions.KeepTrainExamples"/>).</summary>
    public ExampleResults? TrainExamples { get; init; }

    /// <summary>What each test example gives; null where it was not kept (<see cref="LineOptions.KeepTestExamples"/>).</summary>
    public ExampleResults? TestExamples { get; init; }
}
