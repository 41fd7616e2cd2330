using Minima.Data;
using Minima.Formats;
using Minima.Geometry;
using Minima.Networks;
using Minima.Numerics;
using Minima.Studies;
using Minima.Trajectories;

namespace Minima.Tests.Studies;

public sealed class AlignmentStudyTests
{
    private static readonly AlignmentOptions Quick = new() { NullDraws = 5, RandomStarts = 1, Threads = 2 };

    private static DataSet Digits { get; } = DataLocator.FromEnvironment().Load("digits");

    [Theory]
    [InlineData(Activation.Tanh)]
    [InlineData(Activation.Sigmoid)]
    [InlineData(Activation.Relu)]
    public void Of_PlantedCopyWithShift_FindsItAndRecognisesEveryUnit(Activation activation)
    {
        Snapshot a = Draw([20], 1, activation);
        Parameters copy = Aligner.Random(a.Network, new RandomState(5)).Apply(a.Parameters);
        foreach (ref float bias in copy["output.b"])
            bias += 0.25f;
        var study = Study(a, new Snapshot(a.Network, copy), Quick);
        Assert.Equal(20, study.Recognised);
        Assert.True(study.Raw.Total.L2 >= 1);
        Assert.True(Math.Abs(study.ToAligned.Total.L2 - (0.25 * Math.Sqrt(10))) <= 1e-4, $"{study.ToAligned.Total.L2}");
        Assert.True(study.ShiftRemoved.Total.L2 <= 1e-4, $"{study.ShiftRemoved.Total.L2}");
        Assert.True(study.Null.Mean + (10 * study.Null.Deviation) <= study.Overlap);
        Assert.Equal(0, study.Proof.Disagreements);
        Assert.Equal(0, study.Proof.Differ);
        Assert.True(study.Proof.MaxLogProbabilityDifference <= 1e-4);
        Assert.True(study.Control.Aligned <= 1e-4);
    }

    [Fact]
    public void Of_StrangersOfRandomUnits_RecognisesNoMoreThanTheNullDoes()
    {
        var study = Study(Draw([30], 1), Draw([30], 2), Quick with { NullDraws = 20 });
        Assert.True(study.Recognised <= 1, $"{study.Recognised}");
        Assert.True(Math.Abs(study.Overlap - study.Null.Mean) <= 6 * study.Null.Deviation, $"{study.Overlap}, null {study.Null.Mean} +- {study.Null.Deviation}");
        Assert.True(study.Proof.Differ >= 1);
    }

    [Fact]
    public void Of_TwoNetworks_FiguresAreThoseOfPlainLoops()
    {
        Snapshot a = Draw([12, 9], 1), b = Draw([12, 9], 2);
        var study = Study(a, b, Quick);
        Parameters moved = study.Result.Symmetry.Apply(b.Parameters);
        (double product, double norms, double difference) = (0, 0, 0);
        for (int i = 0; i < moved.Values.Length; i++)
        {
            (double x, double y) = (a.Parameters.Values[i], moved.Values[i]);
            (product, norms, difference) = (product + (x * y), norms + (x * x) + (y * y), difference + ((x - y) * (x - y)));
        }

        Assert.Equal(moved.Values, study.Aligned.Values);
        Assert.True(Math.Abs(study.Overlap - (2 * product / norms)) <= 1e-9);
        Assert.True(Math.Abs(study.ToAligned.Total.L2 - Math.Sqrt(difference)) <= 1e-9 * difference);
        Assert.True(study.ToAligned.Total.L2 <= study.Permuted.Total.L2);

        // Without the mean over the classes of each row: the same by the other formula, total squared less the squared part.
        var shift = SoftmaxShift.Between(a.Network, a.Parameters, moved);
        double rest = difference - (shift.Weights * shift.Weights) - (shift.Biases * shift.Biases);
        Assert.True(Math.Abs((study.ShiftRemoved.Total.L2 * study.ShiftRemoved.Total.L2) - rest) <= 1e-5 * difference);

        // Unit 3 of the second layer, number by number.
        (double xy, double xx, double yy) = (0, 0, 0);
        void Add(double x, double y) => (xy, xx, yy) = (xy + (x * y), xx + (x * x), yy + (y * y));
        for (int r = 0; r < 12; r++)
            Add(a.Parameters["hidden2.W"][(r * 9) + 3], moved["hidden2.W"][(r * 9) + 3]);
        Add(a.Parameters["hidden2.b"][3], moved["hidden2.b"][3]);
        for (int k = 0; k < 10; k++)
            Add(a.Parameters["output.W"][(3 * 10) + k], moved["output.W"][(3 * 10) + k]);
        Assert.True(Math.Abs(study.Units[1].Cosines[3] - (xy / Math.Sqrt(xx * yy))) <= 1e-9);
    }

    [Fact]
    public void Of_AnyNumberOfThreads_DrawsTheSameNull()
    {
        Snapshot a = Draw([10], 1), b = Draw([10], 2);
        AlignmentStudy one = Study(a, b, Quick with { Threads = 1 }), three = Study(a, b, Quick with { Threads = 3 });
        Assert.Equal(one.Null.Overlaps, three.Null.Overlaps);
        Assert.Equal(one.Null.LargestCosines, three.Null.LargestCosines);
        Assert.NotEqual(one.Null.Overlaps, Study(a, b, Quick with { Seed = 1 }).Null.Overlaps);
    }

    [Fact]
    public void Of_OtherShapes_IsRefusedInASentence()
    {
        var error = Assert.Throws<UnusableInputException>(() => Study(Draw([10], 1), Draw([11], 2), Quick));
        Assert.Contains("'a' is 784-10-10", error.Message);
        Assert.Contains("'b' is 784-11-10", error.Message);
        error = Assert.Throws<UnusableInputException>(() => Study(Draw([10], 1), Draw([10], 2, Activation.Relu), Quick));
        Assert.Contains("tanh in 'a', but relu in 'b'", error.Message);
    }

    [Theory]
    [InlineData(Activation.Tanh, 1)]
    [InlineData(Activation.Tanh, 3)]
    [InlineData(Activation.Sigmoid, 2)]
    [InlineData(Activation.Relu, 2)]
    public void SelfTest_RandomNetwork_RecoversAll(Activation activation, int layers)
    {
        Snapshot a = Draw([.. Enumerable.Repeat(15, layers)], 3, activation);
        var test = AlignmentSelfTest.Of(a.Network, a.Parameters, 4, Quick, Digits.Train, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal((4, 4), (test.Planted, test.Recovered));
    }

    [Fact]
    public void SelfTest_TwinUnits_ArePossiblyExchangedAndThenNotCounted()
    {
        Snapshot a = Draw([6], 3);
        Array.Clear(a.Parameters.Values);
        var test = AlignmentSelfTest.Of(a.Network, a.Parameters, 6, Quick, Digits.Train, cancellation: TestContext.Current.CancellationToken);
        Assert.True(test.Recovered < 6, "nothing tells units of zeros apart");
    }

    [Fact]
    public void Export_ThenReadBack_MakesTheAlignedCopy()
    {
        using var folder = new TemporaryFolder();
        Snapshot a = Draw([10], 1), b = Draw([10], 2);
        var study = Study(a, b, Quick);
        string path = Path.Combine(folder.Path, "a.npz");
        study.Export(path);
        var npz = Npz.Read(path);
        Assert.Equal(["hidden.permutation", "hidden.signs", "output.W.shift", "output.b.shift"], npz.Tensors.Select(static tensor => tensor.Name));
        Assert.Equal("minima-alignment-1", npz.Metadata["format"]);
        long[] permutation = [.. Enumerable.Range(0, 10).Select(i => BitConverter.ToInt64(npz.Tensors[0].Bytes.Span[(8 * i)..]))];
        sbyte[] signs = [.. npz.Tensors[1].Bytes.ToArray().Select(static sign => (sbyte)sign)];
        for (int j = 0; j < 10; j++)
            Assert.Equal(b.Parameters["hidden.b"][(int)permutation[j]] * signs[j], study.Aligned["hidden.b"][j]);
        double shift = BitConverter.ToDouble(npz.Tensors[3].Bytes.Span);
        double mean = 0;
        for (int k = 0; k < 10; k++)
            mean += ((double)a.Parameters["output.b"][k] - b.Parameters["output.b"][k]) / 10;
        Assert.True(Math.Abs(shift - mean) <= 1e-12);
    }

    private static AlignmentStudy Study(Snapshot a, Snapshot b, AlignmentOptions options) =>
        AlignmentStudy.Of("a", a, "b", b, Digits, options, cancellation: TestContext.Current.CancellationToken);

    private static Snapshot Draw(int[] hidden, uint seed, Activation activation = Activation.Tanh)
    {
        Network network = Network.Perceptron(784, hidden, 10, activation);
        var parameters = new Parameters(network.Layout);
        new RandomState(seed).Uniform(-0.1, 0.1, parameters.Values);
        return new Snapshot(network, parameters);
    }
}
