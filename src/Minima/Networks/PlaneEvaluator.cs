using Minima.Data;
using Minima.Kernels;
using Minima.Numerics;

namespace Minima.Networks;

/// <summary>
/// Evaluates a network at many points of a plane, origin + x u + y v. The sums of the first layer are linear in the parameters: for each
/// block of examples its products with the origin and both directions are computed once, those of a row of points that share x are
/// mixed once, and a point costs one multiply-add, the activation, and the layers behind.
/// </summary>
/// <remarks>
/// The layers behind are mixed anew for each block and point. That is one of the block's 64 examples' worth of work, and holding the
/// parameters of all points instead would read them from memory for each block: for a grid of 51 x 51 more than 50 MB each time.
/// Results do not depend on the number of workers; they are an <see cref="Evaluator"/>'s at the same parameters but for rounding.
/// </remarks>
internal sealed unsafe class PlaneEvaluator : IPlaneEvaluator
{
    // The sums for a row and for the second direction, 128 KB each with 500 units, stay in a core's own cache.
    private const int BlockSize = 64;
    private const int Points = 3;
    private const int OfRow = Points;

    private readonly PackedExamples _packed;
    private readonly WorkerTeam _team;
    private readonly IKernels _kernels;
    private readonly NetworkPanels[] _first;
    private readonly LinePlacePanels[] _behind;
    private readonly PlaneWorker[] _workers;

    /// <summary>An evaluator of planes in the parameters of a network with at least one hidden layer.</summary>
    public PlaneEvaluator(Network network, Examples examples, WorkerTeam team, IKernels kernels)
    {
        network.RequireFit(examples);
        (_team, _kernels) = (team, kernels);
        _packed = new PackedExamples(examples, kernels.Form, BlockSize, dropTail: false, gradients: false, team);
        _packed.Pack(null);
        _first = [.. Enumerable.Range(0, Points).Select(_ => new NetworkPanels(network))];
        _behind = [.. Enumerable.Range(0, Points).Select(_ => new LinePlacePanels(network))];
        _workers = [.. Enumerable.Range(0, team.Count).Select(_ => new PlaneWorker(network, BlockSize, kernels))];
    }

    /// <summary>Blocks of examples that there are.</summary>
    public int Blocks => _packed.Batches;

    /// <summary>Takes a plane: what <see cref="Run"/> evaluates lies in it.</summary>
    public void Load(Parameters origin, Parameters u, Parameters v)
    {
        Parameters[] points = [origin, u, v];
        for (int i = 0; i < Points; i++)
        {
            _first[i].Load(points[i], _kernels);
            _behind[i].Load(points[i], _kernels);
        }
    }

    /// <summary>Evaluates places of the plane; those that share X should stand together.</summary>
    /// <param name="places">Where.</param>
    /// <param name="blocks">Over how many blocks of examples: all, but for a trial of how long it takes.</param>
    /// <param name="progress">Called by one worker at a time with the part that is done.</param>
    /// <param name="cancellation">Stops it between blocks.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public Evaluation[] Run(IReadOnlyList<PlanePlace> places, int blocks, Action<double>? progress, CancellationToken cancellation)
    {
        double[][] losses = [.. places.Select(_ => new double[blocks])];
        var errors = new int[_team.Count][];
        int next = -1;
        _team.Run(worker =>
        {
            errors[worker] = new int[places.Count];
            for (int block = Interlocked.Increment(ref next);
                block < blocks && !cancellation.IsCancellationRequested;
                block = Interlocked.Increment(ref next))
            {
                EvaluateBlock(_workers[worker], places, block, losses, errors[worker]);
                if (worker == 0)
                    progress?.Invoke((double)(block + 1) / blocks);
            }
        });
        progress?.Invoke(1);
        cancellation.ThrowIfCancellationRequested();
        return [.. Enumerable.Range(0, places.Count).Select(i =>
            new Evaluation(_packed.Count, errors.Sum(own => own[i]), SumInOrder(losses[i]) / _packed.Count))];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (IDisposable part in (IDisposable[])[_packed, .. _first, .. _behind, .. _workers])
            part.Dispose();
    }

    private static double SumInOrder(double[] blocks)
    {
        double sum = 0;
        foreach (double block in blocks)
            sum += block;
        return sum;
    }

    private void EvaluateBlock(PlaneWorker worker, IReadOnlyList<PlanePlace> places, int block, double[][] losses, int[] errors)
    {
        BlockSums sums = worker.Sums;
        for (int i = 0; i < Points; i++)
            sums.Take(_packed, _first[i], block, sums.Of(i));
        int rows = _packed.Examples(block);
        byte* labels = _packed.Labels(block);
        for (int first = 0, count; first < places.Count; first += count)
        {
            double x = places[first].X;
            if (first == 0 || x != places[first - 1].X)
            {
                worker.Row.Mix(_behind[0], _behind[1], 1, (float)x, _kernels);
                sums.Mix(sums.Of(0), sums.Of(1), 1, (float)x, sums.Of(OfRow));
            }

            for (count = 0; count < LayersBehind.Together && first + count < places.Count && places[first + count].X == x; count++)
                worker.Places[count].Mix(worker.Row, _behind[2], 1, (float)places[first + count].Y, _kernels);
            worker.Behind.Run(worker.Places.AsSpan(0, count), sums.Of(OfRow), sums.Of(2), rows, labels);
            for (int i = 0; i < count; i++)
            {
                (losses[first + i][block], int wrong) = worker.Behind.Result(i, rows, labels);
                errors[first + i] += wrong;
            }
        }
    }
}
