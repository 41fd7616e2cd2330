using Minima.Data;
using Minima.Kernels;
using Minima.Numerics;

namespace Minima.Networks;

/// <summary>What a network makes of a set of examples.</summary>
/// <param name="Examples">How many examples there are.</param>
/// <param name="Errors">How many are read wrongly.</param>
/// <param name="Loss">Mean negative log-likelihood in nats, without penalties.</param>
public sealed record Evaluation(int Examples, int Errors, double Loss)
{
    /// <summary>Errors / Examples.</summary>
    public double ErrorRate => (double)Errors / Examples;
}

/// <summary>What a network says of each example of a set.</summary>
/// <param name="Evaluation">What it comes to.</param>
/// <param name="Predictions">The predicted classes.</param>
/// <param name="LogProbabilities">Logarithms of the class probabilities, [examples][classes], row-major.</param>
public sealed record Answers(Evaluation Evaluation, byte[] Predictions, float[] LogProbabilities)
{
    /// <summary>What each hidden layer gives, [examples][units]; empty where it was not asked for.</summary>
    public IReadOnlyList<float[]> Hidden { get; init; } = [];
}

/// <summary>
/// Evaluates a network over a whole set, block after block, by the kernels that train. Results do not depend on the number of workers.
/// </summary>
internal sealed unsafe class Evaluator : IEvaluator
{
    // A block's sums, 96 x 64 floats a panel, stay in a core's first-level cache while a panel of weights streams past.
    private const int BlockSize = 96;

    private readonly PackedExamples _packed;
    private readonly NetworkPanels _panels;
    private readonly WorkerTeam _team;
    private readonly WorkerTeam _alone = new(1);
    private readonly BatchEngine[] _engines;
    private readonly AlignedBuffer<double> _losses;
    private readonly AlignedBuffer<byte> _predictions;
    private readonly Action<int> _evaluate;
    private AlignedBuffer<float>? _logProbabilities;
    private int _next;
    private bool _wantsLogProbabilities;
    private float[][] _hidden = [];

    /// <summary>An evaluator of the network whose parameters stand in <paramref name="panels"/> at each call.</summary>
    public Evaluator(NetworkPanels panels, Examples examples, WorkerTeam team, IKernels kernels)
    {
        (_panels, _team) = (panels, team);
        _packed = new PackedExamples(examples, kernels.Form, BlockSize, dropTail: false, gradients: false, team);
        _packed.Pack(null);
        _engines = [.. Enumerable.Range(0, team.Count).Select(_ => new BatchEngine(panels, _packed, _alone, kernels, 1))];
        _losses = new AlignedBuffer<double>(examples.Count);
        _predictions = new AlignedBuffer<byte>(examples.Count);
        _evaluate = EvaluateBlocks;
    }

    /// <summary>Predicted classes after <see cref="Run"/>.</summary>
    public ReadOnlySpan<byte> Predictions => _predictions.Span;

    /// <summary>Evaluates all examples. Allocates nothing but its result.</summary>
    public Evaluation Run()
    {
        _next = 0;
        _team.Run(_evaluate);
        int errors = 0;
        double loss = 0;
        for (int block = 0; block < _packed.Batches; block++)
        {
            double blockLoss = 0;
            byte* labels = _packed.Labels(block);
            long first = (long)block * BlockSize;
            for (int n = 0; n < _packed.Examples(block); n++)
            {
                blockLoss += _losses.Pointer[first + n];
                errors += _predictions.Pointer[first + n] == labels[n] ? 0 : 1;
            }

            loss += blockLoss;
        }

        return new Evaluation(_packed.Count, errors, loss / _packed.Count);
    }

    /// <summary>Evaluates all examples, and keeps the logarithms of their class probabilities, and what the hidden layers give where asked.</summary>
    public Answers RunForAnswers(bool withHidden = false)
    {
        int padded = _panels.PaddedClasses;
        _logProbabilities ??= new AlignedBuffer<float>((long)_packed.Count * padded);
        float[][] hidden = withHidden ? [.. _panels.Hidden.Select(layer => new float[_packed.Count * layer.Outputs])] : [];
        (_wantsLogProbabilities, _hidden) = (true, hidden);
        Evaluation evaluation;
        try
        {
            evaluation = Run();
        }
        finally
        {
            (_wantsLogProbabilities, _hidden) = (false, []);
        }

        var logProbabilities = new float[_packed.Count * _panels.Classes];
        for (int n = 0; n < _packed.Count; n++)
        {
            new ReadOnlySpan<float>(_logProbabilities.Pointer + ((long)n * padded), _panels.Classes)
                .CopyTo(logProbabilities.AsSpan(n * _panels.Classes));
        }

        return new Answers(evaluation, Predictions.ToArray(), logProbabilities) { Hidden = hidden };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (BatchEngine engine in _engines)
            engine.Dispose();
        _alone.Dispose();
        _packed.Dispose();
        _losses.Dispose();
        _predictions.Dispose();
        _logProbabilities?.Dispose();
    }

    /// <summary>Blocks as they come: a worker whose core is wanted by others takes fewer.</summary>
    private void EvaluateBlocks(int worker)
    {
        int block;
        while ((block = Interlocked.Increment(ref _next) - 1) < _packed.Batches)
        {
            long first = (long)block * BlockSize;
            float* logProbabilities = _wantsLogProbabilities ? _logProbabilities!.Pointer + (first * _panels.PaddedClasses) : null;
            _engines[worker].Evaluate(block, _losses.Pointer + first, _predictions.Pointer + first, logProbabilities);
            for (int layer = 0; layer < _hidden.Length; layer++)
                _engines[worker].CopyOutputs(layer, block, _hidden[layer].AsSpan((int)first * _panels.Hidden[layer].Outputs));
        }
    }
}
