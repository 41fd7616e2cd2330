using System.Numerics;
using Minima.Data;
using Minima.Kernels;
using Minima.Kernels.Strips;
using Minima.Numerics;

namespace Minima.Networks.Stacks;

/// <summary>
/// Loss, gradient and products with the Hessian over a whole set of examples, in one precision, their sums in double. The examples are cut into at
/// most sixteen slices, each summed for itself, block by block; the slices' sums are added in order. No sum depends on who took which slice.
/// </summary>
internal sealed unsafe class StackPasses<T> : IDisposable
    where T : unmanaged, INumber<T>
{
    private const int MaxSlices = 16;
    private const int ExamplesInBlock = 128;

    private readonly StackPlan _plan;
    private readonly Examples _examples;
    private readonly WorkerTeam _team;
    private readonly IStripKernels<T> _kernels;
    private readonly StackWeights<T> _point;
    private readonly Worker?[] _workers;
    private readonly AlignedBuffer<byte> _labels;
    private StackWeights<T>? _direction;

    public StackPasses(Network network, Examples examples, WorkerTeam team, IStripKernels<T> kernels)
    {
        (_examples, _team, _kernels) = (examples, team, kernels);
        _plan = new StackPlan(network, kernels.Lanes);
        _point = new StackWeights<T>(_plan);
        _workers = new Worker?[team.Count];
        _labels = new AlignedBuffer<byte>(examples.Count);
        examples.Labels.CopyTo(_labels.Span);
    }

    private int Blocks => (_examples.Count + ExamplesInBlock - 1) / ExamplesInBlock;

    /// <summary>Takes the point.</summary>
    public void Load(ReadOnlySpan<double> point) => _point.Load(point);

    /// <summary>The mean loss at the point, and the errors.</summary>
    public (double Loss, int Errors) Evaluate()
    {
        var parts = new (double Loss, int Errors)[MaxSlices];
        Slices((worker, slice, first, end) =>
        {
            for (int at = first; at < end; at += _plan.Lanes)
            {
                Forward(worker, at, end);
                for (int n = 0; n < worker.Strip.Examples; n++)
                {
                    parts[slice].Loss += worker.Losses.Pointer[n];
                    parts[slice].Errors += worker.Predictions.Pointer[n] == _labels.Pointer[at + n] ? 0 : 1;
                }
            }
        });
        return (parts.Sum(static part => part.Loss) / _examples.Count, parts.Sum(static part => part.Errors));
    }

    /// <summary>Adds the mean loss's gradient at the point.</summary>
    /// <returns>The mean loss.</returns>
    public double AddGradient(double[] sum) => AddBlocks(sum, (worker, at, end, strip) =>
    {
        Forward(worker, at, end);
        worker.Strip.Backward(_point, worker.Wide, strip, worker.Part.Pointer);
    }, withChanges: false);

    /// <summary>Adds the product of its Hessian with a direction.</summary>
    public void AddProduct(ReadOnlySpan<double> direction, double[] sum)
    {
        StackWeights<T> along = _direction ??= new StackWeights<T>(_plan);
        along.Load<double>(Seen(direction));
        AddBlocks(sum, (worker, at, end, strip) =>
        {
            Forward(worker, at, end);
            worker.Changes.Forward(_point, along);
            worker.Changes.Backward(_point, along, T.One, worker.Wide, worker.WideChanges, strip, worker.Part.Pointer);
        }, withChanges: true);
    }

    // Less what softmax does not see: the first class's part of each row of the output layer.
    private double[] Seen(ReadOnlySpan<double> direction)
    {
        double[] seen = direction.ToArray();
        Layer output = _plan.Network.Layers[^1];
        foreach (string name in new[] { output.Weights, output.Biases })
        {
            ParameterSlot slot = _plan.Network.Layout[name];
            for (int i = slot.Offset; i < slot.Offset + slot.Count; i++)
                seen[i] -= direction[slot.Offset + ((i - slot.Offset) / output.Outputs * output.Outputs)];
        }

        return seen;
    }

    public void Dispose()
    {
        foreach (Worker? worker in _workers)
            worker?.Dispose();
        foreach (IDisposable part in (IDisposable[])[_point, _labels, _plan])
            part.Dispose();
        _direction?.Dispose();
    }

    // Deltas are those of the sum over the examples: a mean's would be nearer to the smallest singles.
    private void Forward(Worker worker, int at, int end)
    {
        worker.Strip.Take(_examples, null, at, Math.Min(_plan.Lanes, end - at));
        worker.Strip.Forward(_point);
        worker.Strip.Softmax(_labels.Pointer + at, T.One, worker.Losses.Pointer, worker.Predictions.Pointer);
    }

    // Returns the mean loss.
    private double AddBlocks(double[] sum, Action<Worker, int, int, int> work, bool withChanges)
    {
        var slices = new double[MaxSlices][];
        double[] losses = new double[MaxSlices];
        Slices((worker, slice, first, end) =>
        {
            double[] own = slices[slice] = new double[sum.Length];
            for (int block = first; block < end; block += ExamplesInBlock)
            {
                int strips = 0, blockEnd = Math.Min(block + ExamplesInBlock, end);
                worker.Part.Span.Clear();
                for (int at = block; at < blockEnd; at += _plan.Lanes)
                {
                    work(worker, at, blockEnd, strips++);
                    for (int n = 0; n < worker.Strip.Examples; n++)
                        losses[slice] += worker.Losses.Pointer[n];
                }

                AddDense(worker, strips, withChanges);
                worker.Gradient.AddPart(worker.Part.Pointer);
                worker.Gradient.MoveTo(own, 1.0 / _examples.Count);
            }
        });
        foreach (double[] slice in slices)
        {
            for (int i = 0; i < (slice?.Length ?? 0); i++)
                sum[i] += slice![i];
        }

        return losses.Sum() / _examples.Count;
    }

    private void AddDense(Worker worker, int strips, bool withChanges)
    {
        for (int layer = 0; layer < _plan.Layers.Count; layer++)
        {
            StackLayer own = _plan.Layers[layer];
            if (own.IsConvolution)
                continue;
            worker.Wide.AddGradient(_kernels, layer, strips, 0, own.Rows, worker.Gradient.Weights(layer));
            if (withChanges && layer > 0)
                worker.WideChanges.AddGradient(_kernels, layer, strips, 0, own.Rows, worker.Gradient.Weights(layer));
        }
    }

    private void Slices(Action<Worker, int, int, int> work)
    {
        int next = 0;
        _team.Run(worker =>
        {
            Worker own = _workers[worker] ??= new Worker(_plan, _kernels, ExamplesInBlock / _plan.Lanes);
            int slice;
            while ((slice = Interlocked.Increment(ref next) - 1) < MaxSlices)
            {
                int first = (int)((long)Blocks * slice / MaxSlices) * ExamplesInBlock;
                int end = Math.Min((int)((long)Blocks * (slice + 1) / MaxSlices) * ExamplesInBlock, _examples.Count);
                if (first < end)
                    work(own, slice, first, end);
            }
        });
    }

    /// <summary>What each worker needs for itself.</summary>
    private sealed class Worker(StackPlan plan, IStripKernels<T> kernels, int strips) : IDisposable
    {
        private StackChanges<T>? _changes;
        private StackWide<T>? _wide;
        private StackWide<T>? _wideChanges;
        private StackValues<T>? _gradient;
        private AlignedBuffer<T>? _part;

        public StackStrip<T> Strip { get; } = new(plan, kernels);

        public AlignedBuffer<double> Losses { get; } = new(plan.Lanes);

        public AlignedBuffer<byte> Predictions { get; } = new(plan.Lanes);

        public StackChanges<T> Changes => _changes ??= new StackChanges<T>(plan, kernels, Strip);

        public StackWide<T> Wide => _wide ??= new StackWide<T>(plan, strips);

        public StackWide<T> WideChanges => _wideChanges ??= new StackWide<T>(plan, strips);

        public StackValues<T> Gradient => _gradient ??= new StackValues<T>(plan);

        public AlignedBuffer<T> Part => _part ??= new AlignedBuffer<T>(plan.PartCount);

        public void Dispose()
        {
            foreach (IDisposable? part in (IDisposable?[])[Strip, Losses, Predictions, _changes, _wide, _wideChanges, _gradient, _part])
                part?.Dispose();
        }
    }
}
