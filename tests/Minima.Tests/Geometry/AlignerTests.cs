using Minima.Data;
using Minima.Geometry;
using Minima.Networks;
using Minima.Numerics;

namespace Minima.Tests.Geometry;

public sealed class AlignerTests
{
    [Theory]
    [InlineData(Activation.Tanh)]
    [InlineData(Activation.Sigmoid)]
    [InlineData(Activation.Relu)]
    public void Apply_RandomSymmetry_KeepsTheFunction(Activation activation)
    {
        Network network = Network.Perceptron(6, [9, 7], 3, activation);
        Parameters parameters = Draw(network, 1);
        var symmetry = Aligner.Random(network, new RandomState(2));
        Examples examples = Inputs(6, 40);
        using var functional = new Functional(network, examples);
        float[] before = functional.LogProbabilities(parameters), after = functional.LogProbabilities(symmetry.Apply(parameters));
        Assert.NotEqual(parameters.Values, symmetry.Apply(parameters).Values);
        for (int i = 0; i < before.Length; i++)
            Assert.True(Math.Abs(before[i] - after[i]) <= 2e-5, $"{before[i]} became {after[i]}");
    }

    [Fact]
    public void Apply_InverseAfterSymmetry_GivesTheSameBits()
    {
        Network network = Network.Perceptron(6, [9, 7, 8], 3, Activation.Tanh);
        Parameters parameters = Draw(network, 1);
        var symmetry = Aligner.Random(network, new RandomState(2));
        Assert.Equal(parameters.Values, symmetry.Inverse().Apply(symmetry.Apply(parameters)).Values);
        var other = Aligner.Random(network, new RandomState(3));
        Assert.Equal(other.Apply(symmetry.Apply(parameters)).Values, other.After(symmetry).Apply(parameters).Values);
    }

    [Theory]
    [InlineData(Activation.Tanh, 1)]
    [InlineData(Activation.Tanh, 2)]
    [InlineData(Activation.Tanh, 3)]
    [InlineData(Activation.Sigmoid, 1)]
    [InlineData(Activation.Sigmoid, 2)]
    [InlineData(Activation.Relu, 1)]
    [InlineData(Activation.Relu, 2)]
    public void Align_PlantedSymmetry_IsRecovered(Activation activation, int layers)
    {
        Network network = Network.Perceptron(10, [.. Enumerable.Repeat(24, layers)], 4, activation);
        Parameters a = Draw(network, 5);
        for (uint seed = 0; seed < 5; seed++)
        {
            Symmetry planted = Aligner.Random(network, new RandomState(seed));
            Parameters b = planted.Apply(a);
            AlignmentResult found = Aligner.Align(network, a, b);
            foreach ((UnitMap map, UnitMap expected) in found.Symmetry.Maps.Zip(planted.Inverse().Maps))
            {
                Assert.Equal(expected.Source, map.Source);
                foreach ((double factor, double wanted) in map.Factor.Zip(expected.Factor))
                    Assert.True(Math.Abs(factor - wanted) <= 1e-5 * Math.Abs(wanted), $"{factor} instead of {wanted}");
            }

            Assert.True(Distances.Between(a, found.Symmetry.Apply(b)).Total.L2 <= 1e-5);
        }
    }

    [Theory]
    [InlineData(Activation.Tanh)]
    [InlineData(Activation.Sigmoid)]
    [InlineData(Activation.Relu)]
    public void Align_OneHiddenLayer_FindsTheLeastOfAllSymmetries(Activation activation)
    {
        Network network = Network.Perceptron(3, [4], 2, activation);
        for (uint seed = 0; seed < 4; seed++)
        {
            Parameters a = Draw(network, seed), b = Draw(network, seed + 100);
            AlignmentResult found = Aligner.Align(network, a, b);
            double least = AllSquaredDistances(network, a, b).Min();

            // A grid of scales comes near the least only from above.
            double grid = activation == Activation.Relu ? 1e-5 : 1e-9;
            Assert.True(found.SquaredDistance <= least * (1 + 1e-9), $"{found.SquaredDistance} instead of {least}");
            Assert.True(least - found.SquaredDistance <= grid * least, $"{found.SquaredDistance} instead of {least}");
            Assert.True(Math.Abs(found.SquaredDistance - found.LowerBound) <= 1e-9 * least);
        }
    }

    [Fact]
    public void Align_SeveralLayers_StaysBetweenBoundAndEveryStart()
    {
        Network network = Network.Perceptron(8, [12, 10, 9], 3, Activation.Tanh);
        AlignmentResult found = Aligner.Align(network, Draw(network, 1), Draw(network, 2));
        Assert.Equal(6, found.Starts.Count);
        Assert.Equal(found.Starts.Min(), found.SquaredDistance);
        Assert.True(found.LowerBound <= found.SquaredDistance);
        double raw = Distances.Between(Draw(network, 1), Draw(network, 2)).Total.L2;
        Assert.True(found.SquaredDistance <= raw * raw);
    }

    [Fact]
    public void Align_StartAtTheBound_IsTheLast()
    {
        Network network = Network.Perceptron(8, [12, 10, 9], 3, Activation.Tanh);
        Parameters a = Draw(network, 1);
        AlignmentResult found = Aligner.Align(network, a, Aligner.Random(network, new RandomState(4)).Apply(a));
        Assert.True(found.SquaredDistance <= 1e-9);
        Assert.Single(found.Starts);
    }

    [Fact]
    public void Align_PermutationOnly_UsesNoSigns()
    {
        Network network = Network.Perceptron(5, [8], 3, Activation.Tanh);
        Parameters a = Draw(network, 1), b = Draw(network, 2);
        AlignmentResult permuted = Aligner.Align(network, a, b, SymmetryKind.Permutation), full = Aligner.Align(network, a, b);
        Assert.All(permuted.Symmetry.Maps[0].Factor, static factor => Assert.Equal(1, factor));
        Assert.True(full.SquaredDistance <= permuted.SquaredDistance);
    }

    // Every permutation and sign, and for ReLU every permutation with the best of many scales, by plain loops.
    private static IEnumerable<double> AllSquaredDistances(Network network, Parameters a, Parameters b)
    {
        int units = network.Layers[0].Outputs;
        foreach (int[] order in Orders(units))
        {
            if (network.Layers[0].Activation == Activation.Relu)
            {
                double sum = 0;
                for (int i = 0; i < units; i++)
                {
                    int j = order[i], unit = i;
                    double near = Enumerable.Range(1, 800).Select(static k => k * 0.01).MinBy(s => OfUnit(network, a, b, unit, j, s));
                    sum += Enumerable.Range(-500, 1001).Min(k => OfUnit(network, a, b, unit, j, near + (k * 2e-5 * 0.99)));
                }

                yield return sum + Outputs(network, a, b, halfSums: false);
                continue;
            }

            for (int signs = 0; signs < 1 << units; signs++)
            {
                double sum = 0;
                for (int i = 0; i < units; i++)
                    sum += OfUnit(network, a, b, i, order[i], (signs >> i & 1) == 1 ? -1 : 1);
                yield return sum + Outputs(network, a, b, network.Layers[0].Activation == Activation.Sigmoid);
            }
        }
    }

    private static double OfUnit(Network network, Parameters a, Parameters b, int i, int j, double scale)
    {
        Layer hidden = network.Layers[0], output = network.Layers[1];
        double sum = Square(a[hidden.Biases][i] - (scale * b[hidden.Biases][j]));
        for (int r = 0; r < hidden.Inputs; r++)
            sum += Square(a[hidden.Weights][(r * hidden.Outputs) + i] - (scale * b[hidden.Weights][(r * hidden.Outputs) + j]));
        for (int k = 0; k < output.Outputs; k++)
            sum += Square(a[output.Weights][(i * output.Outputs) + k] - (b[output.Weights][(j * output.Outputs) + k] / scale));
        return sum;
    }

    private static double Outputs(Network network, Parameters a, Parameters b, bool halfSums)
    {
        Layer output = network.Layers[1];
        double sum = 0;
        for (int k = 0; k < output.Outputs; k++)
        {
            double difference = (double)a[output.Biases][k] - b[output.Biases][k];
            for (int j = 0; j < output.Inputs && halfSums; j++)
                difference += ((double)a[output.Weights][(j * output.Outputs) + k] - b[output.Weights][(j * output.Outputs) + k]) / 2;
            sum += Square(difference);
        }

        return sum;
    }

    private static double Square(double value) => value * value;

    private static IEnumerable<int[]> Orders(int count) => count == 1 ? [[0]] :
        Orders(count - 1).SelectMany(order => Enumerable.Range(0, count).Select(at => (int[])[.. order[..at], count - 1, .. order[at..]]));

    private static Parameters Draw(Network network, uint seed)
    {
        var parameters = new Parameters(network.Layout);
        new RandomState(seed).Uniform(-1, 1, parameters.Values);
        return parameters;
    }

    private static Examples Inputs(int width, int count)
    {
        var values = new float[width * count];
        new RandomState(77).Uniform(-1, 1, values);
        return Examples.FromValues(values, new byte[count], width);
    }
}
