using Minima.Numerics;

namespace Minima.Studies;

/// <summary>A class and how probable a network holds it.</summary>
/// <param name="Class">The class, from 0.</param>
/// <param name="Probability">From 0 to 1.</param>
public readonly record struct ClassProbability(int Class, double Probability);

/// <summary>An example that a network reads wrongly.</summary>
/// <param name="Index">Which example of the set, from 0.</param>
/// <param name="Predicted">The class that was read.</param>
/// <param name="True">The class that it is.</param>
/// <param name="LogProbabilities">The natural logarithm of each class's probability.</param>
public sealed record WrongPrediction(int Index, int Predicted, int True, ReadOnlyMemory<float> LogProbabilities)
{
    /// <summary>How probable the network holds a class.</summary>
    public double Probability(int ofClass) => Elementary.Exp(LogProbabilities.Span[ofClass]);

    /// <summary>All classes, the most probable first; of equals the lower class.</summary>
    public IReadOnlyList<ClassProbability> Sorted() =>
    [
        .. Enumerable.Range(0, LogProbabilities.Length)
            .OrderByDescending(k => LogProbabilities.Span[k])
            .Select(k => new ClassProbability(k, Probability(k))),
    ];
}
