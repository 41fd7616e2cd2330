using Minima.Data;
using Minima.Geometry;
using Minima.Networks;
using Minima.Numerics;
using Minima.Tests.Networks;

namespace Minima.Tests.Geometry;

public sealed class AlignmentSearchTests
{
    public static TheoryData<AlignmentBy, Activation, int> Cases
    {
        get
        {
            var cases = new TheoryData<AlignmentBy, Activation, int>();
            foreach (AlignmentBy by in Enum.GetValues<AlignmentBy>())
            {
                foreach (Activation activation in new[] { Activation.Tanh, Activation.Sigmoid, Activation.Relu })
                {
                    foreach (int layers in new[] { 1, 2 })
                        cases.Add(by, activation, layers);
                }
            }

            return cases;
        }
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Cases))]
    public void Find_PlantedSymmetry_IsRecoveredByAnyMethod(AlignmentBy by, Activation activation, int layers)
    {
        Network network = Network.Perceptron(20, [.. new[] { 17, 12 }.Take(layers)], 4, activation);
        Parameters a = SmallData.Point(network, 1);
        Symmetry planted = Aligner.Random(network, new RandomState(7));
        Parameters b = planted.Apply(a);
        AlignmentResult found = Find(network, a, b, by);
        foreach ((UnitMap map, UnitMap expected) in found.Symmetry.Maps.Zip(planted.Inverse().Maps))
        {
            Assert.Equal(expected.Source, map.Source);
            foreach ((double factor, double wanted) in map.Factor.Zip(expected.Factor))
                Assert.True(Math.Abs(factor - wanted) <= 1e-5 * Math.Abs(wanted), $"{factor} instead of {wanted}");
        }
    }

    [Theory]
    [InlineData(Activation.Tanh)]
    [InlineData(Activation.Sigmoid)]
    [InlineData(Activation.Relu)]
    public void Covariances_OfTwoNetworks_AreThoseOfPlainLoops(Activation activation)
    {
        Network network = Network.Perceptron(12, [70, 9], 3, activation);
        Parameters a = SmallData.Point(network, 1), b = SmallData.Point(network, 11);
        Examples examples = SmallData.Draw(3, 1100, 12, 3, lit: 0.5);
        var covariances = UnitCovariances.Of(network, a, b, examples, 2, null, Token);
        for (int layer = 0; layer < 2; layer++)
        {
            int units = network.Layers[layer].Outputs;
            double[][] ofA = Outputs(network, a, examples, layer), ofB = Outputs(network, b, examples, layer);
            for (int i = 0; i < units; i += 16)
            {
                AssertClose(Covariance(ofA, i, ofA, i), covariances.A[layer][i]);
                AssertClose(Covariance(ofB, i, ofB, i), covariances.B[layer][i]);
                for (int j = 0; j < units; j += 7)
                    AssertClose(Covariance(ofA, i, ofB, j), covariances.Products[layer][(i * units) + j]);
            }
        }
    }

    [Fact]
    public void Activations_AnyAssignment_HasNoSmallerSumOfSquares()
    {
        Network network = Network.Perceptron(6, [4], 3);
        Parameters a = SmallData.Point(network, 1), b = SmallData.Point(network, 11);
        Examples examples = SmallData.Draw(3, 200, 6, 3);
        double[][] ofA = Outputs(network, a, examples, 0);
        double Cost(Symmetry symmetry)
        {
            double[][] moved = Outputs(network, symmetry.Apply(b), examples, 0);
            return Enumerable.Range(0, 4).Sum(i => Covariance(ofA, i, ofA, i) + Covariance(moved, i, moved, i) - (2 * Covariance(ofA, i, moved, i)));
        }

        double found = Cost(Find(network, a, b, AlignmentBy.Activations, examples).Symmetry);
        for (uint seed = 0; seed < 400; seed++)
            Assert.True(found <= Cost(Aligner.Random(network, new RandomState(seed))) + 1e-6);
    }

    [Fact]
    public void Loss_OfTheMiddle_IsNoHigherThanByWeightsAndTheSameForAnyThreads()
    {
        Network network = Network.Perceptron(20, [24], 4);
        Parameters a = SmallData.Point(network, 1), b = SmallData.Point(network, 11);
        Examples examples = SmallData.Draw(3, 300, 20, 4);
        using var functional = new Functional(network, examples);
        double Middle(AlignmentBy by) => functional.Evaluate(MidpointSearch.Midpoint(a, Find(network, a, b, by, examples).Symmetry.Apply(b))).Loss;
        double byWeights = Middle(AlignmentBy.Weights), byLoss = Middle(AlignmentBy.Loss);
        Assert.True(byLoss < byWeights, $"{byLoss}, {byWeights}");
        AlignmentResult one = Find(network, a, b, AlignmentBy.Loss, examples, threads: 1), three = Find(network, a, b, AlignmentBy.Loss, examples, threads: 3);
        Assert.Equal(one.Symmetry.Maps[0].Source, three.Symmetry.Maps[0].Source);
        Assert.Equal(one.Symmetry.Maps[0].Factor, three.Symmetry.Maps[0].Factor);
    }

    [Theory]
    [InlineData(AlignmentBy.Activations)]
    [InlineData(AlignmentBy.Contribution)]
    [InlineData(AlignmentBy.Loss)]
    public void Find_ByAnythingElse_IsNoCloserThanByWeightsAndAboveItsBound(AlignmentBy by)
    {
        Network network = Network.Perceptron(20, [24], 4, Activation.Relu);
        Parameters a = SmallData.Point(network, 1), b = SmallData.Point(network, 11);
        AlignmentResult closest = Aligner.Align(network, a, b), found = Find(network, a, b, by);
        Assert.True(found.SquaredDistance >= closest.SquaredDistance * (1 - 1e-9));
        Assert.Equal(closest.LowerBound, found.LowerBound);
        double distance = Distances.Between(a, found.Symmetry.Apply(b)).Total.L2;
        Assert.True(Math.Abs((distance * distance) - found.SquaredDistance) <= 1e-5 * found.SquaredDistance);
        Assert.All(Find(network, a, b, by, kind: SymmetryKind.Permutation).Symmetry.Maps[0].Factor, static factor => Assert.Equal(1, factor));
    }

    private static AlignmentResult Find(
        Network network, Parameters a, Parameters b, AlignmentBy by, Examples? examples = null, int threads = 0, SymmetryKind kind = SymmetryKind.Full)
    {
        AlignmentResult closest = Aligner.Align(network, a, b, kind);
        examples ??= SmallData.Draw(3, 600, network.Inputs, network.Classes);
        return AlignmentSearch.Find(network, a, b, closest, examples, new AlignmentOptions { By = by, Kind = kind, Threads = threads, Steps = 40 }, null, Token);
    }

    /// <summary>[examples][units], by the textbook in double precision.</summary>
    private static double[][] Outputs(Network network, Parameters parameters, Examples examples, int layer) => [.. PlainUnits.Of(network, parameters, examples)
        .Select(example => example[layer].Select(z => PlainUnits.Activate(network.Layers[layer].Activation, z)).ToArray())];

    private static double Covariance(double[][] first, int i, double[][] second, int j)
    {
        double meanA = first.Average(row => row[i]), meanB = second.Average(row => row[j]);
        return first.Zip(second).Average(pair => (pair.First[i] - meanA) * (pair.Second[j] - meanB));
    }

    private static void AssertClose(double expected, double actual) => Assert.True(Math.Abs(expected - actual) <= 2e-6, $"{expected}, {actual}");
}
