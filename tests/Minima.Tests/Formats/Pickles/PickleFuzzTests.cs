using Minima.Data;
using Minima.Formats;
using Minima.Formats.Pickles;
using Minima.Tests.Data;
using Minima.Tests.Fuzzing;
using Minima.Trajectories;

namespace Minima.Tests.Formats.Pickles;

/// <summary>Damaged pickles, archives and data sets are read or refused.</summary>
[Trait("Kind", "Fuzz")]
public sealed class PickleFuzzTests
{
    private static readonly byte[][] Models =
    [
        ArrayPickleTests.Model(),
        new PickleWriter().Dictionary(("a.W", w => w.Floats([2, 2], 1, 2, 3, 4)), ("a.b", w => w.Array(">f8", [2], new byte[16], fortran: true))).End(),
    ];

    // No seed is larger than a few kilobytes: a reader has no reason for more than this.
    private const long AllocationLimit = 1 << 20;

    [Fact]
    public void Pickle_Mutated_IsReadOrRefused() => FuzzReader.Run(Models, ReadModel, FuzzReader.Count, 1, AllocationLimit);

    [Fact]
    public void Pickle_OfRandomOpcodes_IsReadOrRefused() => FuzzReader.Run(Models, ReadShuffled, FuzzReader.Count, 2, AllocationLimit);

    [Fact]
    public void TorchArchive_Mutated_IsReadOrRefused() =>
        FuzzReader.Run([TorchBytes.Small()], static input => Snapshot.From(ArrayFile.Read(new MemoryStream(input), "f"), "f", null), FuzzReader.Count, 3, AllocationLimit);

    /// <summary>The archive's checksums hide its pickle from mutations: here the pickle is mutated, and packed afterwards.</summary>
    [Fact]
    public void TorchArchive_OfMutatedPickle_IsReadOrRefused()
    {
        var zip = ZipEntries.Open(new MemoryStream(TorchBytes.Small()), "f");
        (string Name, byte[] Content)[] files = [.. zip.Entries.Select(entry => (entry.Name, zip.Read(entry)))];
        byte[] pickle = files.Single(file => file.Name == "m/data.pkl").Content;
        FuzzReader.Run(
            [pickle],
            input => TorchArchive.Read(
                ZipEntries.Open(new MemoryStream(ZipWriter.Store([.. files.Select(file => (file.Name, file.Name == "m/data.pkl" ? input : file.Content))])), "f"), "f"),
            FuzzReader.Count, 4, AllocationLimit);
    }

    [Fact]
    public void PickledParts_Mutated_AreReadOrRefused() => FuzzReader.Run([Data()], ReadData, FuzzReader.Count, 5, AllocationLimit);

    [Fact]
    public void PickledParts_MutatedGzip_AreReadOrRefused() => FuzzReader.Run([IdxBytes.Gzip(Data())], ReadData, FuzzReader.Count, 6, AllocationLimit);

    [Fact]
    public void PickledParts_GzipOfMutated_AreReadOrRefused() =>
        FuzzReader.Run([Data()], static input => ReadData(IdxBytes.Gzip(input)), FuzzReader.Count, 7, 2 * AllocationLimit);

    private static void ReadModel(byte[] input) => Snapshot.From(new ArrayFile("pickle", new Dictionary<string, string>(), ArrayPickle.Read(new MemoryStream(input), "f")), "f", null);

    /// <summary>Each byte of the input picks an opcode, so that long programs come about that are no pickles of anything.</summary>
    private static void ReadShuffled(byte[] input)
    {
        byte[] opcodes = [.. Enum.GetValues<PickleOpcode>().Where(static opcode => opcode != PickleOpcode.Stop).Select(static opcode => (byte)opcode)];
        byte[] pickle = [0x80, 2, .. input.Select(b => b < 200 ? opcodes[b % opcodes.Length] : b), (byte)'.'];
        ArrayPickle.Read(new MemoryStream(pickle), "f");
    }

    private static void ReadData(byte[] input) => DataFile.Read(new MemoryStream(input), "f");

    private static byte[] Data()
    {
        byte[] pixels = [.. Enumerable.Range(0, 24).Select(static i => (byte)(i * 11))];
        Examples part = Examples.FromPixels(pixels, [0, 1, 2, 1], 6);
        return PickledPartsTests.Pickle(new DataSet("a", "b", 3, part, part, part), 256);
    }
}
