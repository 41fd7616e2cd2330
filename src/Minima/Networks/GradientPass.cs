using Minima.Data;
using Minima.Kernels;

namespace Minima.Networks;

/// <summary>
/// Mean loss and its gradient in one pass over all examples, by the kernels that train: in single precision over at most sixteen slices of the examples,
/// whose sums are added in double. Workers take whole slices and never wait for one another, and no sum depends on who took which.
/// </summary>
internal sealed class GradientPass : IDisposable
{
    // As many as the first-level cache holds a panel's deltas of, beside a block of weights.
    private const int BatchSize = 128;

    private const int MaxSlices = 16;

    private readonly WorkerTeam _team;
    private readonly WorkerTeam _alone = new(1);
    private readonly PackedExamples _packed;
    private readonly NetworkPanels[] _sums;
    private readonly BatchEngine[] _engines;
    private readonly double[] _losses;
    private readonly PanelUnload _unload;
    private int _next;

    /// <param name="panels">The parameters, at which each pass is taken.</param>
    /// <param name="examples">The examples.</param>
    /// <param name="team">The workers.</param>
    /// <param name="kernels">The arithmetic.</param>
    public GradientPass(NetworkPanels panels, Examples examples, WorkerTeam team, IKernels kernels)
    {
        _team = team;
        _packed = new PackedExamples(examples, kernels.Form, Math.Min(BatchSize, examples.Count), dropTail: false, gradients: true, team);
        _packed.Pack(null);
        _sums = [.. Enumerable.Range(0, Math.Min(MaxSlices, _packed.Batches)).Select(_ => new NetworkPanels(panels.Network))];
        _engines = [.. _sums.Select(sum => new BatchEngine(panels, _packed, _alone, kernels, 1f / examples.Count, sum))];
        _losses = new double[_sums.Length];
        _unload = new PanelUnload(panels.Network, team);
    }

    /// <summary>Takes a pass.</summary>
    /// <param name="sum">What the gradient is added to, in the layout's order.</param>
    /// <returns>The mean loss.</returns>
    public double Add(double[] sum)
    {
        _next = 0;
        _team.Run(_ =>
        {
            int slice;
            while ((slice = Interlocked.Increment(ref _next) - 1) < _sums.Length)
                Take(slice);
        });
        _team.Run(worker => _unload.Run(worker, _sums, 1, sum));
        return _losses.Sum() / _packed.Count;
    }

    public void Dispose()
    {
        foreach (IDisposable part in (IDisposable[])[.. _engines, _packed, .. _sums, _alone])
            part.Dispose();
    }

    private void Take(int slice)
    {
        int first = (int)((long)_packed.Batches * slice / _sums.Length), end = (int)((long)_packed.Batches * (slice + 1) / _sums.Length);
        BatchEngine engine = _engines[slice];
        engine.Begin(0, default);
        double loss = 0;
        for (int batch = first; batch < end; batch++)
            loss += engine.Batch(0, batch, default, 0, 0) * _packed.Examples(batch);
        engine.Flush(0);
        _losses[slice] = loss;
    }
}
