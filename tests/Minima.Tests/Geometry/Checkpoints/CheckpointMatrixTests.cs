using System.Text.RegularExpressions;
using Minima.Formats;
using Minima.Formats.Checkpoints;
using Minima.Geometry.Checkpoints;

namespace Minima.Tests.Geometry.Checkpoints;

public sealed class CheckpointMatrixTests : IDisposable
{
    private const double Tolerance = 1e-12;

    // So little that a slot holds a few segments.
    private const long Little = 98_000_000;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory, InlineData(2), InlineData(3), InlineData(6)]
    public void Of_EveryType_EqualsPlainSums(int count)
    {
        double[][] values = Series(count, 20_011, 257, 1);
        CheckpointMatrix matrix = Compare(Write(values, [20_011, 257, 1], [ElementType.F64, ElementType.F32, ElementType.F64]));
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j < count; j++)
            {
                Near(values[i].Zip(values[j], values[0]).Sum(static x => (x.First - x.Third) * (x.Second - x.Third)), matrix.Product(i, j), matrix.Distance(i, 0) * matrix.Distance(j, 0));
                Near(Length(values[i].Zip(values[j], static (a, b) => a - b)), matrix.Distance(i, j));
                Near(values[i].Zip(values[j], static (a, b) => a * b).Sum() / (Length(values[i]) * Length(values[j])), matrix.Cosine(i, j)!.Value);
            }

            Near(values[i].Zip(values[0], static (a, b) => Math.Abs(a - b)).Max(), matrix.Largest(i));
            Near(Length(values[i]), matrix.Norm(i));
        }

        Assert.Equal(matrix.Bytes, matrix.BytesRead);
        Assert.Equal(["t0", "t1", "t2"], matrix.Groups.Select(static group => group.Name).Order());
        Near(Length(values[1].Take(20_011).Zip(values[0], static (a, b) => a - b)), matrix.Groups.Single(static group => group.Name == "t0").FromFirst(1));
        Near(Length(values[^1].Skip(20_268).Zip(values[^2].Skip(20_268), static (a, b) => a - b)), matrix.Groups.Single(static group => group.Name == "t2").FromPrevious(count - 1));
    }

    [Fact]
    public void Of_NearPairFarFromTheFirst_KeepsItsDigits()
    {
        double[][] values = Series(3, 50_000);
        values[2] = [.. values[1].Select(static value => value * (1 + 1e-6))];
        CheckpointMatrix matrix = Compare(Write(values, [50_000], [ElementType.F64]));
        double expected = Length(values[2].Zip(values[1], static (a, b) => a - b));
        Assert.True(Math.Abs(matrix.Distance(2, 1) - expected) <= 1e-9 * expected);
        Assert.True(matrix.Distance(2, 1) <= 1e-5 * matrix.Distance(2, 0));
    }

    [Fact]
    public void Of_AnyThreadsMemoryAndStops_GivesTheSameBits()
    {
        IReadOnlyList<Checkpoint> checkpoints = Write(Series(4, 300_001, 65), [300_001, 65], [ElementType.F32, ElementType.F64]);
        double[] expected = Numbers(Compare(checkpoints, new CheckpointOptions { Threads = 1 }));
        Assert.Equal(expected, Numbers(Compare(checkpoints, new CheckpointOptions { Threads = 3, Memory = Little })));

        var options = new CheckpointOptions { Threads = 2, Memory = Little, Partial = _folder["partial"] };
        int stops = 0;
        while (true)
        {
            using var cancellation = new CancellationTokenSource();
            try
            {
                Assert.Equal(expected, Numbers(CheckpointMatrix.Of(checkpoints, options, new StopAfter(2, cancellation), cancellation.Token)));
                break;
            }
            catch (OperationCanceledException)
            {
                Assert.True(File.Exists(options.Partial));
                Assert.True(++stops <= 100);
            }
        }

        Assert.True(stops >= 2);

        // Killed before the result was kept: nothing is read again.
        CheckpointMatrix again = Compare(checkpoints, options);
        Assert.Equal(0, again.BytesRead);
        Assert.Equal(expected, Numbers(again));
    }

    [Fact]
    public void Of_FileWrittenWhileStopped_RefusesWhatWasKept()
    {
        IReadOnlyList<Checkpoint> checkpoints = Write(Series(3, 300_001), [300_001], [ElementType.F32]);
        var options = new CheckpointOptions { Memory = Little, Partial = _folder["partial"] };
        using var cancellation = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => CheckpointMatrix.Of(checkpoints, options, new StopAfter(2, cancellation), cancellation.Token));
        File.SetLastWriteTimeUtc(checkpoints[1].Name, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Assert.Contains("changed while it was read", Refusal(checkpoints, options));
        Assert.Contains("other states of these files", Refusal([.. checkpoints.Select(static one => Checkpoint.Open(one.Name))], options));
    }

    [Theory, InlineData(false), InlineData(true)]
    public void Of_FileWrittenWhileRead_IsRefused(bool cut)
    {
        IReadOnlyList<Checkpoint> checkpoints = Write(Series(3, 300_001), [300_001], [ElementType.F32]);
        var options = new CheckpointOptions { Memory = Little, Partial = _folder["partial"] };
        var meddler = new Meddler(() =>
        {
            using FileStream stream = File.Open(checkpoints[2].Name, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            if (cut)
                stream.SetLength(stream.Length / 2);
            else
                stream.Write("somebody"u8);
        });
        string message = Assert.Throws<UnusableInputException>(() => CheckpointMatrix.Of(checkpoints, options, meddler, TestContext.Current.CancellationToken)).Message;
        Assert.Contains(cut ? "shorter while it was read" : "changed while it was read", message);
        Assert.Contains(checkpoints[2].Name, message);
        Assert.False(File.Exists(options.Partial));
    }

    [Fact]
    public void Of_PartsOfTheTensors_AddUpToTheWhole()
    {
        double[][] values = Series(4, 20_011, 257);
        CheckpointMatrix whole = Compare(Write(values, [20_011, 257], [ElementType.F64, ElementType.F64]));
        CheckpointMatrix first = Compare(Write([.. values.Select(static point => point[..20_011])], [20_011], [ElementType.F64]));
        CheckpointMatrix second = Compare(Write([.. values.Select(static point => point[20_011..])], [257], [ElementType.F64]));
        for (int i = 0; i < 4; i++)
        {
            for (int j = 0; j < 4; j++)
            {
                Near(first.Product(i, j) + second.Product(i, j), whole.Product(i, j), whole.Distance(i, 0) * whole.Distance(j, 0));
                Near(Math.Sqrt(Math.Pow(first.Distance(i, j), 2) + Math.Pow(second.Distance(i, j), 2)), whole.Distance(i, j));
            }
        }
    }

    [Fact]
    public void Of_DifferentTensors_ListsThemAndComparesTheRest()
    {
        Checkpoint[] checkpoints =
        [
            Add("a", Tensor.FromFloats("same", [1], [1]), Tensor.FromFloats("gone", [1], [1]), Tensor.FromFloats("shape", [2], [1, 2]), new Tensor("whole", ElementType.I64, [1], new byte[8])),
            Add("b", Tensor.FromFloats("same", [1], [4]), Tensor.FromFloats("new", [1], [1]), Tensor.FromFloats("shape", [2, 1], [1, 2]), new Tensor("whole", ElementType.I64, [1], new byte[8])),
        ];
        CheckpointMatrix matrix = Compare(checkpoints);
        Assert.Equal(3, matrix.Distance(0, 1));
        Assert.Equal(
            [("gone", TensorChangeKind.Vanishes), ("new", TensorChangeKind.Appears), ("shape", TensorChangeKind.Reshaped), ("whole", TensorChangeKind.NotFloating)],
            matrix.Changes.Select(static change => (change.Name, change.Kind)).Order());
        Assert.Contains("no tensor in common", Refusal([Add("c", Tensor.FromFloats("x", [1], [1])), Add("d", Tensor.FromFloats("y", [1], [1]))], new CheckpointOptions()));
    }

    [Fact]
    public void Of_TooLittleMemory_SaysWhatIsNeeded()
    {
        IReadOnlyList<Checkpoint> checkpoints = Write(Series(3, 10), [10], [ElementType.F32]);
        Assert.Contains("take at least", Refusal(checkpoints, new CheckpointOptions { Memory = 90_000_000 }));
    }

    [Theory, InlineData(@"layers\.\d+", "layers.1,layers.2,other"), InlineData(@"\.(w|b)$", "w,b,other"), InlineData(null, "layers.1.w,layers.1.b,layers.2.w,embed")]
    public void Of_Groups_FoldsNames(string? expression, string expected)
    {
        string[] names = ["layers.1.w", "layers.1.b", "layers.2.w", "embed"];
        Checkpoint one = Add("a", [.. names.Select(static name => new Tensor(name, ElementType.F32, [1], new byte[4]))]);
        CheckpointPlan plan = CheckpointPlan.Of([one, one], expression is null ? null : new Regex(expression, RegexOptions.None, TimeSpan.FromSeconds(1)));
        Assert.Equal(expected.Split(',').Order(), plan.Groups.Order());
    }

    private static CheckpointMatrix Compare(IReadOnlyList<Checkpoint> checkpoints, CheckpointOptions? options = null) =>
        CheckpointMatrix.Of(checkpoints, options ?? new CheckpointOptions(), null, TestContext.Current.CancellationToken);

    private static string Refusal(IReadOnlyList<Checkpoint> checkpoints, CheckpointOptions options) =>
        Assert.Throws<UnusableInputException>(() => Compare(checkpoints, options)).Message;

    private static double Length(IEnumerable<double> values) => Math.Sqrt(values.Sum(static value => value * value));

    private static void Near(double expected, double actual, double? scale = null) =>
        Assert.True(Math.Abs(actual - expected) <= Tolerance * (scale ?? Math.Abs(expected)), $"{actual}, not {expected}");

    private static double[] Numbers(CheckpointMatrix matrix) =>
    [
        .. Enumerable.Range(0, matrix.Count).SelectMany(i => Enumerable.Range(0, matrix.Count).SelectMany(j => new[] { matrix.Product(i, j), matrix.Distance(i, j) })),
        .. matrix.Groups.SelectMany(group => Enumerable.Range(0, matrix.Count).SelectMany(i => new[] { group.Norm(i), group.FromFirst(i), group.FromPrevious(i), group.Largest(i) })),
    ];

    // Numbers that singles hold, whatever they are written as.
    private static double[][] Series(int count, params int[] lengths)
    {
        var random = new Random(count);
        double[] point = new double[lengths.Sum()];
        return [.. Enumerable.Range(0, count).Select(_ => point = [.. point.Select(value => (double)(float)(value + random.NextDouble() - 0.4))])];
    }

    private Checkpoint Add(string name, params Tensor[] tensors) =>
        Checkpoint.Open(_folder.Add(name + ".safetensors", new Safetensors(new Dictionary<string, string>(), tensors).ToBytes()));

    private IReadOnlyList<Checkpoint> Write(double[][] values, int[] lengths, ElementType[] types) => [.. values.Select((point, number) =>
    {
        var tensors = new List<Tensor>();
        for (int i = 0, at = 0; i < lengths.Length; at += lengths[i++])
        {
            double[] part = point[at..(at + lengths[i])];
            tensors.Add(types[i] == ElementType.F64 ? Tensor.FromDoubles($"t{i}", [lengths[i]], part) : Tensor.FromFloats($"t{i}", [lengths[i]], [.. part.Select(static value => (float)value)]));
        }

        return Add($"c{number}", [.. tensors]);
    })];

    private sealed class StopAfter(int reports, CancellationTokenSource source) : IProgress<PassProgress>
    {
        private int _left = reports;

        public void Report(PassProgress value)
        {
            if (--_left == 0)
                source.Cancel();
        }
    }

    // Does something once, when the reading has begun.
    private sealed class Meddler(Action action) : IProgress<PassProgress>
    {
        private int _reports;

        public void Report(PassProgress value)
        {
            if (++_reports == 2)
                action();
        }
    }
}
