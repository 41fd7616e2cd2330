using Minima.Data;
using Minima.Kernels;
using Minima.Networks;
using Minima.Tests.Minimisation;

namespace Minima.Tests.Networks;

public sealed class FunctionalTests
{
    // Float sums of up to some hundred terms, each rounded to 6e-8, against double precision; relative to the gradient's largest element.
    private const double Tolerance = 2e-6;

    /// <summary>inputs, hidden sizes, classes, activation, examples, share of lit groups, l1, l2.</summary>
    public static TheoryData<int, int[], int, Activation, int, double, double, double> Networks => new()
    {
        { 13, [], 3, Activation.Tanh, 50, 1, 0, 0 },
        { 70, [], 17, Activation.Tanh, 150, 0.4, 1e-3, 1e-2 },
        { 13, [5], 2, Activation.Tanh, 50, 1, 0, 0 },
        { 13, [5], 2, Activation.Tanh, 237, 0.3, 1e-3, 1e-2 },
        { 13, [70], 17, Activation.Sigmoid, 64, 0.5, 0, 1e-2 },
        { 37, [130], 3, Activation.Relu, 101, 0.5, 1e-3, 0 },
        { 13, [5, 70], 3, Activation.Tanh, 120, 1, 1e-3, 1e-2 },
        { 66, [70, 130], 17, Activation.Sigmoid, 40, 0.3, 1e-3, 0 },
        { 13, [130, 5], 2, Activation.Relu, 65, 1, 0, 1e-2 },
        { 13, [5, 70, 6], 3, Activation.Tanh, 110, 0.5, 0, 1e-2 },
        { 13, [70, 9, 66], 17, Activation.Relu, 33, 1, 1e-3, 0 },
        { 13, [8, 64, 5], 2, Activation.Sigmoid, 30, 1, 0, 0 },
    };

    [Theory, MemberData(nameof(Networks))]
    public void PlainNetwork_CentralDifferences_AgreeWithItsGradient(
        int inputs, int[] hidden, int classes, Activation activation, int examples, double lit, double l1, double l2)
    {
        (Network network, Examples data, Parameters point) = Make(inputs, hidden, classes, activation, examples, lit);
        var plain = new PlainNetwork(network, l1, l2);
        Examples few = data.Slice(0, 5);
        double[] at = [.. point.Values.Select(static x => (double)x)];
        double[] gradient = plain.Evaluate(at, few).Gradient;
        double scale = gradient.Max(Math.Abs);
        const double Width = 1e-6;
        for (int i = 0; i < at.Length; i += 1 + (at.Length / 60))
        {
            double here = at[i];
            at[i] = here + Width;
            double right = plain.Evaluate(at, few).Cost;
            at[i] = here - Width;
            double left = plain.Evaluate(at, few).Cost;
            at[i] = here;
            AssertClose(gradient[i], (right - left) / (2 * Width), 1e-6 * Math.Max(scale, 1), $"element {i}");
        }
    }

    [Theory, MemberData(nameof(Networks))]
    public void Functional_AnyNetwork_AgreesWithPlainDoublePrecision(
        int inputs, int[] hidden, int classes, Activation activation, int examples, double lit, double l1, double l2)
    {
        (Network network, Examples data, Parameters point) = Make(inputs, hidden, classes, activation, examples, lit);
        double[] at = [.. point.Values.Select(static x => (double)x)];
        (double cost, double[] gradient) = new PlainNetwork(network, l1, l2).Evaluate(at, data);
        double scale = gradient.Max(Math.Abs);
        using var functional = new Functional(network, data, l1, l2, threads: 2);
        AssertClose(cost, functional.Cost(point), Tolerance * cost, "cost");
        double[] actual = functional.Gradient(point);
        for (int i = 0; i < gradient.Length; i++)
            AssertClose(gradient[i], actual[i], Tolerance * scale, $"element {i}");
    }

    [Theory, MemberData(nameof(Networks))]
    public void Functional_AnyNetwork_PredictsAsPlainDoublePrecision(
        int inputs, int[] hidden, int classes, Activation activation, int examples, double lit, double l1, double l2)
    {
        (Network network, Examples data, Parameters point) = Make(inputs, hidden, classes, activation, examples, lit);
        var plain = new PlainNetwork(network, l1, l2);
        using var functional = new Functional(network, data, l1, l2, threads: 2);
        Evaluation evaluation = functional.Evaluate(point);
        float[] logProbabilities = functional.LogProbabilities(point);
        byte[] predictions = functional.Predict(point);
        double[] at = [.. point.Values.Select(static x => (double)x)];
        var row = new float[inputs];
        int errors = 0;
        double loss = 0;
        for (int n = 0; n < data.Count; n++)
        {
            data.CopyRow(n, row);
            double[] expected = plain.LogProbabilities(at, [.. row.Select(static x => (double)x)]);
            for (int k = 0; k < classes; k++)
                AssertClose(expected[k], logProbabilities[(n * classes) + k], 1e-5, $"example {n}, class {k}");
            Assert.Equal(Array.IndexOf(expected, expected.Max()), predictions[n]);
            errors += predictions[n] == data.Labels[n] ? 0 : 1;
            loss -= expected[data.Labels[n]] / data.Count;
        }

        Assert.Equal((data.Count, errors), (evaluation.Examples, evaluation.Errors));
        AssertClose(loss, evaluation.Loss, Tolerance * loss, "loss");
        Assert.Equal((double)errors / data.Count, evaluation.ErrorRate);
    }

    [Fact]
    public void Functional_AnyThreadsAndKernels_GivesTheSameBytes()
    {
        (Network network, Examples data, Parameters point) = Make(13, [130, 70], 17, Activation.Tanh, 237, 0.5);
        using var first = new Functional(network, data, 1e-3, 1e-2, 1, KernelChoice.Choose("reference"));
        (double cost, double[] gradient, float[] logs) = (first.Cost(point), first.Gradient(point), first.LogProbabilities(point));
        foreach (IKernels kernels in KernelChoice.Available)
        {
            for (int threads = 1; threads <= 3; threads++)
            {
                using var functional = new Functional(network, data, 1e-3, 1e-2, threads, kernels);

                // Twice, and in another order: one call leaves nothing behind for the next.
                for (int time = 0; time < 2; time++)
                {
                    Assert.Equal(gradient, functional.Gradient(point));
                    Assert.Equal(logs, functional.LogProbabilities(point));
                    Assert.Equal(cost, functional.Cost(point));
                }
            }
        }
    }

    [Fact]
    public void Answer_OnePass_SaysWhatTheOthersSay()
    {
        (Network network, Examples data, Parameters point) = Make(13, [70], 17, Activation.Tanh, 237, 0.5);
        using var functional = new Functional(network, data, threads: 2);
        (Evaluation evaluation, byte[] predictions, float[] logProbabilities) = functional.Answer(point);
        Assert.Equal(functional.Evaluate(point), evaluation);
        Assert.Equal(functional.Predict(point), predictions);
        Assert.Equal(functional.LogProbabilities(point), logProbabilities);
    }

    [Fact]
    public void Evaluate_AfterLogProbabilities_WritesThemNoMore()
    {
        (Network network, Examples data, Parameters point) = Make(13, [5], 3, Activation.Tanh, 237, 0.5);
        int written = 0;
        var kernels = new CountingKernels(KernelChoice.Current, static () => { }, () => written++);
        using var functional = new Functional(network, data, 0, 0, 1, kernels);
        functional.Evaluate(point);
        Assert.Equal(0, written);
        functional.LogProbabilities(point);
        int once = written;
        Assert.True(once > 0);
        functional.Evaluate(point);
        functional.Predict(point);
        Assert.Equal(once, written);
        functional.LogProbabilities(point);
        Assert.Equal(2 * once, written);
    }

    [Fact]
    public void Gradient_ZeroWeights_HaveNoSign()
    {
        (Network network, Examples data, _) = Make(13, [5], 3, Activation.Tanh, 40, 1);
        var zero = new Parameters(network.Layout);
        using var functional = new Functional(network, data, l1: 10, l2: 0, threads: 1);
        using var without = new Functional(network, data, l1: 0, l2: 0, threads: 1);
        Assert.Equal(without.Gradient(zero), functional.Gradient(zero));
        zero["hidden.W"][0] = -0f;
        Assert.Equal(without.Gradient(zero), functional.Gradient(zero));
    }

    [Fact]
    public void Penalty_KnownWeights_CountsThemAndNoBiases()
    {
        Network network = Network.Perceptron(2, [2], 2);
        var point = new Parameters(network.Layout, [1, -2, 3, 0, 50, 50, 0.5f, -0.5f, 0, 0, 50, 50]);
        using var functional = new Functional(network, Examples.FromValues([0, 0], [1], 2), l1: 0.1, l2: 0.01, threads: 1);
        AssertClose((0.1 * 7) + (0.01 * 14.5), functional.Penalty(point), 1e-15, "penalty");
    }

    [Fact]
    public void Functional_ExamplesOfAnotherWidth_Refused() =>
        Assert.Contains("takes 13 numbers", Assert.Throws<UnusableInputException>(
            static () => new Functional(Network.Perceptron(13, [5], 3), SmallData.Draw(1, 4, 12, 3))).Message);

    private static (Network Network, Examples Data, Parameters Point) Make(
        int inputs, int[] hidden, int classes, Activation activation, int examples, double lit)
    {
        Network network = Network.Perceptron(inputs, hidden, classes, activation);
        return (network, SmallData.Draw(31, examples, inputs, classes, lit), SmallData.Point(network, 32));
    }

    private static void AssertClose(double expected, double actual, double tolerance, string what) =>
        Assert.True(
            Math.Abs(actual - expected) <= tolerance,
            $"{what}: {actual:R}, expected {expected:R}, off by {Math.Abs(actual - expected):E2}, tolerance {tolerance:E2}");
}
