using Minima.Data;
using Minima.Kernels;

namespace Minima.Networks;

/// <summary>
/// Evaluates a network at many points of straight lines that begin at one point. The sums of the first layer are linear in the
/// parameters, x ((1 - t) V + t W) = (1 - t) (x V) + t (x W): for each block of examples both products are computed once, and a point
/// costs a mix of them, the activation, and the layers behind. Results do not depend on the number of workers; they are an
/// <see cref="Evaluator"/>'s at the same parameters but for the order in which a unit's and a class's sums are rounded.
/// </summary>
internal sealed unsafe class LineEvaluator : ILineEvaluator
{
    private const int BlockSize = 64;
    private const int OfA = 0, Shared = 1, OfEnd = 2;

    private readonly Network _network;
    private readonly PackedExamples _packed;
    private readonly WorkerTeam _team;
    private readonly IKernels _kernels;
    private readonly NetworkPanels _a;
    private readonly NetworkPanels _shared;
    private readonly List<NetworkPanels> _own = [];
    private readonly LinePlacePanels _behindA;
    private readonly List<LinePlacePanels> _behindEnds = [];
    private readonly LineWorker[] _workers;
    private readonly FirstLayerSums? _kept;

    /// <summary>An evaluator of lines of a network with at least one hidden layer.</summary>
    public LineEvaluator(Network network, Examples examples, WorkerTeam team, IKernels kernels)
    {
        network.RequireFit(examples);
        (_network, _team, _kernels) = (network, team, kernels);
        _packed = new PackedExamples(examples, kernels.Form, BlockSize, dropTail: false, gradients: false, team);
        _packed.Pack(null);
        (_a, _shared, _behindA) = (new NetworkPanels(network), new NetworkPanels(network), new LinePlacePanels(network));
        _workers = [.. Enumerable.Range(0, team.Count).Select(_ => new LineWorker(network, BlockSize, kernels))];
        _kept = FirstLayerSums.For(_packed.Batches, BlockSums.FloatsOf(network, BlockSize));
    }

    /// <summary>
    /// Evaluates places of the lines from <paramref name="a"/> to the ends. Both points must be those of the run before, unchanged, unless
    /// <see cref="Forget"/> was called.
    /// </summary>
    /// <param name="a">Where the lines begin.</param>
    /// <param name="shared">The point that the ends' <see cref="LineEnd.Source"/> means.</param>
    /// <param name="ends">Where they end.</param>
    /// <param name="places">What is evaluated.</param>
    /// <param name="each">For each place, room for what every example gives; null: only the sums are wanted.</param>
    public Evaluation[] Run(
        Parameters a, Parameters shared, IReadOnlyList<LineEnd> ends, IReadOnlyList<LinePlace> places, IReadOnlyList<ExampleResults>? each = null)
    {
        _a.Load(a, _kernels);
        _shared.Load(shared, _kernels);
        _behindA.Load(a, _kernels);
        var job = new Job(ends, LoadEnds(shared, ends), places, _packed.Batches, each);
        int next = -1;
        _team.Run(worker =>
        {
            for (int block = Interlocked.Increment(ref next); block < _packed.Batches; block = Interlocked.Increment(ref next))
                EvaluateBlock(_workers[worker], job, block);
        });
        return [.. places.Select((_, i) => new Evaluation(_packed.Count, job.Errors[i].Sum(), SumInOrder(job.Losses[i]) / _packed.Count))];
    }

    /// <summary>Called before other points than those of the last run: what was kept of them is forgotten.</summary>
    public void Forget() => _kept?.Forget();

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (IDisposable part in (IDisposable[])[_packed, _a, _shared, _behindA, .. _kept is null ? [] : new[] { _kept }, .. _own, .. _behindEnds, .. _workers])
            part.Dispose();
    }

    private static double SumInOrder(double[] blocks)
    {
        double sum = 0;
        foreach (double block in blocks)
            sum += block;
        return sum;
    }

    // For each end: which of the products of their own is its; -1: the shared one, in its order or another.
    private int[] LoadEnds(Parameters shared, IReadOnlyList<LineEnd> ends)
    {
        var own = new int[ends.Count];
        int count = 0;
        for (int end = 0; end < ends.Count; end++)
        {
            if (end == _behindEnds.Count)
                _behindEnds.Add(new LinePlacePanels(_network));
            _behindEnds[end].Load(ends[end].Parameters, _kernels);
            own[end] = -1;
            if (ends[end].Source is not null || ReferenceEquals(ends[end].Parameters, shared))
                continue;
            if (count == _own.Count)
                _own.Add(new NetworkPanels(_network));
            _own[count].Load(ends[end].Parameters, _kernels);
            own[end] = count++;
        }

        return own;
    }

    private void EvaluateBlock(LineWorker worker, Job job, int block)
    {
        float* a = _kept is null ? worker.Sums.Of(OfA) : _kept.At(0, block);
        float* shared = _kept is null ? worker.Sums.Of(Shared) : _kept.At(1, block);
        if (_kept?.Knows(block) != true)
        {
            worker.Sums.Take(_packed, _a, block, a);
            worker.Sums.Take(_packed, _shared, block, shared);
            _kept?.Keep(block);
        }

        int rows = _packed.Examples(block);
        byte* labels = _packed.Labels(block);
        int end = -1;
        float* sums = shared;
        foreach (int[] together in job.Groups)
        {
            if (job.Places[together[0]].End != end)
            {
                end = job.Places[together[0]].End;
                sums = SumsOf(worker, job, end, block, shared);
            }

            for (int i = 0; i < together.Length; i++)
            {
                double t = job.Places[together[i]].T;
                worker.Places[i].Mix(_behindA, _behindEnds[end], (float)(1 - t), (float)t, _kernels);
            }

            worker.Behind.Run(worker.Places.AsSpan(0, together.Length), a, sums, rows, labels);
            for (int i = 0; i < together.Length; i++)
            {
                int place = together[i];
                (job.Losses[place][block], job.Errors[place][block]) = worker.Behind.Result(i, rows, labels);
                if (job.Each is not null)
                    worker.Behind.Keep(i, job.Each[place], block * BlockSize, rows, labels);
            }
        }
    }

    private float* SumsOf(LineWorker worker, Job job, int end, int block, float* shared)
    {
        float* sums = worker.Sums.Of(OfEnd);
        if (job.Own[end] >= 0)
            worker.Sums.Take(_packed, _own[job.Own[end]], block, sums);
        else if (job.Ends[end].Source is { } source)
            worker.Sums.Reorder(shared, source, job.Ends[end].Sign!, sums);
        else
            return shared;
        return sums;
    }

    /// <summary>What is asked, and what comes of it: [places][blocks].</summary>
    private sealed record Job(IReadOnlyList<LineEnd> Ends, int[] Own, IReadOnlyList<LinePlace> Places, int Blocks, IReadOnlyList<ExampleResults>? Each)
    {
        /// <summary>The places that are taken together, each group on one line, and all groups of a line one after the other.</summary>
        public int[][] Groups { get; } =
            [.. Enumerable.Range(0, Places.Count).GroupBy(i => Places[i].End).SelectMany(static line => line.Chunk(LayersBehind.Together))];

        public double[][] Losses { get; } = [.. Places.Select(_ => new double[Blocks])];

        public int[][] Errors { get; } = [.. Places.Select(_ => new int[Blocks])];
    }
}
