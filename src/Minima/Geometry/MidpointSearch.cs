using Minima.Data;
using Minima.Kernels;
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
        using var team = new WorkerTeam(options.Threads == 0 ? Environment.ProcessorCount : options.Threads);
        using var candidates = new Candidates(network, a, b, examples, team);
        using var batches = new Batches(network, examples, team);
        LineEnd copy = candidates.Add(closest);
        Symmetry current = closest;
        Parameters midpoint = Midpoint(a, copy.Parameters), free = a.Clone();
        double stride = Stride * Distances.Between(a, copy.Parameters).Total.L2;
        double[] velocity = new double[a.Values.Length];
        var theirs = new AlignmentCoordinates(network, b);
        for (int step = 0; step < options.Steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            progress?.Report((double)step / options.Steps);
            Add(batches.Gradient(midpoint, step % batches.Count), velocity);
            if (!Move(free, velocity, stride))
                break;
            UnitMap[] maps = Aligner.Improve(network, new AlignmentCoordinates(network, free), theirs, options.Kind, current.Maps);
            if (maps.Zip(current.Maps).All(static pair => pair.First.Source.SequenceEqual(pair.Second.Source) && pair.First.Factor.SequenceEqual(pair.Second.Factor)))
                continue;
            current = new Symmetry(network, maps);
            midpoint = Midpoint(a, candidates.Add(current).Parameters);
        }

        return candidates.Best();
    }

    /// <summary>(A + B) / 2, each number rounded once.</summary>
    internal static Parameters Midpoint(Parameters a, Parameters b)
    {
        var midpoint = new Parameters(a.Layout);
        for (int i = 0; i < midpoint.Values.Length; i++)
            midpoint.Values[i] = (float)(((double)a.Values[i] + b.Values[i]) / 2);
        return midpoint;
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

    /// <summary>
    /// The copies that were met, some at a time: which of them has the lowest loss in the middle. Copies without scales share the first layer's
    /// products with A's and B's own.
    /// </summary>
    private sealed class Candidates(Network network, Parameters a, Parameters b, Examples examples, WorkerTeam team) : IDisposable
    {
        private const int Together = 8;

        private readonly ILineEvaluator _lines = Engines.Lines(network, examples, team, KernelChoice.Current);
        private readonly List<(Symmetry Symmetry, LineEnd End)> _met = [];
        private (Symmetry? Symmetry, double Loss) _best = (null, double.NaN);

        /// <summary>Takes one more.</summary>
        public LineEnd Add(Symmetry symmetry)
        {
            if (_met.Count == Together)
                Judge();
            _met.Add((symmetry, Lines.EndOf(new EquivalentCopy(symmetry), b)));
            return _met[^1].End;
        }

        /// <summary>The lowest of all, the first of equals.</summary>
        public Symmetry Best()
        {
            Judge();
            return _best.Symmetry!;
        }

        public void Dispose() => _lines.Dispose();

        private void Judge()
        {
            Evaluation[] middles = _lines.Run(a, b, [.. _met.Select(static met => met.End)], [.. _met.Select(static (_, end) => new LinePlace(end, 0.5))]);
            foreach ((Evaluation middle, (Symmetry symmetry, _)) in middles.Zip(_met))
            {
                if (_best.Symmetry is null || middle.Loss < _best.Loss)
                    _best = (symmetry, middle.Loss);
            }

            _met.Clear();
        }
    }

    /// <summary>Gradients of the loss over one batch after the other. What a batch needs is made when its turn first comes, and kept: there are steps enough for several turns.</summary>
    private sealed class Batches(Network network, Examples examples, WorkerTeam team) : IDisposable
    {
        private readonly Dictionary<int, ILossEngine> _engines = [];
        private readonly double[] _gradient = new double[network.Layout.Count];

        public int Count { get; } = Math.Max(1, examples.Count / BatchSize);

        /// <summary>Of a batch, at a point; valid until the next.</summary>
        public double[] Gradient(Parameters point, int batch)
        {
            if (!_engines.TryGetValue(batch, out ILossEngine? engine))
            {
                int first = batch * BatchSize;
                engine = Engines.Loss(network, examples.Slice(first, Math.Min(BatchSize, examples.Count - first)), team, KernelChoice.Current);
                _engines.Add(batch, engine);
            }

            Array.Clear(_gradient);
            engine.AddGradient(point, _gradient);
            return _gradient;
        }

        public void Dispose()
        {
            foreach (ILossEngine engine in _engines.Values)
                engine.Dispose();
        }
    }
}
