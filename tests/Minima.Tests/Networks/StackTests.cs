using Minima.Data;
using Minima.Kernels;
using Minima.Kernels.Strips;
using Minima.Networks;
using Minima.Networks.Stacks;
using Minima.Numerics;

namespace Minima.Tests.Networks;

public sealed class StackTests
{
    /// <summary>Networks with convolutions: pooled and not, borders that fill no square, one and two, every kind of unit, no dense hidden layer.</summary>
    public static TheoryData<string, Activation, int> Networks => new()
    {
        { "pooled", Activation.Tanh, 70 },
        { "bare", Activation.Sigmoid, 33 },
        { "border", Activation.Relu, 17 },
        { "two", Activation.Tanh, 150 },
        { "two", Activation.Relu, 19 },
        { "wide", Activation.Sigmoid, 140 },
    };

    [Theory, MemberData(nameof(Networks))]
    public void CostAndGradient_AnyLayers_AreThoseOfPlainDoublePrecision(string name, Activation activation, int examples)
    {
        (Network network, Examples data, double[] point) = Make(name, activation, examples);
        (double cost, double[] gradient) = new PlainNetwork(network, 1e-3, 1e-2).Evaluate(point, data);
        using var functional = new PreciseFunctional(network, data, 1e-3, 1e-2, threads: 2);
        AssertClose([cost], [functional.MoveTo(point)], 1e-13 * cost, "cost");
        AssertClose(gradient, functional.Gradient(), 1e-13 * Math.Max(1, gradient.Max(Math.Abs)), "gradient");
        using var single = new Functional(network, data, 1e-3, 1e-2, threads: 2);
        var parameters = new Parameters(network.Layout, [.. point.Select(static x => (float)x)]);
        AssertClose([cost], [single.Cost(parameters)], 1e-5 * cost, "cost in single precision");
        AssertClose(gradient, single.Gradient(parameters), 1e-5 * Math.Max(1, gradient.Max(Math.Abs)), "gradient in single precision");
    }

    [Theory, MemberData(nameof(Networks))]
    public void Product_AnyLayers_IsTheDifferenceQuotientOfGradients(string name, Activation activation, int examples)
    {
        (Network network, Examples data, double[] point) = Make(name, activation, examples);
        var plain = new PlainNetwork(network, 0, 1e-2);
        double[] direction = Direction(point.Length, 5);
        using var functional = new PreciseFunctional(network, data, 0, 1e-2, threads: 2);
        functional.MoveTo(point);
        double[] product = functional.Product(direction), mixed = functional.Product(direction, ProductPrecision.Mixed);

        // The step stays within a piece of relu and of pooling, where the quotient's rounding grows with 1 / width.
        const double Width = 1e-7;
        double[] quotient = [.. Gradient(Width).Zip(Gradient(-Width), (r, l) => (r - l) / (2 * Width))];
        AssertClose(quotient, product, 1e-6 * Math.Max(1, product.Max(Math.Abs)), "product");
        AssertClose(product, mixed, 2e-6 * product.Max(Math.Abs), "product in mixed precision");
        Assert.NotEqual(product, mixed);

        double[] Gradient(double step) => plain.Evaluate([.. point.Zip(direction, (x, v) => x + (step * v))], data).Gradient;
    }

    [Theory, MemberData(nameof(Networks))]
    public void LogProbabilities_AnyLayers_AreThoseOfPlainDoublePrecision(string name, Activation activation, int examples)
    {
        (Network network, Examples data, double[] point) = Make(name, activation, examples);
        using var functional = new Functional(network, data, threads: 2);
        Answers answers = functional.AnswerWithHidden(new Parameters(network.Layout, [.. point.Select(static x => (float)x)]));
        var plain = new PlainNetwork(network, 0, 0);
        var row = new float[data.Width];
        int errors = 0;
        for (int n = 0; n < data.Count; n++)
        {
            data.CopyRow(n, row);
            double[] expected = plain.LogProbabilities(point, [.. row.Select(static x => (double)x)]);
            AssertClose(expected, [.. answers.LogProbabilities.Skip(n * network.Classes).Take(network.Classes).Select(static x => (double)x)], 1e-5, "log p");
            errors += Array.IndexOf(expected, expected.Max()) == data.Labels[n] ? 0 : 1;
        }

        Assert.Equal(errors, answers.Evaluation.Errors);
        Assert.Equal(network.Layers.SkipLast(1).Select(layer => layer.Outputs * data.Count), answers.Hidden.Select(static layer => layer.Length));
    }

    [Theory]
    [InlineData("two", Activation.Tanh)]
    [InlineData("border", Activation.Relu)]
    [InlineData("wide", Activation.Sigmoid)]
    public void Functionals_AnyThreadsAndKernels_GiveTheSameBytes(string name, Activation activation)
    {
        (Network network, Examples data, double[] point) = Make(name, activation, 150);
        var parameters = new Parameters(network.Layout, [.. point.Select(static x => (float)x)]);
        double[] direction = Direction(point.Length, 9);
        double[]? gradient = null, precise = null, product = null, mixed = null;
        float[]? log = null;
        foreach (IKernels kernels in KernelChoice.Available)
        {
            for (int threads = 1; threads <= 3; threads += 2)
            {
                using var single = new Functional(network, data, 1e-3, 1e-2, threads, kernels);
                using var functional = new PreciseFunctional(network, data, 1e-3, 1e-2, threads, kernels);
                functional.MoveTo(point);
                Same(ref log, single.LogProbabilities(parameters));
                Same(ref gradient, single.Gradient(parameters));
                Same(ref precise, functional.Gradient());
                Same(ref mixed, functional.Product(direction, ProductPrecision.Mixed));
                Same(ref product, functional.Product(direction));
            }
        }
    }

    [Theory]
    [InlineData("two", Activation.Tanh)]
    [InlineData("border", Activation.Relu)]
    [InlineData("bare", Activation.Sigmoid)]
    public void DoubleKernels_OfAnyLayers_AreTheReferencesToTheBit(string name, Activation activation)
    {
        (Network network, Examples data, double[] point) = Make(name, activation, 45);
        using var team = new WorkerTeam(1);
        double[] direction = Direction(point.Length, 3);
        double[]? gradient = null, product = null;
        foreach (IStripKernels<double> kernels in new[] { StripChoice.ReferenceDoubles, StripChoice.Doubles })
        {
            using var passes = new StackPasses<double>(network, data, team, kernels);
            passes.Load(point);
            double[] ofLoss = new double[point.Length], along = new double[point.Length];
            passes.AddGradient(ofLoss);
            passes.AddProduct(direction, along);
            Same(ref gradient, ofLoss);
            Same(ref product, along);
        }
    }

    [Fact]
    public void Product_AlongSymmetriesOfSoftmax_IsExactlyThePenaltys()
    {
        (Network network, Examples data, double[] point) = Make("two", Activation.Tanh, 40);
        using var functional = new PreciseFunctional(network, data, 0, 1e-2, threads: 1);
        functional.MoveTo(point);
        ParameterSlot weights = network.Layout["output.W"];
        double[] direction = new double[point.Length], expected = new double[point.Length];
        direction.AsSpan(weights.Offset + (2 * network.Classes), network.Classes).Fill(0.1);
        expected.AsSpan(weights.Offset + (2 * network.Classes), network.Classes).Fill(2 * 1e-2 * 0.1);
        foreach (ProductPrecision precision in Enum.GetValues<ProductPrecision>())
            Assert.Equal(expected, functional.Product(direction, precision));
    }

    [Fact]
    public void Perceptron_ByStrips_IsThePanels()
    {
        Network network = Network.Perceptron(13, [70, 9], 7);
        Examples data = SmallData.Draw(31, 237, 13, 7, 0.5);
        Parameters point = SmallData.Point(network, 32);
        using var team = new WorkerTeam(2);
        using var stack = new StackLossEngine(network, data, team, KernelChoice.Current);
        using var functional = new Functional(network, data, threads: 1);
        double[] gradient = new double[point.Layout.Count];
        stack.AddGradient(point, gradient);
        AssertClose(functional.Gradient(point), gradient, 1e-6, "gradient");
        AssertClose([functional.Evaluate(point).Loss], [stack.At(point).Run().Loss], 1e-6, "loss");
    }

    [Fact]
    public void Factors_OfATwin_AreThoseOfThePerceptron()
    {
        // A kernel as large as the image is a dense layer whose inputs stand the other way round.
        Network dense = Network.Perceptron(9, [4], 3);
        Network twin = new([Layer.Convolutional("hidden", new Convolution(1, 3, 3, 4, 3), Activation.Tanh), dense.Layers[1]]);
        Examples data = SmallData.Draw(31, 100, 9, 3);
        double[] point = [.. SmallData.Point(dense, 8).Values.Select(static x => (double)x)], turned = (double[])point.Clone();
        for (int i = 0; i < 36; i++)
            turned[twin.Layers[0].WeightAt(8 - (i / 4), i % 4)] = point[i];
        using PreciseFunctional one = new(dense, data, threads: 1), other = new(twin, data, threads: 1);
        AssertClose([one.MoveTo(point)], [other.MoveTo(turned)], 1e-13, "cost");
        LayerFactors expected = one.Factors()[0], actual = other.Factors()[0];
        AssertClose(expected.G, actual.G, 1e-3 * expected.G.Max(Math.Abs), "G");
        for (int i = 0; i < 9; i++)
            AssertClose([expected.A[i * 11]], [actual.A[(8 - i) * 11]], 1e-2, "A");
    }

    internal static Network Of(string name, Activation activation, int classes = 4)
    {
        Layer Convolve(string own, int channels, int side, int maps, int kernel, int pool) =>
            Layer.Convolutional(own, new Convolution(channels, side, side, maps, kernel, pool), activation);
        Layer Dense(string own, int inputs, int outputs) => new(own, inputs, outputs, activation);
        Layer Output(int inputs) => new("output", inputs, classes, Activation.Softmax);
        return name switch
        {
            "pooled" => new([Convolve("conv", 1, 8, 3, 3, 2), Output(27)]),
            "bare" => new([Convolve("conv", 1, 6, 7, 3, 1), Dense("hidden", 112, 6), Output(6)]),
            "border" => new([Convolve("conv", 1, 9, 6, 2, 3), Dense("hidden", 24, 11), Output(11)]),
            "two" => new([Convolve("conv1", 1, 11, 5, 2, 2), Convolve("conv2", 5, 5, 7, 2, 2), Dense("hidden", 28, 9), Output(9)]),
            _ => new([
                Layer.Convolutional("conv1", new Convolution(1, 7, 9, 2, 3, 1), activation),
                Layer.Convolutional("conv2", new Convolution(2, 5, 7, 12, 2, 3), activation),
                Dense("hidden1", 24, 5), Dense("hidden2", 5, 6), Output(6)]),
        };
    }

    internal static (Network Network, Examples Data, double[] Point) Make(string name, Activation activation, int examples)
    {
        Network network = Of(name, activation);
        return (network, SmallData.Draw(31, examples, network.Inputs, network.Classes, 0.6), [.. SmallData.Point(network, 32).Values.Select(static x => (double)x)]);
    }

    private static void Same<T>(ref T[]? first, T[] other)
    {
        if (first is not null)
            Assert.Equal(first, other);
        first ??= other;
    }

    private static double[] Direction(int count, uint seed)
    {
        var random = new RandomState(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.StandardNormal())];
    }

    private static void AssertClose(double[] expected, double[] actual, double tolerance, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance, $"{what} {i}: {expected[i]:R} against {actual[i]:R}, tolerance {tolerance:E1}");
    }
}
