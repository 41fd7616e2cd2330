using Minima.Data;
using Minima.Kernels;
using Minima.Kernels.Strips;
using Minima.Numerics;

namespace Minima.Networks.Stacks;

/// <summary>Loss and gradient of one batch after another, by a team of workers.</summary>
internal sealed unsafe class StackBatch : IDisposable
{
    private readonly StackPlan _plan;
    private readonly StackWeights<float> _weights;
    private readonly Examples _examples;
    private readonly WorkerTeam _team;
    private readonly IStripKernels<float> _kernels;
    private readonly StackStrip<float>[] _workers;
    private readonly StackWide<float> _wide;
    private readonly AlignedBuffer<float> _parts;
    private readonly AlignedBuffer<byte> _labels;
    private readonly AlignedBuffer<double> _losses;
    private readonly AlignedBuffer<byte> _predictions;
    private int _next;

    /// <param name="plan">The layers.</param>
    /// <param name="weights">The parameters.</param>
    /// <param name="examples">The examples.</param>
    /// <param name="most">Most examples of a batch.</param>
    /// <param name="team">The workers.</param>
    /// <param name="kernels">The arithmetic.</param>
    public StackBatch(StackPlan plan, StackWeights<float> weights, Examples examples, int most, WorkerTeam team, IStripKernels<float> kernels)
    {
        (_plan, _weights, _examples, _team, _kernels) = (plan, weights, examples, team, kernels);
        int strips = plan.Strips(most);
        _workers = [.. Enumerable.Range(0, team.Count).Select(_ => new StackStrip<float>(plan, kernels))];
        _wide = new StackWide<float>(plan, strips);
        _parts = new AlignedBuffer<float>(strips * plan.PartCount);
        _labels = new AlignedBuffer<byte>((long)strips * plan.Lanes);
        _losses = new AlignedBuffer<double>((long)strips * plan.Lanes);
        _predictions = new AlignedBuffer<byte>((long)strips * plan.Lanes);
    }

    /// <summary>
    /// Called by every worker: adds a batch's gradient, each worker a part of it; they must meet before anybody reads it. Returns the sum of the losses.
    /// </summary>
    /// <param name="worker">The worker.</param>
    /// <param name="order">Which example stands at each place; null: their own order.</param>
    /// <param name="first">The first place.</param>
    /// <param name="count">Examples of the batch.</param>
    /// <param name="scale">1 / the number of examples whose mean loss is differentiated.</param>
    /// <param name="gradient">What is added to.</param>
    public double Run(int worker, int[]? order, int first, int count, float scale, StackValues<float> gradient)
    {
        int strips = _plan.Strips(count);
        for (int strip = Interlocked.Increment(ref _next) - 1; strip < strips; strip = Interlocked.Increment(ref _next) - 1)
            RunStrip(_workers[worker], strip, order, first, count, scale);
        _team.Meet(worker);
        if (worker == 0)
            _next = 0;
        for (int layer = 0; layer < _plan.Layers.Count; layer++)
            AddGradient(worker, layer, strips, gradient);
        double sum = 0;
        for (int n = 0; n < count; n++)
            sum += _losses.Pointer[n];
        return sum;
    }

    public void Dispose()
    {
        foreach (IDisposable part in (IDisposable[])[.. _workers, _wide, _parts, _labels, _losses, _predictions])
            part.Dispose();
    }

    private void RunStrip(StackStrip<float> own, int strip, int[]? order, int first, int count, float scale)
    {
        int at = strip * _plan.Lanes, examples = Math.Min(_plan.Lanes, count - at);
        for (int n = 0; n < examples; n++)
            _labels.Pointer[at + n] = _examples.Labels[order is null ? first + at + n : order[first + at + n]];
        float* part = _parts.Pointer + (strip * _plan.PartCount);
        new Span<float>(part, (int)_plan.PartCount).Clear();
        own.Take(_examples, order, first + at, examples);
        own.Forward(_weights);
        own.Softmax(_labels.Pointer + at, scale, _losses.Pointer + at, _predictions.Pointer + at);
        own.Backward(_weights, _wide, strip, part);
    }

    private void AddGradient(int worker, int layer, int strips, StackValues<float> gradient)
    {
        StackLayer own = _plan.Layers[layer];
        if (own.IsConvolution)
        {
            (int first, int end) = StackSteps.Share(_team, worker, own.Rows * own.Units);
            AddParts(own.PartWeightsAt + first, end - first, strips, gradient.Weights(layer) + first);
        }
        else
        {
            (int first, int end) = _team.Share(worker, own.Rows);
            _wide.AddGradient(_kernels, layer, strips, first, end, gradient.Weights(layer));
        }

        (int firstUnit, int endUnit) = _team.Share(worker, own.Units);
        AddParts(own.PartBiasesAt + firstUnit, endUnit - firstUnit, strips, gradient.Biases(layer) + firstUnit);
    }

    // Each number over the strips in their order.
    private void AddParts(long at, int count, int strips, float* gradient)
    {
        for (int strip = 0; strip < strips; strip++)
        {
            float* part = _parts.Pointer + (strip * _plan.PartCount) + at;
            for (int i = 0; i < count; i++)
                gradient[i] += part[i];
        }
    }
}
