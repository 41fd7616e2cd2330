using Minima.Data;
using Minima.Networks;

namespace Minima.Geometry;

/// <summary>
/// Looks for the copy of B whose midpoint with A has the lowest loss. The symmetries are discrete, so the search goes over a point T that
/// is free, beginning at A: the copy is the one that lies closest to T, and T takes steps down the gradient that the loss has at the
/// midpoint with respect to that copy, as if the choice of the copy had none (the straight-through estimator of Ainsworth et al., arXiv
/// 2209.04836, algorithm 3). The first copy is so the closest to A; of all that are met, the one with the lowest loss on all examples is
/// kept, so it is never worse there than matching by weights.
/// </summary>
/// <remarks>
/// The gradient is that of one batch after the other, with momentum 0.9. A step has a fixed length, a part of the distance between A and
/// the closest copy: whether another copy becomes the closest hangs on how far T has gone, and rates that fit one network fit no other.
/// </remarks>
internal static class MidpointSearch
{
    private const int BatchSize = 1000;
    private const double Momentum = 0.9;

    /// <summary>The step, as a part of the distance to the closest copy.</summary>
    private const double Stride = 0.05;

    public static Symmetry Find(
        Network network,
        Parameters a,
        Parameters b,
        Symmetry closest,
        Examples examples,
        AlignmentOptions options,
        IProgress<double>? progress,
        CancellationToken cancellation)
    {
        if (options.Kind == SymmetryKind.None)
            return closest;
        using var all = new Functional(network, examples, threads: options.Threads);
        Symmetry best = closest, current = closest;
        Parameters midpoint = Midpoint(a, closest.Apply(b)), free = a.Clone();
        double lowest = all.Evaluate(midpoint).Loss, stride = Stride * Distances.Between(a, closest.Apply(b)).Total.L2;
        double[] velocity = new double[a.Values.Length];
        var theirs = new AlignmentCoordinates(network, b);
        int batches = Math.Max(1, examples.Count / BatchSize);
        for (int step = 0; step < options.Steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            progress?.Report((double)step / options.Steps);
            Add(Gradient(network, midpoint, examples, step % batches, options.Threads), velocity);
            if (!Move(free, velocity, stride))
                break;
            UnitMap[] maps = Aligner.Improve(network, new AlignmentCoordinates(network, free), theirs, options.Kind, current.Maps);
            if (maps.Zip(current.Maps).All(static pair => pair.First.Source.SequenceEqual(pair.Second.Source) && pair.First.Factor.SequenceEqual(pair.Second.Factor)))
                continue;
            current = new Symmetry(network, maps);
            midpoint = Midpoint(a, current.Apply(b));
            double loss = all.Evaluate(midpoint).Loss;
            if (loss < lowest)
                (best, lowest) = (current, loss);
        }

        return best;
    }

    /// <summary>(A + B) / 2, each number rounded once.</summary>
    internal static Parameters Midpoint(Parameters a, Parameters b)
    {
        var midpoint = new Parameters(a.Layout);
        for (int i = 0; i < midpoint.Values.Length; i++)
            midpoint.Values[i] = (float)(((double)a.Values[i] + b.Values[i]) / 2);
        return midpoint;
    }

    private static double[] Gradient(Network network, Parameters midpoint, Examples examples, int batch, int threads)
    {
        int first = batch * BatchSize;
        using var functional = new Functional(network, examples.Slice(first, Math.Min(BatchSize, examples.Count - first)), threads: threads);
        return functional.Gradient(midpoint);
    }

    private static void Add(double[] gradient, double[] velocity)
    {
        for (int i = 0; i < velocity.Length; i++)
            velocity[i] = (Momentum * velocity[i]) + gradient[i];
    }

    // False where there is no direction: the gradient is zero, or not finite.
    private static bool Move(Parameters free, double[] velocity, double stride)
    {
        double squares = 0;
        foreach (double value in velocity)
            squares += value * value;
        double factor = stride / Math.Sqrt(squares);
        if (!(squares > 0) || !double.IsFinite(factor))
            return false;
        for (int i = 0; i < velocity.Length; i++)
            free.Values[i] = (float)(free.Values[i] - (factor * velocity[i]));
        return true;
    }
}
