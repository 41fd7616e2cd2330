using Minima.Data;
using Minima.Kernels;

namespace Minima.Networks;

/// <summary>
/// The cost of a network over a set of examples, as a function of the parameters:
/// cost = loss + l1 * (sum of |W|) + l2 * (sum of W^2), loss = mean over the examples of -ln p[label]; biases carry no penalty.
/// </summary>
public sealed class Functional : IDisposable
{
    // Gradients are summed in float over a batch, then in double over the batches.
    private const int GradientBatch = 100;

    private readonly IKernels _kernels;
    private readonly WorkerTeam _team;
    private readonly NetworkPanels _panels;
    private readonly Examples _examples;
    private Evaluator? _evaluator;

    /// <summary>The functional of a network over some examples; take <see cref="Examples.Slice"/> for a part of a set.</summary>
    /// <param name="network">The network.</param>
    /// <param name="examples">The examples; as wide as the network's inputs.</param>
    /// <param name="l1">Factor of the sum of absolute weights.</param>
    /// <param name="l2">Factor of the sum of squared weights.</param>
    /// <param name="threads">How many threads compute; 0: one for each core. The results do not depend on it.</param>
    /// <exception cref="UnusableInputException">The examples do not fit the network.</exception>
    public Functional(Network network, Examples examples, double l1 = 0, double l2 = 0, int threads = 0)
        : this(network, examples, l1, l2, threads, KernelChoice.Current)
    {
    }

    internal Functional(Network network, Examples examples, double l1, double l2, int threads, IKernels kernels)
    {
        network.RequireFit(examples);
        (Network, _examples, L1, L2, _kernels) = (network, examples, l1, l2, kernels);
        _team = new WorkerTeam(threads == 0 ? Environment.ProcessorCount : threads);
        _panels = new NetworkPanels(network);
    }

    /// <summary>The network.</summary>
    public Network Network { get; }

    /// <summary>Factor of the sum of absolute weights.</summary>
    public double L1 { get; }

    /// <summary>Factor of the sum of squared weights.</summary>
    public double L2 { get; }

    /// <summary>The loss and the errors at a point.</summary>
    public Evaluation Evaluate(Parameters parameters) => Load(parameters).Run();

    /// <summary>The predicted class of each example at a point.</summary>
    public byte[] Predict(Parameters parameters)
    {
        Evaluator evaluator = Load(parameters);
        evaluator.Run();
        return evaluator.Predictions.ToArray();
    }

    /// <summary>Logarithms of the class probabilities at a point, [examples][classes], row-major.</summary>
    public float[] LogProbabilities(Parameters parameters) => Answer(parameters).LogProbabilities;

    /// <summary>All of these at a point, from one pass over the examples.</summary>
    public Answers Answer(Parameters parameters) => Load(parameters).RunForAnswers();

    /// <summary>The same, with what each hidden layer gives.</summary>
    public Answers AnswerWithHidden(Parameters parameters) => Load(parameters).RunForAnswers(withHidden: true);

    /// <summary>The cost at a point: loss and penalties, in nats.</summary>
    public double Cost(Parameters parameters) => Evaluate(parameters).Loss + Penalty(parameters);

    /// <summary>l1 * (sum of |W|) + l2 * (sum of W^2) at a point, over all layers' weights.</summary>
    public double Penalty(Parameters parameters)
    {
        double squares = 0, magnitudes = 0;
        foreach (Layer layer in Network.Layers)
        {
            foreach (float weight in parameters[layer.Weights])
            {
                squares += (double)weight * weight;
                magnitudes += Math.Abs((double)weight);
            }
        }

        return (L1 * magnitudes) + (L2 * squares);
    }

    /// <summary>
    /// The gradient of the cost at a point. The loss's part is computed in float over batches of 100 examples and summed in double.
    /// </summary>
    /// <returns>Partial derivatives in the order of <see cref="ParameterLayout"/>; sign(0) = 0 for the l1 part.</returns>
    public double[] Gradient(Parameters parameters)
    {
        _panels.Load(parameters, _kernels);
        using var gradient = new NetworkPanels(Network);
        using var packed = new PackedExamples(_examples, GradientBatch, dropTail: false, _team, withGradients: true);
        packed.Pack(null);
        using var engine = new BatchEngine(_panels, packed, _team, _kernels, 1f / _examples.Count, gradient);
        var sum = new double[parameters.Layout.Count];
        var part = new Parameters(parameters.Layout);
        _team.Run(worker => engine.Begin(worker, default));
        for (int batch = 0; batch < packed.Batches; batch++)
        {
            int current = batch;
            _team.Run(worker =>
            {
                engine.Batch(worker, current, default, 0, 0);
                engine.Flush(worker);
            });
            gradient.Save(part);
            gradient.Clear();
            for (int i = 0; i < sum.Length; i++)
                sum[i] += part.Values[i];
        }

        foreach (Layer layer in Network.Layers)
        {
            ParameterSlot slot = parameters.Layout[layer.Weights];
            for (int i = slot.Offset; i < slot.Offset + slot.Count; i++)
            {
                float weight = parameters.Values[i];
                int sign = weight > 0 ? 1 : weight < 0 ? -1 : 0;
                sum[i] += (2 * L2 * weight) + (L1 * sign);
            }
        }

        return sum;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _evaluator?.Dispose();
        _panels.Dispose();
        _team.Dispose();
    }

    private Evaluator Load(Parameters parameters)
    {
        _evaluator ??= new Evaluator(_panels, _examples, _team, _kernels);
        _panels.Load(parameters, _kernels);
        return _evaluator;
    }
}
