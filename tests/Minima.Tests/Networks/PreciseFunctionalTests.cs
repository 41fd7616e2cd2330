using Minima.Data;
using Minima.Kernels;
using Minima.Networks;
using Minima.Numerics;

namespace Minima.Tests.Networks;

public sealed class PreciseFunctionalTests
{
    /// <summary>inputs, hidden sizes, classes, activation, examples, share of lit groups, l1, l2: every kind of unit, and zero to three hidden layers.</summary>
    public static TheoryData<int, int[], int, Activation, int, double, double, double> Networks => new()
    {
        { 13, [], 3, Activation.Tanh, 50, 1, 0, 0 },
        { 70, [], 17, Activation.Tanh, 150, 0.4, 1e-3, 1e-2 },
        { 13, [5], 2, Activation.Tanh, 237, 0.3, 1e-3, 1e-2 },
        { 14, [70], 17, Activation.Sigmoid, 64, 0.5, 0, 1e-2 },
        { 37, [66], 3, Activation.Relu, 101, 0.5, 1e-3, 0 },
        { 13, [5, 70], 3, Activation.Tanh, 120, 1, 1e-3, 1e-2 },
        { 66, [9, 70], 17, Activation.Sigmoid, 40, 0.3, 1e-3, 0 },
        { 13, [70, 5], 10, Activation.Relu, 65, 1, 0, 1e-2 },
        { 13, [5, 70, 6], 3, Activation.Tanh, 110, 0.5, 0, 1e-2 },
        { 13, [10, 9, 66], 17, Activation.Relu, 33, 1, 1e-3, 0 },
        { 13, [8, 64, 5], 2, Activation.Sigmoid, 1100, 1, 0, 0 },
    };

    [Theory, MemberData(nameof(Networks))]
    public void CostAndGradient_AnyNetwork_AreThoseOfPlainDoublePrecision(
        int inputs, int[] hidden, int classes, Activation activation, int examples, double lit, double l1, double l2)
    {
        (Network network, Examples data, double[] point) = Make(inputs, hidden, classes, activation, examples, lit);
        (double cost, double[] gradient) = new PlainNetwork(network, l1, l2).Evaluate(point, data);
        using var functional = new PreciseFunctional(network, data, l1, l2, threads: 2);
        AssertClose([cost], [functional.MoveTo(point)], 1e-14 * cost, "cost");
        AssertClose(gradient, functional.Gradient(), 1e-14 * Math.Max(1, gradient.Max(Math.Abs)), "gradient");
    }

    [Theory, MemberData(nameof(Networks))]
    public void Product_AnyNetwork_IsTheDifferenceQuotientOfGradients(
        int inputs, int[] hidden, int classes, Activation activation, int examples, double lit, double l1, double l2)
    {
        (Network network, Examples data, double[] point) = Make(inputs, hidden, classes, activation, examples, lit);
        var plain = new PlainNetwork(network, l1, l2);
        double[] direction = Direction(point.Length, 5);
        using var functional = new PreciseFunctional(network, data, l1, l2, threads: 2);
        functional.MoveTo(point);
        double[] product = functional.Product(direction);

        // The quotient errs by width^2 * the fourth derivatives / 6, and by the gradients' rounding over the width; the step stays within a piece of relu.
        double width = activation == Activation.Relu ? 1e-8 : 1e-5;
        double[] right = Gradient(width), left = Gradient(-width);
        double[] quotient = [.. right.Zip(left, (r, l) => (r - l) / (2 * width))];
        AssertClose(quotient, product, (activation == Activation.Relu ? 2e-7 : 2e-8) * Math.Max(1, product.Max(Math.Abs)), "product");

        double[] Gradient(double step) => plain.Evaluate([.. point.Zip(direction, (x, v) => x + (step * v))], data).Gradient;
    }

    [Theory, MemberData(nameof(Networks))]
    public void Product_InMixedPrecision_IsNearTheDouble(
        int inputs, int[] hidden, int classes, Activation activation, int examples, double lit, double l1, double l2)
    {
        (Network network, Examples data, double[] point) = Make(inputs, hidden, classes, activation, examples, lit);
        double[] direction = Direction(point.Length, 6);
        using var functional = new PreciseFunctional(network, data, l1, l2, threads: 2);
        functional.MoveTo(point);
        double[] exact = functional.Product(direction), mixed = functional.Product(direction, ProductPrecision.Mixed);
        AssertClose(exact, mixed, 1e-6 * exact.Max(Math.Abs), "product");
        if (hidden.Length > 0)
            Assert.NotEqual(exact, mixed);
        Assert.Equal(exact, functional.Product(direction));
    }

    [Theory, MemberData(nameof(Networks))]
    public void Product_OfTwoDirections_IsSymmetric(
        int inputs, int[] hidden, int classes, Activation activation, int examples, double lit, double l1, double l2)
    {
        (Network network, Examples data, double[] point) = Make(inputs, hidden, classes, activation, examples, lit);
        double[] u = Direction(point.Length, 7), v = Direction(point.Length, 8);
        using var functional = new PreciseFunctional(network, data, l1, l2, threads: 1);
        functional.MoveTo(point);
        double one = Dot(u, functional.Product(v)), other = Dot(v, functional.Product(u));
        AssertClose([one], [other], 1e-13 * point.Length, "products");
    }

    [Fact]
    public void Functional_AnyThreadsAndKernels_GivesTheSameBytes()
    {
        (Network network, Examples data, double[] point) = Make(13, [70, 9], 17, Activation.Tanh, 1237, 0.5);
        double[] direction = Direction(point.Length, 9);
        using var first = new PreciseFunctional(network, data, 1e-3, 1e-2, 1, KernelChoice.Choose("reference"));
        double cost = first.MoveTo(point);
        double[] gradient = first.Gradient(), product = first.Product(direction), mixed = first.Product(direction, ProductPrecision.Mixed);
        foreach (IKernels kernels in KernelChoice.Available)
        {
            for (int threads = 1; threads <= 3; threads++)
            {
                using var functional = new PreciseFunctional(network, data, 1e-3, 1e-2, threads, kernels);

                // Twice, and after another point: nothing is left behind.
                for (int time = 0; time < 2; time++)
                {
                    functional.MoveTo(direction);
                    Assert.Equal(cost, functional.MoveTo(point));
                    Assert.Equal(gradient, functional.Gradient());
                    Assert.Equal(mixed, functional.Product(direction, ProductPrecision.Mixed));
                    Assert.Equal(product, functional.Product(direction));
                }
            }
        }
    }

    [Fact]
    public void Product_AlongSymmetriesOfSoftmax_IsExactlyThePenaltys()
    {
        (Network network, Examples data, double[] point) = Make(13, [70], 10, Activation.Tanh, 237, 0.5);
        using var functional = new PreciseFunctional(network, data, 0, 1e-2, threads: 2);
        functional.MoveTo(point);
        ParameterSlot weights = network.Layout["output.W"], biases = network.Layout["output.b"];
        var direction = new double[point.Length];
        direction.AsSpan(weights.Offset + (7 * 10), 10).Fill(0.1);
        direction.AsSpan(biases.Offset, biases.Count).Fill(0.3);
        double[] expected = new double[point.Length];
        expected.AsSpan(weights.Offset + (7 * 10), 10).Fill(2 * 1e-2 * 0.1);
        foreach (ProductPrecision precision in Enum.GetValues<ProductPrecision>())
            Assert.Equal(expected, functional.Product(direction, precision));
    }

    [Fact]
    public void MoveTo_AnotherPoint_CountsItsErrorsAndLoss()
    {
        (Network network, Examples data, double[] point) = Make(13, [5], 3, Activation.Tanh, 237, 0.5);
        using var single = new Functional(network, data);
        using var functional = new PreciseFunctional(network, data, 0, 1e-2, threads: 1);
        Evaluation expected = single.Evaluate(new Parameters(network.Layout, [.. point.Select(static x => (float)x)]));
        functional.MoveTo(point);
        Assert.Equal(expected.Errors, functional.Errors);
        AssertClose([expected.Loss], [functional.Loss], 1e-6, "loss");
        Assert.Throws<ArgumentException>(() => functional.MoveTo(new double[3]));
        Assert.Throws<ArgumentException>(() => functional.Product(new double[3]));
    }

    [Fact]
    public void Evaluate_SureExamples_KeepsTheSmallestDeltas()
    {
        // One example whose label has all but 1e-30 of the probability: p - 1 would be 0.
        Network network = Network.Perceptron(1, [], 2);
        using var functional = new PreciseFunctional(network, Examples.FromValues([1], [0], 1), threads: 1);
        functional.MoveTo([0, 0, 70, 0]);
        double[] gradient = functional.Gradient();
        AssertClose([-Math.Exp(-70), Math.Exp(-70)], gradient[2..], 1e-14 * Math.Exp(-70), "gradient");
    }

    private static (Network Network, Examples Data, double[] Point) Make(
        int inputs, int[] hidden, int classes, Activation activation, int examples, double lit)
    {
        Network network = Network.Perceptron(inputs, hidden, classes, activation);
        return (network, SmallData.Draw(31, examples, inputs, classes, lit), [.. SmallData.Point(network, 32).Values.Select(static x => (double)x)]);
    }

    private static double[] Direction(int count, uint seed)
    {
        var random = new RandomState(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.StandardNormal())];
    }

    private static double Dot(double[] a, double[] b) => a.Zip(b, static (x, y) => x * y).Sum();

    private static void AssertClose(double[] expected, double[] actual, double tolerance, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            double difference = Math.Abs(actual[i] - expected[i]);
            Assert.True(difference <= tolerance, $"{what}[{i}]: {actual[i]:R}, expected {expected[i]:R}, off by {difference:E2}, tolerance {tolerance:E2}");
        }
    }
}
