using System.IO.Compression;
using Minima.Data;
using Minima.Formats;
using Minima.Tests.Fuzzing;
using Minima.Tests.Trajectories;
using Minima.Trajectories;

namespace Minima.Tests.Formats;

/// <summary>The readers of zip files and NumPy's arrays meet damaged files.</summary>
[Trait("Kind", "Fuzz")]
public sealed class ArrayFuzzTests
{
    // A zip file's checksums guard what is in it, so that its content is damaged before it is packed.
    private static readonly byte[][] Arrays =
    [
        Npy.ToBytes(Tensor.FromFloats("a", [2, 3], [1, 2, 3, 4, 5, 6])),
        NpyTests.File("{'descr': '>i2', 'fortran_order': True, 'shape': (2, 3, 1), }", 12),
        [.. NpyTests.File("{'descr': '|u1', 'fortran_order': False, 'shape': (), }", 1)],
    ];

    private static readonly byte[][] Zips =
    [
        ZipBytes.Other(true, CompressionLevel.Optimal, ("a.npy", Arrays[0]), ("b.npy", Arrays[1])),
        ZipBytes.Other(false, CompressionLevel.Optimal, ("a.npy", Arrays[0]), ("b.npy", Arrays[1])),
        ZipBytes.Wide(ZipWriter.Store([("a.npy", Arrays[0]), ("b.npy", Arrays[1])]), wide: true),
        ZipBytes.Two(),
    ];

    private static readonly byte[][] Data =
    [
        new Npz(new Dictionary<string, string>(), [Images("x", 14), Labels("y", 14)]).ToBytes(),
        new Npz(new Dictionary<string, string>(), [Images("x_train", 8), Labels("y_train", 8), Images("x_test", 4), Labels("y_test", 4)]).ToBytes(),
    ];

    [Fact]
    public void Zip_Mutated_IsReadOrRefused() => FuzzReader.Run(Zips, ReadAll, FuzzReader.Count, 1);

    [Fact]
    public void Npy_Mutated_IsReadOrRefused() => FuzzReader.Run(Arrays, static file => NpyTests.Read(file), FuzzReader.Count, 2);

    [Fact]
    public void Npz_OfMutatedArrays_IsReadOrRefused() => FuzzReader.Run(
        Arrays, static file => NpyTests.Parse(ZipWriter.Store([("a.npy", file), ("__metadata__.npy", file)])), FuzzReader.Count, 3);

    [Fact]
    public void Snapshot_AsNpz_MutatedIsReadOrRefused()
    {
        var snapshot = new Snapshot(Samples.Network, Samples.At(1, 0), 10, Samples.Configuration.Identity);
        FuzzReader.Run(
            [Conversion.ToBytes(snapshot, "a.npz", ArrayLayout.Own, null), Conversion.ToBytes(snapshot, "a.npz", ArrayLayout.Torch, null)],
            static file => Snapshot.From(ArrayFile.Read(new MemoryStream(Mended(file)), "f"), "f", null), FuzzReader.Count, 4);
    }

    [Fact]
    public void Snapshot_InTorchLayout_MutatedIsReadOrRefused()
    {
        var snapshot = new Snapshot(Samples.Network, Samples.At(1, 0), 10, Samples.Configuration.Identity);
        FuzzReader.Run(
            [Conversion.ToBytes(snapshot, "a.safetensors", ArrayLayout.Torch, null)],
            static file => Snapshot.From(ArrayFile.Read(new MemoryStream(file), "f"), "f", null), FuzzReader.Count, 5);
    }

    [Fact]
    public void Data_Mutated_IsReadOrRefused() => FuzzReader.Run(
        Data, static file => DataFile.Read(new MemoryStream(Mended(file)), "f"), FuzzReader.Count, 6);

    private static Tensor Images(string name, int count) =>
        new(name, ElementType.U8, [count, 3, 2], Enumerable.Range(0, count * 6).Select(static i => (byte)(i * 7)).ToArray());

    private static Tensor Labels(string name, int count) => new(
        name, ElementType.I64, [count], Enumerable.Range(0, count).SelectMany(static i => BitConverter.GetBytes((long)(i % 3))).ToArray());

    private static void ReadAll(byte[] file)
    {
        ZipEntries zip = ZipEntriesTests.Open(file);
        foreach (ZipEntry entry in zip.Entries)
            zip.Read(entry);
    }

    /// <summary>A mutated zip file with its checksums put right again, where its headers are still found: so that what is behind them is reached.</summary>
    private static byte[] Mended(byte[] file)
    {
        byte[] mended = [.. file];
        try
        {
            int entry = mended.AsSpan().IndexOf("PK\x01\x02"u8);
            while (entry >= 0)
            {
                int local = BitConverter.ToInt32(mended, entry + 42), size = BitConverter.ToInt32(mended, entry + 24);
                int start = local + 30 + BitConverter.ToUInt16(mended, local + 26) + BitConverter.ToUInt16(mended, local + 28);
                byte[] crc = BitConverter.GetBytes(Crc32.Of(mended.AsSpan(start, size)));
                crc.CopyTo(mended, entry + 16);
                crc.CopyTo(mended, local + 14);
                int next = mended.AsSpan(entry + 4).IndexOf("PK\x01\x02"u8);
                entry = next < 0 ? -1 : entry + 4 + next;
            }
        }
        catch (ArgumentException)
        {
            // A size or a place lies outside the file: as it is, then.
        }

        return mended;
    }
}
