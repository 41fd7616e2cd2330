using System.Runtime.Intrinsics;
using Minima.Kernels;
using Minima.Numerics;

namespace Minima.Networks;

/// <summary>
/// Forward and backward over batch after batch, by a team of workers of which each owns some panels of every hidden layer.
/// Either takes the step on the weights or sums the gradient into a buffer. See docs/engine.md for the derivation.
/// </summary>
/// <remarks>
/// A hidden layer's step is put off to the next batch's forward pass, so that each weight is read and written once a batch; a run of
/// batches ends with <see cref="Flush"/>, which takes the steps still owed. Workers meet once for each hidden layer but the first on
/// the way forward and back, and once for the logits. What one worker writes while another may still read has two copies, used in turn.
/// Nothing here depends on how the panels are shared out: every sum runs within a panel, or over the panels in a fixed order.
/// </remarks>
internal sealed unsafe class BatchEngine : IDisposable
{
    private readonly NetworkPanels _panels;
    private readonly IKernels _kernels;
    private readonly WorkerTeam _team;
    private readonly PackedExamples _examples;
    private readonly NetworkPanels? _gradient;
    private readonly float _scale;
    private readonly LayerBuffers[] _outputs;
    private readonly LayerBuffers _deltas;
    private readonly AlignedBuffer<float>[] _shares;
    private readonly BatchWorker[] _workers;
    private readonly Penalties _penalties;

    /// <summary>An engine over the batches of <paramref name="examples"/>.</summary>
    /// <param name="panels">The parameters.</param>
    /// <param name="examples">The batches.</param>
    /// <param name="team">The workers.</param>
    /// <param name="kernels">The arithmetic.</param>
    /// <param name="scale">1 / the number of examples whose mean loss is differentiated.</param>
    /// <param name="gradient">Where gradients are added, the parameters staying as they are; null: steps are taken.</param>
    public BatchEngine(
        NetworkPanels panels, PackedExamples examples, WorkerTeam team, IKernels kernels, float scale, NetworkPanels? gradient = null)
    {
        (_panels, _examples, _team, _kernels, _scale, _gradient) = (panels, examples, team, kernels, scale, gradient);
        int rows = examples.BatchSize;

        // Without a hidden layer, the examples themselves stand where the last hidden layer's outputs would.
        int[] widths = panels.Hidden.Count == 0 ? [panels.Network.Inputs] : [.. panels.Hidden.Select(static layer => layer.Outputs)];
        var outputs = new LayerBuffers(widths, rows);

        // Only what a hidden layer takes in from another is asked for after the next batch began.
        _outputs = [outputs, panels.Hidden.Count > 1 ? new LayerBuffers(widths, rows) : outputs];
        _deltas = new LayerBuffers(widths, rows);
        long shareFloats = (long)panels.LastPanels * rows * panels.PaddedClasses;
        _shares = [new AlignedBuffer<float>(shareFloats), new AlignedBuffer<float>(shareFloats)];
        _workers = [.. Enumerable.Range(0, team.Count).Select(_ => new BatchWorker(rows, panels.PaddedClasses))];
        _penalties = new Penalties([.. widths.Select(Tile.Panels), panels.LastPanels], team);
    }

    private int Hidden => _panels.Hidden.Count;

    private int Last => Math.Max(Hidden - 1, 0);

    private int OutputPenalty => Last + 1;

    /// <summary>Called by every worker before a run of batches: copies what each needs for itself, and sums the output weights' penalties.</summary>
    public void Begin(int worker, Step step)
    {
        BatchWorker own = _workers[worker];

        // All alike, also those that the run before left out.
        own.Turn = 0;
        _panels.OutputBiases.Span.CopyTo(own.Biases.Span);
        (int first, int end) = _team.Share(worker, _panels.LastPanels);
        for (int panel = first; panel < end; panel++)
        {
            var pass = new PanelPass { Weights = _panels.OutgoingPanel(panel), Groups = _panels.ClassGroups };
            SumPenalties(ref pass, own, step);
            _kernels.Pass(in pass, default(DenseInputs), default);
            _penalties.Keep(worker, own.Turn ^ 1, OutputPenalty, panel, own.Lanes, step.Magnitudes);
        }

        _team.Meet(worker);
    }

    /// <summary>
    /// Called by every worker: one batch, forward and backward. Worker 0 gets the batch's cost, its mean loss with the penalties
    /// at the parameters before the step; the others get 0.
    /// </summary>
    public double Batch(int worker, int batch, Step step, double l1, double l2)
    {
        BatchWorker own = _workers[worker];
        Forward(worker, batch, step);
        int rows = _examples.Examples(batch);
        SoftmaxPass softmax = Softmax(own, batch, own.Biases.Pointer);
        softmax.Deltas = own.Deltas.Pointer;
        softmax.Scale = _scale;
        softmax.Losses = worker == 0 ? own.Losses.Pointer : null;
        _kernels.Softmax(in softmax);
        double cost = worker == 0 ? (Sum(own.Losses.Pointer, rows) / rows) + _penalties.Cost(own.Turn, l1, l2) : 0;
        Backward(worker, rows, step);
        (own.OwedBatch, own.OwedStep) = (batch, step);
        return cost;
    }

    /// <summary>
    /// Called by every worker after a run of batches, the last of which must settle what was put off
    /// (<see cref="PackedExamples.Settles"/>): takes the steps still owed, and puts the output biases back.
    /// </summary>
    public void Flush(int worker)
    {
        BatchWorker own = _workers[worker];

        // A step turns its weights anew, and another worker may still be sending the last batch's deltas back through the old ones.
        _team.Meet(worker);
        for (int layer = 0; layer < Hidden && own.OwedBatch >= 0; layer++)
        {
            (int first, int end) = _team.Share(worker, Tile.Panels(_panels.Hidden[layer].Outputs));
            ExampleInputs owed = InputsOf(layer, own.OwedBatch, own.Turn);
            for (int panel = first; panel < end; panel++)
                PassHidden(worker, layer, panel, in owed, multiply: false, default, default);
        }

        own.OwedBatch = -1;
        if (worker == 0 && _gradient is null)
            own.Biases.Span.CopyTo(_panels.OutputBiases.Span);
    }

    /// <summary>Forward alone, by a team of one: what the network makes of a batch. Each pointer may be null.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="losses">[examples], in nats.</param>
    /// <param name="predictions">[examples].</param>
    /// <param name="logProbabilities">[examples][padded classes].</param>
    public void Evaluate(int batch, double* losses, byte* predictions, float* logProbabilities)
    {
        BatchWorker own = _workers[0];
        Forward(0, batch, default);
        SoftmaxPass softmax = Softmax(own, batch, _panels.OutputBiases.Pointer);
        softmax.Losses = losses;
        softmax.Predictions = predictions;
        softmax.LogProbabilities = logProbabilities;
        _kernels.Softmax(in softmax);
    }

    /// <summary>What a hidden layer gave for the batch that <see cref="Evaluate"/> took last, [examples][units].</summary>
    public void CopyOutputs(int layer, int batch, Span<float> destination)
    {
        int width = _panels.Hidden[layer].Outputs, rows = _examples.Examples(batch);
        for (int panel = 0; panel < Tile.Panels(width); panel++)
        {
            int first = panel * Tile.Columns, columns = Math.Min(Tile.Columns, width - first);
            float* values = _outputs[_workers[0].Turn].Panel(layer, panel);
            for (int n = 0; n < rows; n++)
                new ReadOnlySpan<float>(values + ((long)n * Tile.Columns), columns).CopyTo(destination[((n * width) + first)..]);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (IDisposable part in (IDisposable[])[.. _outputs, _deltas, .. _shares, .. _workers, _penalties])
            part.Dispose();
    }

    private void Forward(int worker, int batch, Step step)
    {
        BatchWorker own = _workers[worker];
        own.Turn ^= 1;
        int rows = _examples.Examples(batch);
        LayerBuffers outputs = _outputs[own.Turn];
        for (int layer = 0; layer < Hidden; layer++)
        {
            (int first, int end) = _team.Share(worker, Tile.Panels(_panels.Hidden[layer].Outputs));
            ExampleInputs owed = InputsOf(layer, own.OwedBatch, own.Turn ^ 1), next = InputsOf(layer, batch, own.Turn);
            for (int i = first; i < end; i++)
            {
                // To and fro: what was walked last is still in the cache.
                int panel = own.Turn == 0 ? i : first + end - 1 - i;
                float* values = outputs.Panel(layer, panel);
                Clear(values, rows);
                PassHidden(worker, layer, panel, in owed, multiply: true, in next, step);
                int columns = Math.Min(Tile.Columns, _panels.Hidden[layer].Outputs - (panel * Tile.Columns));
                _kernels.Activate(UnitOf.Layer(_panels.Hidden[layer]), values, _panels.Biases(layer, panel), rows, columns);
            }

            if (layer < Last)
                _team.Meet(worker);
        }

        (int firstLast, int endLast) = _team.Share(worker, _panels.LastPanels);
        int part = _team.Even(_panels.LastPanels);
        for (int panel = firstLast; panel < endLast; panel++)
        {
            if (Hidden == 0)
                _examples.Unpack(batch, panel, outputs.Panel(0, panel));
            _kernels.Share(
                outputs.Panel(Last, panel), rows, _panels.OutputPanel(panel), _panels.PaddedClasses, SharePanel(own.Turn, panel, rows));
        }

        // What another worker has to fetch is then a sum of each worker's panels, not the share of each panel.
        for (int panel = firstLast; panel < endLast; panel += part)
            _kernels.AddShares(SharePanel(own.Turn, panel, rows), Math.Min(part, endLast - panel), (long)rows * _panels.PaddedClasses);

        _team.Meet(worker);
    }

    /// <summary>One panel of a hidden layer: the step owed from the batch before, then the product with this batch; either may be missing.</summary>
    private void PassHidden(int worker, int layer, int panel, in ExampleInputs previous, bool multiply, in ExampleInputs next, Step step)
    {
        BatchWorker own = _workers[worker];
        bool owed = own.OwedBatch >= 0;
        var pass = new PanelPass
        {
            Weights = _panels.Weights(layer, panel),
            Groups = Tile.Groups(_panels.Hidden[layer].Inputs),
            Deltas = owed ? _deltas.Panel(layer, panel) : null,
            Gradient = _gradient is null ? null : _gradient.Weights(layer, panel),
            Step = own.OwedStep,
            Sums = multiply ? _outputs[own.Turn].Panel(layer, panel) : null,
        };
        SumPenalties(ref pass, own, step);
        if (layer == 0)
        {
            _examples.Pass(_kernels, in pass, in previous, in next);
        }
        else
        {
            _kernels.Pass(in pass, previous.Dense, next.Dense);
            if (owed && _gradient is null)
                _panels.Turn(layer, panel, _kernels);
        }

        // A flush has no batch whose cost would ask; and worker 0 may still be summing that of the last one.
        bool changes = layer == 0 && owed && _gradient is null && !_examples.Settles(own.OwedBatch);
        if (multiply)
            _penalties.Keep(worker, own.Turn, layer, panel, own.Lanes, step.Magnitudes, changes ? own.OwedStep.Beta : null);
    }

    /// <summary>What a hidden layer takes in of a batch; of -1, nothing.</summary>
    private ExampleInputs InputsOf(int layer, int batch, int turn) =>
        layer == 0 || batch < 0 ? _examples.Inputs(batch) : new ExampleInputs(default, _outputs[turn].Inputs(layer - 1, _examples.Examples(batch)));

    private void Backward(int worker, int rows, Step step)
    {
        BatchWorker own = _workers[worker];
        LayerBuffers outputs = _outputs[own.Turn];
        var classes = new DenseInputs(own.Deltas.Pointer, rows, _panels.PaddedClasses, 0);
        (int first, int end) = _team.Share(worker, _panels.LastPanels);
        for (int panel = first; panel < end; panel++)
        {
            if (Hidden > 0)
                PassBack(classes, _panels.Classes, _panels.OutgoingPanel(panel), Last, panel, outputs, step);

            var pass = new PanelPass
            {
                Weights = _panels.OutgoingPanel(panel),
                Groups = _panels.ClassGroups,
                Deltas = outputs.Panel(Last, panel),
                Step = step,
                Gradient = _gradient is null ? null : _gradient.OutgoingPanel(panel),
            };
            SumPenalties(ref pass, own, step);
            _kernels.Pass(in pass, classes, default);
            _penalties.Keep(worker, own.Turn ^ 1, OutputPenalty, panel, own.Lanes, step.Magnitudes);
            if (_gradient is null)
                _panels.TurnOutput(panel, _kernels);
        }

        if (_gradient is null)
            _kernels.StepBiases(own.Deltas.Pointer, _panels.PaddedClasses, rows, own.Biases.Pointer, _panels.PaddedClasses, step.MinusRate);
        else if (worker == 0)
            _kernels.StepBiases(own.Deltas.Pointer, _panels.PaddedClasses, rows, _gradient.OutputBiases.Pointer, _panels.PaddedClasses, null);

        for (int layer = Last - 1; layer >= 0; layer--)
        {
            _team.Meet(worker);
            (int firstHere, int endHere) = _team.Share(worker, Tile.Panels(_panels.Hidden[layer].Outputs));
            for (int panel = firstHere; panel < endHere; panel++)
                PassBack(_deltas.Inputs(layer + 1, rows), _panels.Hidden[layer + 1].Outputs, _panels.Turned(layer + 1, panel), layer, panel, outputs, step);
        }
    }

    /// <summary>A hidden panel's deltas, from what the layer above sends back, and the step on its biases.</summary>
    private void PassBack(DenseInputs above, int unitsAbove, float* weights, int layer, int panel, LayerBuffers outputs, Step step)
    {
        var pass = new BackPass
        {
            Above = above,
            Rows = unitsAbove,
            Weights = weights,
            Unit = UnitOf.Layer(_panels.Hidden[layer]),
            Outputs = outputs.Panel(layer, panel),
            Deltas = _deltas.Panel(layer, panel),
            Biases = (_gradient ?? _panels).Biases(layer, panel),
            MinusRate = _gradient is null ? step.MinusRate : null,
        };
        _kernels.PassBack(in pass);
    }

    private SoftmaxPass Softmax(BatchWorker own, int batch, float* biases) => new()
    {
        Shares = _shares[own.Turn].Pointer,
        Panels = _panels.LastPanels,
        Part = _team.Even(_panels.LastPanels),
        Examples = _examples.Examples(batch),
        Classes = _panels.Classes,
        PaddedClasses = _panels.PaddedClasses,
        Biases = biases,
        Labels = _examples.Labels(batch),
    };

    private static void SumPenalties(ref PanelPass pass, BatchWorker own, Step step)
    {
        pass.Squares = step.Squares ? own.Lanes.Squares.Pointer : null;
        pass.Magnitudes = step.Magnitudes ? own.Lanes.Magnitudes.Pointer : null;
    }

    private float* SharePanel(int turn, int panel, int rows) => _shares[turn].Pointer + ((long)panel * rows * _panels.PaddedClasses);

    // Of a few KB, as they mostly are, the system's own way of clearing takes longer to begin than this to end.
    private static void Clear(float* panel, int rows)
    {
        for (float* end = panel + ((nint)rows * Tile.Columns); panel < end; panel += Vector512<float>.Count)
            Vector512<float>.Zero.Store(panel);
    }

    private static double Sum(double* values, int count)
    {
        double sum = 0;
        for (int i = 0; i < count; i++)
            sum += values[i];
        return sum;
    }
}
