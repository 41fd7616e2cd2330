using Minima.Data;
using Minima.Geometry;
using Minima.Kernels;
using Minima.Networks;
using Minima.Numerics;
using Minima.Tests.Networks;

namespace Minima.Tests.Geometry;

/// <summary>Symmetries, alignments, lines, planes, curves and units of networks with convolutions.</summary>
public sealed class ConvolutionGeometryTests
{
    [Theory]
    [InlineData("pooled", Activation.Tanh, UnitGauge.None)]
    [InlineData("pooled", Activation.Relu, UnitGauge.Scale)]
    [InlineData("bare", Activation.Tanh, UnitGauge.Sign)]
    [InlineData("bare", Activation.Sigmoid, UnitGauge.Flip)]
    [InlineData("wide", Activation.Sigmoid, UnitGauge.Flip)]
    [InlineData("wide", Activation.Tanh, UnitGauge.Sign)]
    [InlineData("two", Activation.Relu, UnitGauge.Scale)]
    [InlineData("border", Activation.Sigmoid, UnitGauge.None)]
    public void Apply_RandomSymmetry_KeepsTheFunction(string name, Activation activation, UnitGauge gauge)
    {
        (Network network, Examples data, double[] point) = StackTests.Make(name, activation, 40);
        Assert.Equal(gauge, UnitGroup.Of(network)[0].Gauge);
        var parameters = new Parameters(network.Layout, [.. point.Select(static x => (float)x)]);
        Symmetry symmetry = Aligner.Random(network, new RandomState(2));
        Parameters moved = symmetry.Apply(parameters);
        using var functional = new Functional(network, data, threads: 1);
        float[] before = functional.LogProbabilities(parameters), after = functional.LogProbabilities(moved);
        Assert.NotEqual(parameters.Values, moved.Values);
        Assert.All(before.Zip(after), static pair => Assert.True(Math.Abs(pair.First - pair.Second) <= 2e-5, $"{pair.First} became {pair.Second}"));
        if (UnitGroup.Of(network).All(static group => group.Gauge is UnitGauge.None or UnitGauge.Sign))
            Assert.Equal(parameters.Values, symmetry.Inverse().Apply(moved).Values);
    }

    [Fact]
    public void Turned_MapBeforePooling_IsNoSymmetry()
    {
        // What the gauge says must be so: the same turn that keeps a bare map's function changes a pooled one's.
        (Network network, Examples data, double[] point) = StackTests.Make("pooled", Activation.Tanh, 40);
        var parameters = new Parameters(network.Layout, [.. point.Select(static x => (float)x)]);
        Parameters turned = parameters.Clone();
        foreach (ref float weight in turned["conv.W"][..9])
            weight = -weight;
        turned["conv.b"][0] = -turned["conv.b"][0];
        foreach (ref float weight in turned["output.W"][..(9 * network.Classes)])
            weight = -weight;
        using var functional = new Functional(network, data, threads: 1);
        Assert.True(functional.LogProbabilities(parameters).Zip(functional.LogProbabilities(turned), static (x, y) => Math.Abs(x - y)).Max() > 1e-2);
        Assert.Throws<UnusableInputException>(() => new Symmetry(network, [new UnitMap([0, 1, 2], [-1, 1, 1])]));
    }

    [Theory]
    [InlineData("two", Activation.Tanh)]
    [InlineData("two", Activation.Relu)]
    [InlineData("wide", Activation.Sigmoid)]
    public void Align_PlantedSymmetries_AreRecovered(string name, Activation activation)
    {
        (Network network, _, double[] point) = StackTests.Make(name, activation, 5);
        var a = new Parameters(network.Layout, [.. point.Select(static x => (float)x)]);
        for (uint seed = 0; seed < 20; seed++)
        {
            Symmetry planted = Aligner.Random(network, new RandomState(seed));
            AlignmentResult found = Aligner.Align(network, a, planted.Apply(a));
            Assert.Equal(planted.Inverse().Maps.Select(static map => map.Source), found.Symmetry.Maps.Select(static map => map.Source));
            Assert.True(found.SquaredDistance <= 1e-10, $"{found.SquaredDistance}");
            Assert.True(found.LowerBound <= found.SquaredDistance + 1e-10, $"{found.LowerBound}");
        }
    }

    [Fact]
    public void Align_PlantedMapsOfLeNet_AreRecovered()
    {
        Network network = Network.LeNet(28, 28, 10);
        Parameters a = SmallData.Point(network, 3);
        Symmetry planted = Aligner.Random(network, new RandomState(9));
        AlignmentResult found = Aligner.Align(network, a, planted.Apply(a), randomStarts: 0);
        Assert.Equal(planted.Inverse().Maps.Select(static map => map.Source), found.Symmetry.Maps.Select(static map => map.Source));
        Assert.Equal(a.Values, found.Symmetry.Apply(planted.Apply(a)).Values);
    }

    [Fact]
    public void Find_ByActivity_RecoversPlantedMaps()
    {
        (Network network, Examples data, double[] point) = StackTests.Make("two", Activation.Tanh, 150);
        var a = new Parameters(network.Layout, [.. point.Select(static x => (float)x)]);
        Symmetry planted = Aligner.Random(network, new RandomState(5));
        Parameters b = planted.Apply(a);
        var covariances = UnitCovariances.Of(network, a, b, data, 2, null, TestContext.Current.CancellationToken);
        foreach (bool byContribution in new[] { false, true })
        {
            Symmetry found = ActivityMatching.Find(network, a, b, covariances, SymmetryKind.Full, byContribution);
            Assert.Equal(planted.Inverse().Maps.Select(static map => map.Source), found.Maps.Select(static map => map.Source));
        }
    }

    [Fact]
    public void Lines_OfConvolutions_AreWhatTheFunctionalSays()
    {
        (Network network, Examples data, double[] point) = StackTests.Make("two", Activation.Tanh, 90);
        Parameters a = new(network.Layout, [.. point.Select(static x => (float)x)]), b = SmallData.Point(network, 77);
        using var lines = new Lines(network, data, data, new LineOptions { Points = 5, L2 = 1e-2, Threads = 2, KeepTestExamples = true });
        LinePath path = lines.Between(a, b, [Symmetry.Identity(network)], TestContext.Current.CancellationToken)[0];
        using var functional = new Functional(network, data, 0, 1e-2, threads: 1);
        foreach (LinePoint at in path.Points)
        {
            var mixed = new Parameters(network.Layout, [.. a.Values.Zip(b.Values, (x, y) => MathF.FusedMultiplyAdd((float)at.T, y, (float)(1 - at.T) * x))]);
            Assert.Equal(functional.Evaluate(mixed), at.Train);
            Assert.True(Math.Abs(functional.Cost(mixed) - at.TrainCost) <= 1e-6, $"{at.TrainCost}");
            Assert.Equal(at.Test.Errors, at.TestExamples!.Wrong.Count(static wrong => wrong));
            Assert.True(Math.Abs(at.TestExamples.Losses.Average() - at.Test.Loss) <= 1e-9);
        }

        Assert.True(path.Top!.Train.Loss >= path.Points.Max(static at => at.Train.Loss));
    }

    [Fact]
    public void PlaneMeasure_OfConvolutions_IsWhatTheFunctionalSays()
    {
        (Network network, Examples data, double[] point) = StackTests.Make("border", Activation.Relu, 90);
        var origin = new Parameters(network.Layout, [.. point.Select(static x => (float)x)]);
        var plane = PlaneDirections.Filter(network, origin, 4);
        double norm = Math.Sqrt(plane.U["conv.W"][..4].ToArray().Sum(static x => (double)x * x)), own = Math.Sqrt(origin["conv.W"][..4].ToArray().Sum(static x => (double)x * x));
        Assert.True(Math.Abs(norm - own) <= 1e-6, "A kernel's direction has the kernel's norm.");
        using var measure = new PlaneMeasure(network, data, data, 0, 1e-2, threads: 2);
        using var functional = new Functional(network, data, 0, 1e-2, threads: 1);
        foreach (PlanePoint at in measure.At(plane, [new(0, 0), new(0, 0.5), new(-0.3, 0.2)], cancellation: TestContext.Current.CancellationToken))
        {
            var there = new Parameters(network.Layout, [.. Enumerable.Range(0, point.Length).Select(i =>
                MathF.FusedMultiplyAdd((float)at.Place.Y, plane.V.Values[i], MathF.FusedMultiplyAdd((float)at.Place.X, plane.U.Values[i], origin.Values[i])))]);
            Assert.Equal(functional.Evaluate(there), at.Train);
            Assert.True(Math.Abs(functional.Cost(there) - at.TrainCost!.Value) <= 1e-6, $"{at.TrainCost}");
        }

        Assert.True(measure.Estimate(plane, 10) > TimeSpan.Zero);
    }

    [Fact]
    public void Train_OneStepOfACurve_GoesDownTheCostsGradient()
    {
        const double L2 = 0.05, Rate = 1e-3;
        (Network network, Examples data, double[] point) = StackTests.Make("two", Activation.Tanh, 40);
        Parameters a = new(network.Layout, [.. point.Select(static x => (float)x)]), b = SmallData.Point(network, 11);
        var options = new CurveOptions { Kind = CurveKind.Bezier, Epochs = 1, BatchSize = 40, LearningRate = Rate, L2 = L2, Seed = 5, Threads = 2 };
        using var trainer = new CurveTrainer(network, data, options);
        Curve curve = trainer.Train(a, b, null, TestContext.Current.CancellationToken);
        using var alone = new CurveTrainer(network, data, options with { Threads = 1 });
        Assert.Equal(alone.Train(a, b, null, TestContext.Current.CancellationToken).Bend.Values, curve.Bend.Values);

        using var functional = new Functional(network, data, 0, 0, threads: 1);
        double[] moved = [.. curve.Bend.Values.Zip(a.Values.Zip(b.Values, static (x, y) => (float)(((double)x + y) / 2)), static (now, was) => (double)now - was)];
        Assert.All(moved, static step => Assert.True(Math.Abs(step) <= 1.01 * Rate, $"{step}"));
        Assert.True(moved.Count(static step => Math.Abs(step) > 0.5 * Rate) > 0.9 * moved.Length);

        // Along its step the mean over the curve falls.
        double before = Mean(new Curve(CurveKind.Bezier, a, new Parameters(a.Layout, [.. a.Values.Zip(b.Values, static (x, y) => (float)(((double)x + y) / 2))]), b));
        Assert.True(Mean(curve) < before, $"{Mean(curve)} against {before}");

        double Mean(Curve way) => Enumerable.Range(1, 9).Average(i => Cost(way, i / 10.0));

        double Cost(Curve way, double t)
        {
            (double ofA, double ofBend, double ofB) = Curve.Factors(way.Kind, t);
            var at = new Parameters(a.Layout, [.. Enumerable.Range(0, point.Length).Select(i =>
                (float)((ofA * way.A.Values[i]) + (ofBend * way.Bend.Values[i]) + (ofB * way.B.Values[i])))]);
            return functional.Cost(at) + (L2 * Squares(at));
        }

        double Squares(Parameters at) => network.Layers.Sum(layer => at[layer.Weights].ToArray().Sum(static x => (double)x * x));
    }

    [Fact]
    public void UnitReader_OfMaps_GivesPooledSumsAndOutputsByPlace()
    {
        (Network network, Examples data, double[] point) = StackTests.Make("two", Activation.Tanh, 45);
        var parameters = new Parameters(network.Layout, [.. point.Select(static x => (float)x)]);
        using var team = new WorkerTeam(2);
        using IUnitSource source = Engines.Units(network, data, team, KernelChoice.Current);
        using IUnitReader reader = source.Reader();
        reader.Load(parameters);
        Assert.Equal((1, 45), (reader.Chunks, reader.Read(0, 3)));
        Convolution c = network.Layers[0].Convolution!;
        var row = new float[data.Width];
        data.CopyRow(20, row);
        ParameterSlot weights = network.Layout["conv1.W"], biases = network.Layout["conv1.b"];
        double[] sums = PlainConvolution.Forward(
            c, point.AsSpan(weights.Offset, weights.Count), point.AsSpan(biases.Offset, biases.Count), [.. row.Select(static x => (double)x)]).Sums;
        for (int map = 0; map < c.Maps; map++)
        {
            for (int place = 0; place < c.Places; place++)
            {
                int at = (((20 * c.Places) + place) * c.Maps) + map;
                double expected = sums[(map * c.Places) + place];
                Assert.True(Math.Abs(expected - reader.Sums(0, 45)[at]) <= 1e-5, $"{expected}");
                Assert.True(Math.Abs(Math.Tanh(expected) - reader.Outputs(0, 45)[at]) <= 1e-5, $"{expected}");
            }
        }
    }

    [Fact]
    public void Repair_OfTheMiddle_GivesEveryMapTheMeanAndSpreadOfTheEnds()
    {
        (Network network, Examples data, double[] point) = StackTests.Make("two", Activation.Tanh, 60);
        Parameters a = new(network.Layout, [.. point.Select(static x => (float)x)]), b = SmallData.Point(network, 21);
        using var team = new WorkerTeam(1);
        using IUnitSource source = Engines.Units(network, data, team, KernelChoice.Current);
        using IUnitReader reader = source.Reader();
        UnitMoments[] Read(Parameters at) => UnitMoments.Of(reader, network, at, 3, TestContext.Current.CancellationToken);
        UnitMoments[] ofA = Read(a), ofB = Read(b);
        Parameters middle = MidpointSearch.Midpoint(a, b);
        Parameters mended = Repair.Of(network, middle, ofA, ofB, Read(middle)[0], (at, layer) => Read(at)[layer]);
        UnitMoments[] now = Read(mended);
        for (int layer = 0; layer < 3; layer++)
        {
            for (int j = 0; j < network.Layers[layer].Units; j++)
            {
                double mean = (ofA[layer].Means[j] + ofB[layer].Means[j]) / 2;
                double spread = (Math.Sqrt(ofA[layer].Variances[j]) + Math.Sqrt(ofB[layer].Variances[j])) / 2;
                Assert.True(Math.Abs(mean - now[layer].Means[j]) <= 1e-4, $"mean {layer} {j}");
                Assert.True(Math.Abs(spread - Math.Sqrt(now[layer].Variances[j])) <= 1e-4, $"spread {layer} {j}");
            }
        }
    }
}
