using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using Minima.Data;

namespace Minima.Tests.Data;

/// <summary>Writes IDX files byte by byte, independently of the library.</summary>
internal static class IdxBytes
{
    public static byte[] Images(int count, int rows, int columns, int shift = 0) =>
        [.. Header(0x08, count, rows, columns), .. Enumerable.Range(0, count * rows * columns).Select(i => (byte)((i * 7) + shift))];

    public static byte[] Labels(int count, int classes) =>
        [.. Header(0x08, count), .. Enumerable.Range(0, count).Select(i => (byte)(i % classes))];

    public static byte[] Header(byte type, params int[] dimensions)
    {
        var header = new byte[4 + (4 * dimensions.Length)];
        (header[2], header[3]) = (type, (byte)dimensions.Length);
        for (int i = 0; i < dimensions.Length; i++)
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + (4 * i)), dimensions[i]);
        return header;
    }

    public static byte[] Gzip(byte[] content)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest))
            gzip.Write(content);
        return compressed.ToArray();
    }

    public static string Sha256(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    /// <summary>The four files of a small data set, by name: 12 training and 4 test images of 3x2, three classes.</summary>
    public static Dictionary<string, byte[]> Small() => new()
    {
        ["train-images-idx3-ubyte"] = Images(12, 3, 2),
        ["train-labels-idx1-ubyte"] = Labels(12, 3),
        ["t10k-images-idx3-ubyte"] = Images(4, 3, 2, shift: 100),
        ["t10k-labels-idx1-ubyte"] = Labels(4, 2),
    };

    public static void AddSmall(this TemporaryFolder folder, string under, bool gzip = false, bool dotted = false)
    {
        foreach ((string name, byte[] content) in Small())
        {
            string file = dotted ? name.Replace("-idx", ".idx") : name;
            folder.Add(Path.Combine(under, gzip ? file + ".gz" : file), gzip ? Gzip(content) : content);
        }
    }

    /// <summary>The four files of a data set of built-in digits: of its training images, a sixth validates.</summary>
    public static void AddDigits(this TemporaryFolder folder, string under, int train, int test)
    {
        Add("train", 0, train);
        Add("t10k", 2, test);

        void Add(string name, uint part, int count)
        {
            byte[] pixels = new byte[count * 784], labels = new byte[count];
            Parallel.For(0, count, i => labels[i] = BuiltInDigits.DrawExample(2016, part, i, pixels.AsSpan(i * 784, 784)));
            folder.Add(Path.Combine(under, $"{name}-images-idx3-ubyte"), [.. Header(0x08, count, 28, 28), .. pixels]);
            folder.Add(Path.Combine(under, $"{name}-labels-idx1-ubyte"), [.. Header(0x08, count), .. labels]);
        }
    }

    public static UnusableInputException Refused(Func<object?> act, params string[] words)
    {
        var e = Assert.Throws<UnusableInputException>(act);
        Assert.All(words, word => Assert.Contains(word, e.Message));
        return e;
    }
}
