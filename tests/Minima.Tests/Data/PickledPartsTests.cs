using Minima.Data;
using Minima.Tests.Formats.Pickles;

namespace Minima.Tests.Data;

/// <summary>The tutorial's <c>mnist.pkl.gz</c>: the same digits have the same fingerprint, whatever file they come from.</summary>
public sealed class PickledPartsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_PickleOfTheDigitsOfIdxFiles_HasTheirFingerprint()
    {
        _folder.AddSmall("idx");
        DataSet expected = IdxFolder.Load(_folder["idx"]);
        byte[] pickle = Pickle(expected, 256);
        foreach (string path in new[] { _folder.Add("small.pkl", pickle), _folder.Add("small.pkl.gz", IdxBytes.Gzip(pickle)) })
        {
            DataSet data = new DataLocator([]).Load(path);
            Assert.Equal(expected.Fingerprint, data.Fingerprint);
            Assert.Equal((10, 2, 4, 3), (data.Train.Count, data.Validation.Count, data.Test.Count, data.Classes));
            Assert.False(data.Train.Pixels.IsEmpty);
            Assert.Equal(path, data.Name);
        }
    }

    [Fact]
    public void Load_OtherFractions_StayFloats()
    {
        _folder.AddSmall("idx");
        DataSet digits = IdxFolder.Load(_folder["idx"]);
        DataSet data = new DataLocator([]).Load(_folder.Add("small.pkl", Pickle(digits, 255)));
        Assert.Equal(digits.Train.Pixels[5] / 255f, data.Train.Values[5]);
        Assert.True(data.Train.Pixels.IsEmpty);
        Assert.NotEqual(digits.Fingerprint, data.Fingerprint);
    }

    [Fact]
    public void Load_DamagedOrOther_IsRefusedWithAReason()
    {
        _folder.AddSmall("idx");
        byte[] pickle = Pickle(IdxFolder.Load(_folder["idx"]), 256), gzip = IdxBytes.Gzip(pickle);
        // Without its trailer, other bytes stand where the length should.
        Refused(gzip[..^5], "states|should have|more than the|at most");
        Refused([.. gzip, 0, 0, 0, 0], "should have 0|more than the 0 bytes");
        Refused([.. gzip, .. gzip], "more than the|damaged gzip");
        Refused(pickle[..^1], "ends within a value");
        Refused([.. pickle, 0], "something follows its end");
        byte[] flipped = [.. gzip];
        flipped[^6] ^= 1;
        Refused(flipped, "damaged gzip");
        Refused(ArrayPickleTests.Model(), "does not hold three parts");
        Refused(new PickleWriter().Tuple(w => w.Op(")"), w => w.Op(")"), w => w.Op(")")).End(), "its part 'train' is no pair");
        Refused(new PickleWriter().Tuple(w => w.Op("NN").Raw(0x86), w => w.Op(")"), w => w.Op(")")).End(), "'x_train' is no NumPy array");
        Refused(IdxBytes.Gzip(IdxBytes.Images(3, 4, 5)), "00, which is none of a pickle");

        void Refused(byte[] content, string words)
        {
            var e = Assert.Throws<UnusableInputException>(() => new DataLocator([]).Load(_folder.Add("d.pkl.gz", content)));
            Assert.Contains(words.Split('|'), word => e.Message.Contains(word, StringComparison.Ordinal));
        }
    }

    /// <summary>1 GiB of zeros in a megabyte, behind a true or a false length: refused before it is inflated.</summary>
    [Fact]
    public void Load_GzipBomb_TakesLittleMemory()
    {
        byte[] start = [0x80, 2, (byte)'T', 0xFF, 0xFF, 0xFF, 0x3F];
        using var compressed = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(compressed, System.IO.Compression.CompressionLevel.Optimal))
        {
            gzip.Write(start);
            for (int i = 0; i < 1024; i++)
                gzip.Write(new byte[1 << 20]);
        }

        byte[] bomb = compressed.ToArray();
        Measured(bomb, "at most 536870912");
        PickleWriter.Int32(100).CopyTo(bomb, bomb.Length - 4);
        Measured(bomb, "more than the 100 bytes");

        void Measured(byte[] content, string word)
        {
            string path = _folder.Add("bomb.pkl.gz", content);
            long before = GC.GetAllocatedBytesForCurrentThread();
            IdxBytes.Refused(() => new DataLocator([]).Load(path), word);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        }
    }

    /// <summary>The three parts as the tutorial has them, with every byte divided by <paramref name="divisor"/>.</summary>
    internal static byte[] Pickle(DataSet data, float divisor)
    {
        return new PickleWriter().Tuple([.. new[] { data.Train, data.Validation, data.Test }.Select(Part)]).End();

        Action<PickleWriter> Part(Examples part)
        {
            float[] x = [.. part.Pixels.ToArray().Select(pixel => pixel / divisor)];
            byte[] y = [.. part.Labels.ToArray().SelectMany(static label => BitConverter.GetBytes((long)label))];
            return w => w.Tuple(p => p.Floats([part.Count, part.Width], x), p => p.Array("<i8", [part.Count], y));
        }
    }
}
