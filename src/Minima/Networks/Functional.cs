using Minima.Data;
using Minima.Kernels;

namespace Minima.Networks;

/// <summary>
/// The cost of a network over a set of examples, as a function of the parameters:
/// cost = loss + l1 * (sum of |W|) + l2 * (sum of W^2), loss = mean over the examples of -ln p[label]; biases carry no penalty.
/// </summary>
public sealed class Functional : IDisposable
{
    private readonly WorkerTeam _team;
    private readonly ILossEngine _engine;

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
        (Network, L1, L2) = (network, l1, l2);
        _team = new WorkerTeam(threads == 0 ? Environment.ProcessorCount : threads);
        _engine = Engines.Loss(network, examples, _team, kernels);
    }

    /// <summary>The network.</summary>
    public Network Network { get; }

    /// <summary>Factor of the sum of absolute weights.</summary>
    public double L1 { get; }

    /// <summary>Factor of the sum of squared weights.</summary>
    public double L2 { get; }

    /// <summary>The loss and the errors at a point.</summary>
    public Evaluation Evaluate(Parameters parameters) => _engine.At(parameters).Run();

    /// <summary>The predicted class of each example at a point.</summary>
    public byte[] Predict(Parameters parameters)
    {
        IEvaluator evaluator = _engine.At(parameters);
        evaluator.Run();
        return evaluator.Predictions.ToArray();
    }

    /// <summary>Logarithms of the class probabilities at a point, [examples][classes], row-major.</summary>
    public float[] LogProbabilities(Parameters parameters) => Answer(parameters).LogProbabilities;

    /// <summary>All of these at a point, from one pass over the examples.</summary>
    public Answers Answer(Parameters parameters) => _engine.At(parameters).RunForAnswers();

    /// <summary>The same, with what each hidden layer gives.</summary>
    public Answers AnswerWithHidden(Parameters parameters) => _engine.At(parameters).RunForAnswers(withHidden: true);

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
    /// The gradient of the cost at a point. The loss's part is computed in float over at most sixteen slices of the examples, whose sums are added in double.
    /// </summary>
    /// <returns>Partial derivatives in the order of <see cref="ParameterLayout"/>; sign(0) = 0 for the l1 part.</returns>
    public double[] Gradient(Parameters parameters) => CostAndGradient(parameters).Gradient;

    /// <summary>The cost and its <see cref="Gradient"/> at a point, from one pass over the examples.</summary>
    public (double Cost, double[] Gradient) CostAndGradient(Parameters parameters)
    {
        var sum = new double[parameters.Layout.Count];
        double loss = _engine.AddGradient(parameters, sum);
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

        return (loss + Penalty(parameters), sum);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _engine.Dispose();
        _team.Dispose();
    }
}
