using Minima.Formats;
using Minima.Minimisation;
using Minima.Networks;
using Minima.Tests.Formats;
using Minima.Tests.Fuzzing;
using Minima.Trajectories;

namespace Minima.Tests.Trajectories;

/// <summary>Every reader of this room meets damaged files.</summary>
[Trait("Kind", "Fuzz")]
public sealed class MutationTests
{
    private static readonly byte[] Own = new Snapshot(Samples.Network, Samples.At(1, 0), 10, Samples.Configuration.Identity).ToBytes();

    private static readonly byte[] Foreign = new Safetensors(
        new Dictionary<string, string> { ["format"] = "pt" },
        [
            Tensor.FromFloats("0.weight", [2, 3], new float[6]), Tensor.FromFloats("0.bias", [2], new float[2]),
            new Tensor("2.weight", ElementType.F16, [2, 2], new byte[8]), new Tensor("2.bias", ElementType.BF16, [2], new byte[4]),
        ]).ToBytes();

    [Fact]
    public void Snapshot_Mutated_IsReadOrRefused() =>
        FuzzReader.Run([Own, Foreign], file => Snapshot.From(ArrayFile.Of(SafetensorsTests.Parse(file)), "f", null), FuzzReader.Count, 1);

    [Fact]
    public void Moments_Mutated_AreReadOrRefused()
    {
        var position = new PathPosition(3, 0, 0, 0, Samples.At(3, 0), new MinimiserState(9, [Samples.At(4, 0), Samples.At(5, 0)]));
        FuzzReader.Run(
            [RunWriter.SnapshotOf(position, Samples.Adam).ToBytes()],
            file => Snapshot.From(ArrayFile.Of(SafetensorsTests.Parse(file)), "f", null), FuzzReader.Count, 5);
        FuzzReader.Run(
            [RunState.ToBytes(position, Samples.Adam)], file => RunState.From(SafetensorsTests.Parse(file), "f", Samples.Adam), FuzzReader.Count, 6);
        FuzzReader.Run([new RunFile(Samples.Adam, 20, new SaveSchedule(10), "0.1.0").ToBytes()], file => RunFile.Parse(file, "f"), FuzzReader.Count, 7);
    }

    [Fact]
    public void State_Mutated_IsReadOrRefused() => FuzzReader.Run(
        [RunState.ToBytes(new PathPosition(3, 2, 0.1, 0.2, Samples.At(3, 2)), Samples.Configuration)],
        file => RunState.From(SafetensorsTests.Parse(file), "f", Samples.Configuration), FuzzReader.Count, 2);

    [Fact]
    public void RunFile_Mutated_IsReadOrRefused()
    {
        var other = new RunConfiguration(
            Network.Perceptron(3, [2, 2], 2, Activation.Relu), new Start(1, OutputStart.Random), new DescentOptions { Order = ExampleOrder.Shuffled },
            "a folder", Samples.Fingerprint);
        FuzzReader.Run(
            [new RunFile(Samples.Configuration, 500, new SaveSchedule(10), "0.1.0").ToBytes(),
             new RunFile(RunFileOptionsTests.Augmented, 9, new SaveSchedule(10), "0.1.0", new EarlyStopping(10_000, 2500)).ToBytes(), new RunFile(other, 5, new SaveSchedule(0, [1, 3]), "0.1.0").ToBytes()],
            file => RunFile.Parse(file, "f"), FuzzReader.Count, 3);
    }

    [Fact]
    public void Metrics_Mutated_IsReadOrRefused()
    {
        byte[] file = [.. Enumerable.Range(0, 20).SelectMany(epoch => MetricsFile.Format(
            new EpochMetrics(epoch, epoch == 0 ? null : epoch == 19 ? double.NaN : 1.0 / epoch, epoch, 2 * epoch, 0.5)))];
        FuzzReader.Run([file], bytes => MetricsFile.Parse(bytes, "f"), FuzzReader.Count, 4);
    }
}
