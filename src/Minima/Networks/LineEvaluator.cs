using Minima.Data;
using Minima.Kernels;
using Minima.Numerics;

namespace Minima.Networks;

/// <summary>
/// Evaluates a network at many points of straight lines that begin at one point. The sums of the first layer are linear in the
/// parameters, x ((1 - t) V + t W) = (1 - t) (x V) + t (x W): for each block of examples both products are computed once, and a point
/// costs a mix of them, the activation, and the layers behind. Results do not depend on the number of workers, and those at t = 0
/// and t = 1 are an <see cref="Evaluator"/>'s to the bit.
/// </summary>
internal sealed unsafe class LineEvaluator : IDisposable
{
    private const int BlockSize = 64;
    private const int OfA = 0, Shared = 1, OfEnd = 2;

    // The layers behind the first are kept for each place at once; with wide ones the places are taken in several goes.
    private const long MostBytesOfPlaces = 64 << 20;

    private readonly Network _network;
    private readonly PackedExamples _packed;
    private readonly WorkerTeam _team;
    private readonly IKernels _kernels;
    private readonly NetworkPanels _a;
    private readonly NetworkPanels _shared;
    private readonly List<NetworkPanels> _own = [];
    private readonly List<LinePlacePanels> _places = [];
    private readonly LineWorker[] _workers;
    private readonly FirstLayerSums? _kept;

    /// <summary>An evaluator of lines of a network with at least one hidden layer.</summary>
    public LineEvaluator(Network network, Examples examples, WorkerTeam team, IKernels kernels)
    {
        network.RequireFit(examples);
        (_network, _team, _kernels) = (network, team, kernels);
        _packed = new PackedExamples(examples, BlockSize, dropTail: false, team, withGradients: false);
        _packed.Pack(null);
        (_a, _shared) = (new NetworkPanels(network), new NetworkPanels(network));
        _workers = [.. Enumerable.Range(0, team.Count).Select(_ => new LineWorker(network, BlockSize, kernels))];
        _kept = FirstLayerSums.For(_packed.Batches, BlockSize, FirstPanels);
    }

    private int FirstPanels => Tile.Panels(_network.Layers[0].Outputs);

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
        int[] own = LoadOwn(shared, ends);
        var results = new Evaluation[places.Count];
        int atOnce = PlacesAtOnce();
        int[] order = [.. Enumerable.Range(0, places.Count).OrderBy(i => places[i].End)];
        foreach (int[] some in order.Chunk(atOnce))
        {
            while (_places.Count < some.Length)
                _places.Add(new LinePlacePanels(_network));
            for (int i = 0; i < some.Length; i++)
                _places[i].Load(a, ends[places[some[i]].End].Parameters, places[some[i]].T, _kernels);
            var job = new Job(ends, own, [.. some.Select(i => places[i])], _packed.Batches) { Each = each is null ? null : [.. some.Select(i => each[i])] };
            _team.Run(worker =>
            {
                for (int block = worker; block < _packed.Batches; block += _team.Count)
                    EvaluateBlock(_workers[worker], job, block);
            });
            for (int i = 0; i < some.Length; i++)
                results[some[i]] = new Evaluation(_packed.Count, job.Errors[i].Sum(), SumInOrder(job.Losses[i]) / _packed.Count);
        }

        return results;
    }

    /// <summary>Called before other points than those of the last run: what was kept of them is forgotten.</summary>
    public void Forget() => _kept?.Forget();

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (IDisposable part in (IDisposable[])[_packed, _a, _shared, .. _kept is null ? [] : new[] { _kept }, .. _own, .. _places, .. _workers])
            part.Dispose();
    }

    private static double SumInOrder(double[] blocks)
    {
        double sum = 0;
        foreach (double block in blocks)
            sum += block;
        return sum;
    }

    private int PlacesAtOnce()
    {
        // Weights, turned or the other way round as well, and what pads them.
        long floats = 3L * (_network.Layout.Count - _network.Layout[_network.Layers[0].Weights].Count) + (4 * Tile.Size * Tile.Columns);
        return (int)Math.Clamp(MostBytesOfPlaces / (floats * sizeof(float)), 1, 1024);
    }

    // For each end: which of the products of their own is its; -1: the shared one, in its order or another.
    private int[] LoadOwn(Parameters shared, IReadOnlyList<LineEnd> ends)
    {
        var own = new int[ends.Count];
        int count = 0;
        for (int end = 0; end < ends.Count; end++)
        {
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
        if (_kept?.TryGet(block, worker.Sums.Panel(OfA, 0), worker.Sums.Panel(Shared, 0)) != true)
        {
            Multiply(worker.Sums, OfA, _a, block);
            Multiply(worker.Sums, Shared, _shared, block);
            _kept?.Keep(block, worker.Sums.Panel(OfA, 0), worker.Sums.Panel(Shared, 0));
        }

        int end = -1, sums = Shared;
        for (int i = 0; i < job.Places.Length; i++)
        {
            if (job.Places[i].End != end)
            {
                end = job.Places[i].End;
                sums = SumsOf(worker, job, end, block);
            }

            (job.Losses[i][block], job.Errors[i][block]) = Evaluate(worker, _places[i], sums, (float)job.Places[i].T, (float)(1 - job.Places[i].T), block);
            if (job.Each is not null)
                worker.Behind.Keep(job.Each[i], block * BlockSize, _packed.Examples(block), _packed.Labels(block));
        }
    }

    private int SumsOf(LineWorker worker, Job job, int end, int block)
    {
        if (job.Own[end] >= 0)
        {
            Multiply(worker.Sums, OfEnd, _own[job.Own[end]], block);
            return OfEnd;
        }

        if (job.Ends[end].Source is not { } source)
            return Shared;
        IReadOnlyList<float> sign = job.Ends[end].Sign!;
        int rows = _packed.Examples(block);
        for (int j = 0; j < source.Count; j++)
        {
            float* from = worker.Sums.Panel(Shared, source[j] / Tile.Columns) + (source[j] % Tile.Columns);
            float* to = worker.Sums.Panel(OfEnd, j / Tile.Columns) + (j % Tile.Columns);
            float factor = sign[j];
            for (int n = 0; n < rows; n++)
                to[n * Tile.Columns] = factor * from[n * Tile.Columns];
        }

        return OfEnd;
    }

    private void Multiply(LayerBuffers sums, int which, NetworkPanels panels, int block) => _packed.Multiply(_kernels, panels, block, sums, which);

    private (double Loss, int Errors) Evaluate(LineWorker worker, LinePlacePanels place, int sums, float shareB, float shareA, int block)
    {
        int rows = _packed.Examples(block);
        for (int panel = 0; panel < FirstPanels; panel++)
        {
            float* values = worker.Behind.FirstOutputs(panel);
            _kernels.Mix(worker.Sums.Panel(OfA, panel), worker.Sums.Panel(sums, panel), shareA, shareB, values, rows * Tile.Columns);
            worker.Behind.TakeSums(place.Rest, panel, place.Biases(panel), rows);
        }

        return worker.Behind.Run(place.Rest, rows, _packed.Labels(block));
    }

    /// <summary>Some places, ordered by their ends, and what comes of them: [places][blocks].</summary>
    private sealed record Job(IReadOnlyList<LineEnd> Ends, int[] Own, LinePlace[] Places, int Blocks)
    {
        public double[][] Losses { get; } = [.. Places.Select(_ => new double[Blocks])];

        public int[][] Errors { get; } = [.. Places.Select(_ => new int[Blocks])];

        public ExampleResults[]? Each { get; init; }
    }
}
