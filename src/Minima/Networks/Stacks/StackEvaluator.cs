using Minima.Data;
using Minima.Kernels;
using Minima.Kernels.Strips;
using Minima.Numerics;

namespace Minima.Networks.Stacks;

/// <summary>Evaluates a network of any layers over a whole set, strip after strip. Results do not depend on the number of workers.</summary>
internal sealed unsafe class StackEvaluator : IEvaluator
{
    private readonly StackPlan _plan;
    private readonly StackWeights<float> _weights;
    private readonly Examples _examples;
    private readonly WorkerTeam _team;
    private readonly StackStrip<float>[] _workers;
    private readonly AlignedBuffer<double> _losses;
    private readonly AlignedBuffer<byte> _predictions;
    private readonly AlignedBuffer<byte> _labels;
    private float[] _logProbabilities = [];
    private float[][] _hidden = [];
    private int _next;

    /// <summary>An evaluator of the network whose parameters stand in <paramref name="weights"/> at each call.</summary>
    public StackEvaluator(StackPlan plan, StackWeights<float> weights, Examples examples, WorkerTeam team, IStripKernels<float> kernels)
    {
        (_plan, _weights, _examples, _team) = (plan, weights, examples, team);
        _workers = [.. Enumerable.Range(0, team.Count).Select(_ => new StackStrip<float>(plan, kernels))];
        _losses = new AlignedBuffer<double>(examples.Count);
        _predictions = new AlignedBuffer<byte>(examples.Count);
        _labels = new AlignedBuffer<byte>(examples.Count);
        examples.Labels.CopyTo(_labels.Span);
    }

    /// <inheritdoc/>
    public ReadOnlySpan<byte> Predictions => _predictions.Span;

    /// <summary>The examples' losses after an evaluation, in nats.</summary>
    public ReadOnlySpan<double> Losses => _losses.Span;

    /// <summary>Strips that there are.</summary>
    public int Strips => _plan.Strips(_examples.Count);

    /// <inheritdoc/>
    public Evaluation Run() => Run(Strips, CancellationToken.None);

    /// <summary>Evaluates the first strips alone.</summary>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public Evaluation Run(int strips, CancellationToken cancellation)
    {
        _next = 0;
        _team.Run(worker =>
        {
            int strip;
            while ((strip = Interlocked.Increment(ref _next) - 1) < strips && !cancellation.IsCancellationRequested)
                Evaluate(_workers[worker], strip);
        });
        cancellation.ThrowIfCancellationRequested();
        int errors = 0, count = Math.Min(strips * _plan.Lanes, _examples.Count);
        double loss = 0;
        for (int n = 0; n < count; n++)
        {
            loss += _losses.Pointer[n];
            errors += _predictions.Pointer[n] == _labels.Pointer[n] ? 0 : 1;
        }

        return new Evaluation(_examples.Count, errors, loss / _examples.Count);
    }

    /// <inheritdoc/>
    public Answers RunForAnswers(bool withHidden = false)
    {
        float[] logProbabilities = new float[_examples.Count * _plan.Network.Classes];
        float[][] hidden = withHidden ? [.. _plan.Network.Layers.SkipLast(1).Select(layer => new float[_examples.Count * layer.Outputs])] : [];
        (_logProbabilities, _hidden) = (logProbabilities, hidden);
        try
        {
            return new Answers(Run(), Predictions.ToArray(), logProbabilities) { Hidden = hidden };
        }
        finally
        {
            (_logProbabilities, _hidden) = ([], []);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (IDisposable part in (IDisposable[])[.. _workers, _losses, _predictions, _labels])
            part.Dispose();
    }

    private void Evaluate(StackStrip<float> own, int strip)
    {
        int first = strip * _plan.Lanes, count = Math.Min(_plan.Lanes, _examples.Count - first);
        own.Take(_examples, null, first, count);
        own.Forward(_weights);
        own.Softmax(_labels.Pointer + first, 1, _losses.Pointer + first, _predictions.Pointer + first);
        if (_logProbabilities.Length > 0)
            CopyLogProbabilities(own, first, count);
        for (int layer = 0; layer < _hidden.Length; layer++)
            CopyRows(own.Outputs[layer], _plan.Layers[layer].Layer.Outputs, first, count, _hidden[layer]);
    }

    // z - z[label] - loss: the loss is ln of the sum less z[label], in double.
    private void CopyLogProbabilities(StackStrip<float> own, int first, int count)
    {
        int classes = _plan.Network.Classes;
        float* logits = own.Outputs[_plan.Last];
        for (int n = 0; n < count; n++)
        {
            double zero = logits[(_labels.Pointer[first + n] * _plan.Lanes) + n] + _losses.Pointer[first + n];
            for (int k = 0; k < classes; k++)
                _logProbabilities[((first + n) * classes) + k] = (float)(logits[(k * _plan.Lanes) + n] - zero);
        }
    }

    private void CopyRows(float* rows, int width, int first, int count, float[] destination)
    {
        for (int n = 0; n < count; n++)
        {
            for (int i = 0; i < width; i++)
                destination[((first + n) * width) + i] = rows[(i * _plan.Lanes) + n];
        }
    }
}
