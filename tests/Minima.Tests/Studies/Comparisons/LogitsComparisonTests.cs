using Minima.Formats;
using Minima.Numerics;
using Minima.Studies.Comparisons;

namespace Minima.Tests.Studies.Comparisons;

public sealed class LogitsComparisonTests : IDisposable
{
    private const int Examples = 240;
    private const int Classes = 5;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>
    /// The figures were printed by NumPy in float64, from its own RandomState with the same seeds: log-softmax, fifteen bins by their edges, the temperature by a
    /// golden-section search of the loss, McNemar's p by whole numbers, independence by the shares of each class.
    /// </summary>
    [Fact]
    public void Of_DrawnLogits_IsWhatNumPySays()
    {
        (string a, string b, string y) = Write();
        var compared = LogitsComparison.Of(a, b, y, new LogitsOptions { Threads = 2 }, cancellation: TestContext.Current.CancellationToken);
        PredictionPair pair = compared.Pair;
        Assert.Equal((240, 90, 107), (pair.Examples, pair.A.Errors, pair.B.Errors));
        Assert.Equal((77, 72, 18, 35), (pair.Differ, pair.BothWrong, pair.OnlyAWrong, pair.OnlyBWrong));
        Close(77.0 / 240, pair.Disagreement);
        Close(0.027008317653722358, pair.P);
        Close(98.5, pair.DifferByTestError);
        Close(146.35993034709105, pair.DifferIfIndependent, 1e-10);
        Close(14.87518440084183, pair.MaxLogProbabilityDifference!.Value);
        Check(compared.CalibrationOfA, 90, 1.3136186183703067, 0.8526702460658809, 0.2310691736203725, 2.5749238353028385, 0.9195262027586278, 0.06714859688662644);
        Check(compared.CalibrationOfB, 107, 1.104436231712604, 0.572299395566317, 0.09932864114642712, 1.0180637896526537, 1.1043334769206914, 0.08828222681971891);
        Check(compared.CalibrationOfMean!, 90, 0.9874913925684357, 0.6764951062730008, 0.07076990629024207, 1.1406497322974118, 0.9805573252115287, 0.08576754899224698);
        EnsembleGain gain = compared.Ensemble!;
        Assert.Equal((90, 5, 5, 31, 14), (gain.Evaluation.Errors, gain.OnlyA, gain.OnlyMeanNotA, gain.OnlyB, gain.OnlyMeanNotB));
        Close(0.9874913925684357, gain.Evaluation.Loss);
        Close(1, gain.PAgainstA);
        Assert.Contains("A and B disagree on 77 of 240 examples (32.08 %), fewer than the 98.5", compared.Sentence);
        Assert.Contains("A errs less often (McNemar's p 0.027)", compared.Sentence);
    }

    [Fact]
    public void Of_AnyTypesAndThreads_SaysTheSame()
    {
        (string a, string b, string y) = Write();
        var usual = LogitsComparison.Of(a, b, y, new LogitsOptions { Threads = 1 }, cancellation: TestContext.Current.CancellationToken);
        float[] floats = [.. Npy.Read(a).ToDoubles().Select(static value => (float)value)];
        Save("a4.npy", Tensor.FromFloats("a", [12, 20, Classes], floats));
        Save("b4.npy", Npy.Read(b) with { Shape = [12, 20, Classes] });
        byte[] labels = [.. Enumerable.Range(0, Examples).Select(n => Npy.Read(y).Bytes.Span[n * 8])];
        Save("y1.npy", new Tensor("y", ElementType.U8, [12, 20], labels));
        var other = LogitsComparison.Of(_folder["a4.npy"], _folder["b4.npy"], _folder["y1.npy"], new LogitsOptions { Threads = 3 }, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(usual.CalibrationOfB, other.CalibrationOfB);
        Assert.Equal(usual.Labels.Fingerprint, other.Labels.Fingerprint);
        Assert.Equal(usual.Pair.Differ, other.Pair.Differ);
        Close(usual.CalibrationOfA.Evaluation.Loss, other.CalibrationOfA.Evaluation.Loss, 1e-6);
    }

    [Fact]
    public void Of_OtherNumbersOfClasses_LeavesTheMeanOut()
    {
        (string a, string b, string y) = Write();
        double[] wide = [.. Npy.Read(b).ToDoubles().Chunk(Classes).SelectMany(static row => row.Append(-9))];
        Save("wide.npy", Tensor.FromDoubles("b", [Examples, Classes + 1], wide));
        var compared = LogitsComparison.Of(a, _folder["wide.npy"], y, new LogitsOptions(), cancellation: TestContext.Current.CancellationToken);
        Assert.Null(compared.Ensemble);
        Assert.Null(compared.CalibrationOfMean);
        Assert.Equal(77, compared.Pair.Differ);
    }

    [Fact]
    public void Of_Activations_GivesTheCkaThatNumPySays()
    {
        (string a, string b, string y) = Write();
        float[] x1 = Draw(5, -1, 1, 30 * 4), x2 = new float[30 * 8];
        double[] noise = Doubles(6, -0.5, 0.5, 30 * 8);
        for (int i = 0; i < x2.Length; i++)
            x2[i] = (float)(x1[(i / 8 * 4) + (i % 8 / 2)] + noise[i]);
        float[] w1 = Draw(7, -1, 1, 6 * 40), w2 = new float[6 * 40];
        double[] other = Doubles(8, -1, 1, 6 * 40);
        for (int i = 0; i < w2.Length; i++)
            w2[i] = (float)(w1[(i / 40 * 40) + 39 - (i % 40)] + other[i]);
        Npz("one.npz", ("tall", [30, 4], x1), ("wide", [6, 5, 8], w1), ("alone", [2, 2], [1, 2, 3, 4]));
        Npz("two.npz", ("wide", [6, 40], w2), ("tall", [30, 8], x2));
        var compared = LogitsComparison.Of(a, b, y, new LogitsOptions { Activations = [(_folder["one.npz"], _folder["two.npz"])] }, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(["tall", "wide"], compared.Layers.Select(static layer => layer.Layer));
        Close(0.9030237732411613, compared.Layers[0].Cka!.Value);
        Close(0.9678795527717324, compared.Layers[1].Cka!.Value);
        Assert.Contains("alone (in A alone)", Assert.Single(compared.Remarks));
    }

    [Fact]
    public void Of_ProbabilitiesForLogits_IsRemarked()
    {
        (string a, string b, string y) = Write();
        double[] probabilities = [.. Npy.Read(a).ToDoubles().Chunk(Classes).SelectMany(static row => row.Select(value => Math.Exp(value) / row.Sum(Math.Exp)))];
        Save("p.npy", Tensor.FromDoubles("p", [Examples, Classes], probabilities));
        Assert.Contains("looks like probabilities", Assert.Single(LogitsComparison.Of(_folder["p.npy"], b, y, new LogitsOptions(), cancellation: TestContext.Current.CancellationToken).Remarks));
    }

    [Fact]
    public void Of_WhatCannotBeCompared_IsRefusedWithThePlace()
    {
        (string a, string b, string y) = Write();
        double[] values = Npy.Read(a).ToDoubles();
        values[(3 * Classes) + 2] = double.NaN;
        Save("nan.npy", Tensor.FromDoubles("a", [Examples, Classes], values));
        Refused("nan.npy'[3, 2] is NaN", _folder["nan.npy"], b, y);
        Save("short.npy", Tensor.FromDoubles("a", [Examples - 1, Classes], Npy.Read(a).ToDoubles().AsSpan(Classes)));
        Refused("of the same examples", a, _folder["short.npy"], y);
        Save("one.npy", Npy.Read(a) with { Shape = [Examples * Classes, 1] });
        Refused("at least two classes", _folder["one.npy"], b, y);
        Refused("labels are integers", a, b, b);
        Refused("logits are read from f2, f4 or f8", y, b, y);
        byte[] labels = Npy.Read(y).Bytes.ToArray();
        labels[7 * 8] = Classes;
        Save("five.npy", new Tensor("y", ElementType.I64, [Examples], labels));
        Refused("five.npy'[7] is 5, but only the classes 0 to 4", a, b, _folder["five.npy"]);
        labels[(7 * 8) + 7] = 0x80;
        Save("minus.npy", new Tensor("y", ElementType.I64, [Examples], labels));
        Refused("minus.npy'[7] is -", a, b, _folder["minus.npy"]);
        Save("square.npy", new Tensor("y", ElementType.I64, [2, Examples / 2], Npy.Read(y).Bytes));
        Refused("takes a label for each of [240]", a, b, _folder["square.npy"]);
    }

    private static void Check(Calibration found, int errors, double loss, double confidence, double ece, double temperature, double scaledLoss, double scaledEce)
    {
        Assert.Equal(errors, found.Evaluation.Errors);
        Close(loss, found.Evaluation.Loss);
        Close(confidence, found.Confidence);
        Close(ece, found.Ece);

        // A golden-section search finds the place of a minimum to the root of what a double resolves.
        Close(temperature, found.Temperature, 1e-6);
        Close(scaledLoss, found.ScaledLoss);
        Close(scaledEce, found.ScaledEce, 1e-6);
    }

    private static void Close(double expected, double found, double tolerance = 1e-12) => Assert.True(Math.Abs(found - expected) <= tolerance, $"{found}, {expected}");

    private static void Refused(string words, string a, string b, string y) =>
        Assert.Contains(words, Assert.Throws<UnusableInputException>(() => LogitsComparison.Of(a, b, y, new LogitsOptions())).Message);

    private static double[] Doubles(uint seed, double low, double high, int count)
    {
        var random = new RandomState(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.Uniform(low, high))];
    }

    private static float[] Draw(uint seed, double low, double high, int count) => [.. Doubles(seed, low, high, count).Select(static value => (float)value)];

    private (string A, string B, string Y) Write()
    {
        int[] y = [.. Doubles(1, 0, Classes, Examples).Select(static value => (int)value)];
        double[] shared = Doubles(2, -2, 2, Examples * Classes), ofA = Doubles(3, -1, 1, shared.Length), ofB = Doubles(4, -1, 1, shared.Length);
        double[] a = new double[shared.Length], b = new double[shared.Length];
        for (int i = 0; i < a.Length; i++)
        {
            bool isTrue = i % Classes == y[i / Classes];
            a[i] = 3 * (shared[i] + ofA[i] + (isTrue ? 2 : 0));
            b[i] = shared[i] + ofB[i] + (isTrue ? 1.5 : 0);
        }

        Save("a.npy", Tensor.FromDoubles("a", [Examples, Classes], a));
        Save("b.npy", Tensor.FromDoubles("b", [Examples, Classes], b));
        byte[] labels = [.. y.SelectMany(static label => BitConverter.GetBytes((long)label))];
        Save("y.npy", new Tensor("y", ElementType.I64, [Examples], labels));
        return (_folder["a.npy"], _folder["b.npy"], _folder["y.npy"]);
    }

    private void Save(string name, Tensor tensor) => _folder.Add(name, Npy.ToBytes(tensor));

    private void Npz(string name, params (string Name, int[] Shape, float[] Values)[] arrays) =>
        new Npz(new Dictionary<string, string>(), [.. arrays.Select(static array => Tensor.FromFloats(array.Name, array.Shape, array.Values))]).Write(_folder[name]);
}
