using Minima.Data;
using Minima.Kernels;

namespace Minima.Networks.Stacks;

/// <summary>The engine of networks of any layers, for curves. Each worker mixes and steps the numbers that are its own.</summary>
internal sealed unsafe class StackCurveEngine : ICurveEngine
{
    private readonly Examples _examples;
    private readonly int _batchSize;
    private readonly WorkerTeam _team;
    private readonly IKernels _kernels;
    private readonly StackPlan _plan;
    private readonly StackWeights<float> _point;
    private readonly StackBatch _batch;
    private readonly StackValues<float> _a;
    private readonly StackValues<float> _b;
    private readonly StackValues<float> _bend;
    private readonly StackValues<float> _gradient;
    private readonly StackValues<float>[] _moments;
    private int[] _order = [];

    public StackCurveEngine(Network network, Examples examples, int batchSize, WorkerTeam team, IKernels kernels)
    {
        (_examples, _batchSize, _team, _kernels) = (examples, batchSize, team, kernels);
        _plan = new StackPlan(network, kernels.Strips.Lanes);
        _point = new StackWeights<float>(_plan);
        _batch = new StackBatch(_plan, _point, examples, batchSize, team, kernels.Strips);
        (_a, _b, _bend, _gradient) = (new(_plan), new(_plan), new(_plan), new(_plan));
        _moments = [new(_plan), new(_plan)];
    }

    public int Batches => _examples.Count / _batchSize;

    public int Used => Batches * _batchSize;

    public void Pack(int[] order) => _order = order;

    public void Load(Parameters a, Parameters bend, Parameters b)
    {
        _a.Load<float>(a.Values);
        _bend.Load<float>(bend.Values);
        _b.Load<float>(b.Values);
        foreach (StackValues<float> zero in (StackValues<float>[])[_gradient, .. _moments])
            zero.Clear();
    }

    public void Save(Parameters bend) => _bend.Save(bend.Values);

    public void Step(int worker, int batch, float ofA, float ofBend, float ofB, float decay, in MomentStep step)
    {
        float* point = _point.Values.Pointer;
        for (int layer = 0; layer < _plan.Layers.Count; layer++)
        {
            (long at, int count, int first) = Own(worker, layer);
            _kernels.Mix(_a.Pointer + at, _bend.Pointer + at, ofA, ofBend, point + at, count);
            _kernels.Mix(point + at, _b.Pointer + at, 1, ofB, point + at, count);
            _point.Pack(layer, first, Math.Min(first + count, _plan.Layers[layer].Rows * _plan.Layers[layer].Units));
            if (worker == 0)
            {
                (at, count) = BiasesOf(layer);
                _kernels.Mix(_a.Pointer + at, _bend.Pointer + at, ofA, ofBend, point + at, count);
                _kernels.Mix(point + at, _b.Pointer + at, 1, ofB, point + at, count);
            }
        }

        _team.Meet(worker);
        _batch.Run(worker, _order, batch * _batchSize, _batchSize, 1f / _batchSize, _gradient);
        _team.Meet(worker);
        for (int layer = 0; layer < _plan.Layers.Count; layer++)
        {
            (long at, int count, _) = Own(worker, layer);
            StepBend(at, count, ofBend, decay, in step);
            if (worker == 0)
            {
                (at, count) = BiasesOf(layer);
                StepBend(at, count, ofBend, 0, in step);
            }
        }
    }

    public void Dispose()
    {
        foreach (IDisposable part in (IDisposable[])[_batch, _point, _a, _b, _bend, _gradient, .. _moments, _plan])
            part.Dispose();
    }

    private void StepBend(long at, int count, float ofBend, float decay, in MomentStep step)
    {
        _kernels.Mix(_gradient.Pointer + at, _point.Values.Pointer + at, ofBend, decay, _gradient.Pointer + at, count);
        var pass = new MomentPass
        {
            Values = _bend.Pointer + at,
            Gradient = _gradient.Pointer + at,
            First = _moments[0].Pointer + at,
            Second = _moments[1].Pointer + at,
            Count = count,
            Step = step,
        };
        _kernels.StepMoments(in pass);
    }

    // A worker's part of a layer's weights, up to a multiple of sixteen.
    private (long At, int Count, int First) Own(int worker, int layer)
    {
        StackLayer own = _plan.Layers[layer];
        (int first, int end) = StackSteps.Share(_team, worker, own.Rows * own.Units);
        return (own.WeightsAt + first, Padded(Math.Max(end - first, 0)), first);
    }

    private (long At, int Count) BiasesOf(int layer) => (_plan.Layers[layer].BiasesAt, Padded(_plan.Layers[layer].Units));

    private static int Padded(int count) => (count + Tile.Strip - 1) / Tile.Strip * Tile.Strip;
}
