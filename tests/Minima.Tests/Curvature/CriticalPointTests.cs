using Minima.Curvature;
using Minima.Data;
using Minima.Formats;
using Minima.Geometry;
using Minima.Networks;
using Minima.Numerics;
using Minima.Studies;
using Minima.Tests.Networks;

namespace Minima.Tests.Curvature;

public sealed class CriticalPointTests
{
    private const double L2 = 1e-2;

    [Theory, MemberData(nameof(SpectrumTests.Smooth), MemberType = typeof(SpectrumTests))]
    public void Polish_OfASmallNetwork_EndsWhereThePlainGradientIsZero(int inputs, int[] hidden, int classes, Activation activation, int dark)
    {
        (Network network, Examples data, double[] start) = SpectrumTests.Make(inputs, hidden, classes, activation, dark);
        var found = CriticalPoint.From(network, data, L2, start, new PolishOptions { Threads = 1 }, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(PolishOutcome.Reached, found.Outcome);
        double[] point = [.. found.Point];
        (double cost, double[] gradient) = new PlainNetwork(network, 0, L2).Evaluate(point, data);
        Assert.True(Norm(gradient) <= 1.1e-9, $"{Norm(gradient)}");
        SpectrumTests.AssertClose(cost, found.Cost, 1e-14, "cost");
        Assert.True(found.Cost <= found.CostBefore);

        // The smallest eigenvalue outside what is known, against the dense Hessian.
        List<double> rest = [.. DenseHessian.Eigenvalues(DenseHessian.Of(network, data, L2, point))];
        for (int flat = 0; flat < 1 + found.DeadUnits; flat++)
            rest.Remove(rest.MinBy(Math.Abs));
        SpectrumTests.AssertClose(rest[0], Math.Min(found.Smallest!.Value, 2 * L2), Math.Max(1e-7, 1e-3 * Math.Abs(rest[0])), "smallest");
        SpectrumTests.AssertClose(rest[^1], found.Largest!.Value, 1e-7, "largest");

        // What is known of every critical point.
        ParameterSlot first = network.Layout[network.Layers[0].Weights], output = network.Layout[network.Layers[^1].Weights];
        Assert.All(point.AsSpan(first.Offset, dark * network.Layers[0].Outputs).ToArray(), static weight => Assert.Equal(0, weight));
        for (int row = 0; row < network.Layers[^1].Inputs; row++)
            SpectrumTests.AssertClose(0, point.AsSpan(output.Offset + (row * classes), classes).ToArray().Sum(), 1e-12, "row");
        SpectrumTests.AssertClose(Distance(start, point), found.Moved, 1e-12, "moved");
    }

    [Theory, InlineData(1.5e-2, 1), InlineData(2e-2, 0), InlineData(7e-2, 8)]
    public void Polish_WithDeadUnits_KnowsThatTheirBiasesAreFree(double l2, int dead)
    {
        (Network network, Examples data, double[] start) = SpectrumTests.Make(6, [8], 3, Activation.Tanh, 0);
        var found = CriticalPoint.From(network, data, l2, start, new PolishOptions { Threads = 1 }, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal((PolishOutcome.Reached, dead), (found.Outcome, found.DeadUnits));
        double[] point = [.. found.Point];
        Assert.True(Norm(new PlainNetwork(network, 0, l2).Evaluate(point, data).Gradient) <= 1.1e-9);

        // Their weights are zero to the bit, no other unit's are, and so many eigenvalues more are zero; the next is the one that was found.
        Assert.Equal(dead, Enumerable.Range(0, 8).Count(unit => Weights(unit).All(static weight => weight == 0)));
        double[] values = [.. DenseHessian.Eigenvalues(DenseHessian.Of(network, data, l2, point)).OrderBy(Math.Abs)];
        Assert.All(values[..(1 + dead)], static value => SpectrumTests.AssertClose(0, value, 1e-10, "flat"));
        Assert.True(found.IsMinimum);
        SpectrumTests.AssertClose(values[1 + dead], found.Smallest!.Value, 1e-3 * values[1 + dead], "smallest");

        IEnumerable<double> Weights(int unit) =>
            [.. Enumerable.Range(0, 6).Select(row => point[(row * 8) + unit]), .. point.AsSpan(network.Layout["output.W"].Offset + (3 * unit), 3).ToArray()];
    }

    [Fact]
    public void Polish_FromASaddle_SaysThatOnlyTheGradientIsFlat()
    {
        // All zero but the output biases: hidden units that do nothing. With a weak penalty the cost bends downwards from there.
        (Network network, Examples data, double[] start) = SpectrumTests.Make(6, [5], 3, Activation.Tanh, 0);
        Array.Clear(start);
        var set = new DataSet("small", "small", 3, data, data, data);
        var study = PolishStudy.Of("saddle", network, new Parameters(network.Layout), set, 1e-5, new PolishOptions { Threads = 1 }, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(PolishOutcome.Reached, study.Critical.Outcome);
        Assert.True(study.Critical.Smallest!.Value < 0);
        Assert.Contains("a saddle", study.Sentence);
        Assert.Contains("Only the gradient is flat", study.Warning);
        Assert.False(study.Critical.IsMinimum);
    }

    [Fact]
    public void Polish_AcrossNegativeCurvature_GoesDownToAMinimum()
    {
        (Network network, Examples data, double[] start) = SpectrumTests.Make(6, [5], 3, Activation.Tanh, 0);
        for (int i = 0; i < start.Length; i++)
            start[i] *= 1e-3;
        using var functional = new PreciseFunctional(network, data, 0, 1e-3, 1);
        functional.MoveTo(start);
        var spectrum = Spectrum.Of(functional, data, functional.Gradient(), new SpectrumOptions { Precision = ProductPrecision.Double }, cancellation: TestContext.Current.CancellationToken);
        Assert.True(spectrum.Smallest[0].Value < -1e-3, $"{spectrum.Smallest[0].Value}");
        var found = CriticalPoint.From(network, data, 1e-3, start, new PolishOptions { Threads = 1 }, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(PolishOutcome.Reached, found.Outcome);
        Assert.True(found.IsMinimum, $"{found.Smallest}");
    }

    [Fact]
    public void Polish_WithTooFewProducts_SaysSo()
    {
        (Network network, Examples data, double[] start) = SpectrumTests.Make(6, [5], 3, Activation.Tanh, 0);
        var found = CriticalPoint.From(network, data, L2, start, new PolishOptions { Threads = 1, MaxProducts = 3, EigenSteps = 0 }, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(PolishOutcome.OutOfProducts, found.Outcome);
        Assert.Null(found.Smallest);
        Assert.InRange(found.Gradients + found.Products, 3, 4);
    }

    [Fact]
    public void Polish_AnyThreads_GivesTheSameBytes()
    {
        (Network network, Examples data, double[] start) = SpectrumTests.Make(6, [5], 3, Activation.Tanh, 2);
        CriticalPoint one = CriticalPoint.From(network, data, L2, start, new PolishOptions { Threads = 1 }, cancellation: TestContext.Current.CancellationToken);
        CriticalPoint three = CriticalPoint.From(network, data, L2, start, new PolishOptions { Threads = 3 }, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(one.Point, three.Point);
        Assert.Equal(one.Smallest, three.Smallest);
    }

    [Theory, InlineData(5, 1e-3, false), InlineData(20, 3e-3, true), InlineData(40, 3e-3, true), InlineData(40, 1e-2, true)]
    public void Polish_StoppedAnywhere_GoesOnToTheSamePointAndEigenvalues(int hidden, double l2, bool leave)
    {
        (Network network, Examples data, double[] start) = SpectrumTests.Make(12, [hidden], 3, Activation.Tanh, 2);
        var options = new PolishOptions { Threads = 1 };
        var states = new List<PolishState>();
        var whole = CriticalPoint.From(network, data, l2, start, options, keep: states.Add, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(leave, states.Exists(static state => state.Dead.Count > 0 && state.Way is null && state.Ends is null));
        Assert.Contains(states, static state => state.Memory.Count > 2 && state.Way is null);
        Assert.Contains(states, static state => state.Way?.Segments.Count > 2);
        Assert.Contains(states, static state => state.Ends is not null);
        foreach (PolishState state in states.Where(static (state, i) => i % 7 == 0 || state.Ends is not null))
        {
            PolishState read = PolishArrays.Read("a", [.. PolishArrays.Of(state)], network);
            var rest = CriticalPoint.From(network, data, l2, start, options, read, cancellation: TestContext.Current.CancellationToken);
            Assert.Equal(whole.Point, rest.Point);
            Assert.Equal((whole.Gradients, whole.Steps, whole.Products, whole.Moved), (rest.Gradients, rest.Steps, rest.Products, rest.Moved));
            Assert.Equal((whole.Smallest, whole.Largest), (rest.Smallest, rest.Largest));
        }
    }

    [Fact]
    public void PolishArrays_WithAnyArrayMissingCutShortOrSpoilt_AreRefusedBySentence()
    {
        (Network network, Examples data, double[] start) = SpectrumTests.Make(12, [40], 3, Activation.Tanh, 2);
        var states = new List<PolishState>();
        CriticalPoint.From(network, data, 3e-3, start, new PolishOptions { Threads = 1 }, keep: states.Add, cancellation: TestContext.Current.CancellationToken);
        PolishState whole = states.Last(static state => state.Way?.Segments.Count > 2 && state.Dead.Count > 0 && state.Last is not null) with
        {
            Ends = states.Last(static state => state.Ends is not null).Ends,
            Settled = PolishOutcome.Reached,
            Memory = states.Last(state => state.Dead.Count > 0 && state.Memory.Count > 0 && state.Memory[0].Step.Length == states.Last(static s => s.Way?.Segments.Count > 2).Point.Count).Memory,
        };
        Tensor[] arrays = [.. PolishArrays.Of(whole)];
        PolishState read = PolishArrays.Read("a.partial", arrays, network);
        Assert.Equal(whole.Point, read.Point);
        Assert.Equal(whole.Ends!.Space.Basis, read.Ends!.Space.Basis);
        string[] groups = ["settled", "last", "way", "ends_state"];
        foreach (Tensor array in arrays)
        {
            double[] numbers = array.ToDoubles();
            if (!groups.Contains(array.Name))
                Refuses([]);
            Refuses([Tensor.FromDoubles(array.Name, [numbers.Length - 1], numbers.AsSpan(1))]);
            Refuses([Tensor.FromDoubles(array.Name, [numbers.Length], [.. numbers[..^1], double.NaN])]);
            Refuses([Tensor.FromFloats(array.Name, [1], [1])]);

            void Refuses(Tensor[] instead)
            {
                var refused = Assert.Throws<UnusableInputException>(() => PolishArrays.Read("a.partial", [.. arrays.Where(other => other != array), .. instead], network));
                Assert.Contains("a.partial", refused.Message);
            }
        }
    }

    [Fact]
    public void Polish_KeptInAFile_GoesOnFromItAndRefusesAnothers()
    {
        (Network network, Examples data, double[] start) = SpectrumTests.Make(6, [5], 3, Activation.Tanh, 2);
        var set = new DataSet("small", "small", 3, data, data, data);
        var from = new Parameters(network.Layout, [.. start.Select(static x => (float)x)]);
        using var folder = new TemporaryFolder();
        string file = Path.Combine(folder.Path, "a.partial");
        var options = new PolishOptions { Threads = 1, EigenSteps = 0 };
        var whole = PolishStudy.Of("a", network, from, set, 1e-3, options, cancellation: TestContext.Current.CancellationToken);
        var part = PolishStudy.Of("a", network, from, set, 1e-3, options with { MaxProducts = 20 }, file, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(PolishOutcome.OutOfProducts, part.Critical.Outcome);
        Assert.True(File.Exists(file));
        var rest = PolishStudy.Of("a", network, from, set, 1e-3, options, file, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(PolishOutcome.Reached, rest.Critical.Outcome);
        Assert.True(rest.Critical.Gradients + rest.Critical.Products >= 20);
        SpectrumTests.AssertClose(whole.Critical.Cost, rest.Critical.Cost, 1e-9, "cost");
        var refused = Assert.Throws<UnusableInputException>(() => PolishStudy.Of("a", network, from, set, 2e-3, options, file, cancellation: TestContext.Current.CancellationToken));
        Assert.Contains("another polishing", refused.Message);
        File.WriteAllText(file, "no zip file");
        Assert.Throws<UnusableInputException>(() => PolishStudy.Of("a", network, from, set, 1e-3, options, file, cancellation: TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Meeting_OfANetworkAndItsCopy_IsOnePoint()
    {
        (Network network, Examples data, double[] start) = SpectrumTests.Make(6, [5], 3, Activation.Tanh, 2);
        var set = new DataSet("small", "small", 3, data, data, data);
        var a = new Parameters(network.Layout, [.. start.Select(static x => (float)x)]);
        Parameters copy = Aligner.Random(network, new RandomState(3)).Apply(a);
        var same = PolishedMeeting.Of(network, a, copy, set, L2, new PolishOptions { Threads = 1 }, withMiddle: false, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(MeetingVerdict.Same, same.Verdict);
        Assert.Contains("one critical point up to symmetry", same.Sentence);

        Parameters other = SmallData.Point(network, 77);
        for (int i = 0; i < other.Values.Length; i++)
            other.Values[i] *= 6;
        var different = PolishedMeeting.Of(network, a, other, set, 1e-4, new PolishOptions { Threads = 1 }, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(MeetingVerdict.Different, different.Verdict);
        Assert.Equal(3, different.Meetings.Count);
        Assert.Contains("A and B are different critical points", different.Sentence);
    }

    [Fact]
    public void Meeting_WhereADeadUnitsBiasDiffers_IsOnePoint()
    {
        const double Penalty = 1.5e-2;
        (Network network, Examples data, double[] start) = SpectrumTests.Make(6, [8], 3, Activation.Tanh, 0);
        var set = new DataSet("small", "small", 3, data, data, data);
        var options = new PolishOptions { Threads = 1, EigenSteps = 0 };
        var polished = PolishStudy.Of("a", network, new Parameters(network.Layout, [.. start.Select(static x => (float)x)]), set, Penalty, options, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(1, polished.Critical.DeadUnits);
        Parameters moved = polished.Parameters.Clone();
        int dead = Enumerable.Range(0, 8).Single(unit => moved["output.W"].Slice(3 * unit, 3).IndexOfAnyExcept(0f) < 0);
        moved["hidden.b"][dead] += 0.5f;
        var meeting = PolishedMeeting.Of(network, polished.Parameters, moved, set, Penalty, options, withMiddle: false, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(MeetingVerdict.Same, meeting.Verdict);
        Assert.Equal(0.5, Math.Abs(meeting.A.Parameters["hidden.b"][dead] - meeting.B.Parameters["hidden.b"][dead]), 1e-6);
    }

    private static double Norm(double[] vector) => Math.Sqrt(vector.Sum(static x => x * x));

    private static double Distance(double[] a, double[] b) => Norm([.. a.Zip(b, static (x, y) => x - y)]);
}
