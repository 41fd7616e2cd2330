using Minima.Curvature;
using Minima.Data;
using Minima.Networks;
using Minima.Tests.Networks;

namespace Minima.Tests.Curvature;

public sealed class LivingPartTests
{
    private const double L2 = 1e-2;

    [Theory, MemberData(nameof(SpectrumTests.Networks), MemberType = typeof(SpectrumTests))]
    public void Part_OfANetworkWithSilentUnits_HasItsCostAndGradient(int inputs, int[] hidden, int classes, Activation activation, int dark)
    {
        (Network network, Examples data, double[] point) = SpectrumTests.Make(inputs, hidden, classes, activation, dark);
        int[] biases = [.. network.Layers.SkipLast(1).SelectMany(layer => new[] { 0, 2 }.Select(unit => network.Layout[layer.Biases].Offset + unit))];
        foreach (DeadUnit unit in DeadUnit.At(network, biases))
            unit.Silence(point);
        var part = new LivingPart(network, DeadUnit.At(network, biases), point);
        Assert.Equal(biases, part.Dead.Select(static unit => unit.Bias));
        Assert.Equal(hidden.Select(static units => units - 2), part.Network.Layers.SkipLast(1).Select(static layer => layer.Units));
        Assert.Equal(point, part.Point(part.Of(point)));

        (double cost, double[] gradient) = new PlainNetwork(network, 0, L2).Evaluate(point, data);
        (double costOfPart, double[] gradientOfPart) = new PlainNetwork(part.Network, 0, L2).Evaluate(part.Of(point), data);
        SpectrumTests.AssertClose(cost, costOfPart, 1e-14, "cost");
        Assert.All(part.Of(gradient).Zip(gradientOfPart), static pair => SpectrumTests.AssertClose(pair.First, pair.Second, 1e-14, "gradient"));
        SpectrumTests.AssertClose(Math.Sqrt(gradient.Sum(static x => x * x)), part.Norm(gradientOfPart), 1e-14, "norm");
        if (hidden.Length > 0 && activation != Activation.Relu)
            Assert.True(part.Norm(gradientOfPart) > Math.Sqrt(gradientOfPart.Sum(static x => x * x)), "the dead units' share");
    }

    [Theory, InlineData(Activation.Tanh), InlineData(Activation.Sigmoid), InlineData(Activation.Relu)]
    public void Silence_OfAUnitWithoutWeightsIn_LeavesTheFunction(Activation activation)
    {
        (Network network, Examples data, double[] point) = SpectrumTests.Make(5, [4, 3], 3, activation, 0);
        int bias = network.Layout["hidden1.b"].Offset + 1;
        point[bias] = 0.7;
        DeadUnit unit = Assert.Single(DeadUnit.At(network, [bias]));
        foreach (int weight in unit.Incoming)
            point[weight] = 0;
        double before = new PlainNetwork(network, 0, 0).Evaluate(point, data).Cost;
        Assert.Contains(unit.Outgoing, weight => Math.Abs(point[weight]) > 0.01);
        unit.Silence(point);
        Assert.All(unit.Weights, weight => Assert.Equal(0, point[weight]));
        SpectrumTests.AssertClose(before, new PlainNetwork(network, 0, 0).Evaluate(point, data).Cost, 1e-14, "cost");
    }

    [Fact]
    public void Part_OfALayerWithoutLivingUnits_KeepsItsFirst()
    {
        (Network network, _, double[] point) = SpectrumTests.Make(6, [5], 3, Activation.Tanh, 0);
        int[] biases = [.. Enumerable.Range(network.Layout["hidden.b"].Offset, 5)];
        var part = new LivingPart(network, DeadUnit.At(network, biases), point);
        Assert.Equal(1, part.Network.Layers[0].Units);
        Assert.Equal(biases[1..], part.Dead.Select(static unit => unit.Bias));
    }
}
