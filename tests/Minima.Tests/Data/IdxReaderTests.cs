using Minima.Data;
using static Minima.Tests.Data.IdxBytes;

namespace Minima.Tests.Data;

public sealed class IdxReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Images_WellFormed_HaveDimensionsValuesAndHash(bool gzip)
    {
        byte[] content = Images(5, 4, 3);
        IdxArray images = IdxReader.ReadImages(_folder.Add("a", gzip ? Gzip(content) : content));
        Assert.Equal([5, 4, 3], images.Dimensions);
        Assert.Equal(content[16..], images.Values);
        Assert.Equal(Sha256(content), images.Sha256());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Labels_WellFormed_HaveDimensionsValuesAndHash(bool gzip)
    {
        byte[] content = Labels(9, 4);
        IdxArray labels = IdxReader.ReadLabels(_folder.Add("a", gzip ? Gzip(content) : content));
        Assert.Equal([9], labels.Dimensions);
        Assert.Equal(content[8..], labels.Values);
        Assert.Equal(Sha256(content), labels.Sha256());
    }

    [Theory]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(65_537)]
    [InlineData(700_000)]
    public void Labels_GzipAcrossSteps_AreWhole(int count)
    {
        byte[] content = Labels(count, 251);
        Assert.Equal(content[8..], ReadLabels(Gzip(content)).Values);
    }

    [Fact]
    public void Images_EveryTruncation_Refused()
    {
        byte[] content = Images(3, 3, 3);
        for (int length = 0; length < content.Length; length++)
            Refused(() => ReadImages(content[..length]), "'x'");

        byte[] gzip = Gzip(content);
        for (int length = 0; length < gzip.Length; length++)
            Refused(() => ReadImages(gzip[..length]), "'x'");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(1000)]
    public void Images_BytesAfterEnd_Refused(int count)
    {
        byte[] content = Images(3, 3, 3);
        Refused(() => ReadImages([.. content, .. new byte[count]]), "'x'", "too long");
        Refused(() => ReadImages(Gzip([.. content, .. new byte[count]])), "'x'", "bytes after its end");
        Refused(() => ReadImages([.. Gzip(content), .. new byte[count]]), "'x'");
    }

    [Fact]
    public void Images_TwoGzipMembers_Refused() =>
        Refused(() => ReadImages([.. Gzip(Images(3, 3, 3)), .. Gzip(Labels(5, 2))]), "'x'");

    [Fact]
    public void Images_EveryBitOfGzipFlipped_RefusedOrSameContent()
    {
        byte[] content = Images(3, 3, 3);
        byte[] gzip = Gzip(content);
        for (int bit = 0; bit < 8 * gzip.Length; bit++)
        {
            byte[] flipped = [.. gzip];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            try
            {
                // Time stamp, operating system and flags of the gzip header may differ.
                Assert.Equal(content[16..], ReadImages(flipped).Values);
            }
            catch (UnusableInputException e)
            {
                Assert.Contains("'x'", e.Message);
            }
        }
    }

    [Fact]
    public void Images_OtherMagic_Refused() =>
        Refused(() => ReadImages("\x89PNG\r\n\x1a\n and on and on"u8.ToArray()), "'x'", "not an IDX file", "00000803");

    [Fact]
    public void Images_Floats_Refused() => Refused(() => ReadImages([.. Header(0x0d, 1, 1, 1), 0, 0, 0, 0]), "'x'", "type 0d");

    [Fact]
    public void Images_LabelsGiven_Refused() => Refused(() => ReadImages(Labels(20, 2)), "'x'", "1 dimensions", "changed places");

    [Fact]
    public void Labels_ImagesGiven_Refused() => Refused(() => ReadLabels(Images(2, 2, 2)), "'x'", "3 dimensions", "changed places");

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(1, 0, 1)]
    [InlineData(1, 1, 0)]
    public void Images_ZeroDimension_Refused(int count, int rows, int columns) =>
        Refused(() => ReadImages(Header(0x08, count, rows, columns)), "'x'", "length 0");

    [Theory]
    [InlineData(1_000_001, 1, 1)]
    [InlineData(-1, 1, 1)]
    [InlineData(1, -1, -1)]
    [InlineData(1_000_000, 1_000_000, 1_000_000)]
    [InlineData(2, 1 << 15, 1 << 15)]
    public void Images_OverLimits_RefusedBeforeAllocating(int count, int rows, int columns)
    {
        byte[] header = Header(0x08, count, rows, columns);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Refused(() => ReadImages(header), "'x'", "can be used");
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before <= 1 << 20);
    }

    [Fact]
    public void Images_LyingHeader_RefusedBeforeAllocating()
    {
        // Both the header and gzip's own trailer promise 800 MB, and 100 bytes come.
        const int Promised = 800_000_000;
        byte[] plain = [.. Header(0x08, 1000, 800, 1000), .. new byte[100]];
        byte[] gzip = Gzip(plain);
        BitConverter.TryWriteBytes(gzip.AsSpan(gzip.Length - 4), Promised + 16);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Refused(() => ReadImages(plain), "'x'");
        Refused(() => ReadImages(gzip), "'x'");
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before <= 1 << 20);
    }

    [Fact]
    public void Images_GzipBomb_RefusedBeforeAllocating()
    {
        byte[] bomb = Gzip([.. Header(0x08, 1, 2, 2), .. new byte[50_000_000]]);
        BitConverter.TryWriteBytes(bomb.AsSpan(bomb.Length - 4), 16 + 4);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Refused(() => ReadImages(bomb), "'x'", "goes on after");
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before <= 1 << 20);
    }

    [Fact]
    public void Images_NoFile_RefusedWithPath() => Refused(() => IdxReader.ReadImages(_folder["none"]), _folder["none"], "cannot be read");

    [Fact]
    public void Images_Folder_RefusedWithPath() => Refused(() => IdxReader.ReadImages(_folder.Path), _folder.Path, "cannot be read");

    public void Dispose() => _folder.Dispose();

    private static IdxArray ReadImages(byte[] content) => IdxReader.ReadImages(new MemoryStream(content), "x");

    private static IdxArray ReadLabels(byte[] content) => IdxReader.ReadLabels(new MemoryStream(content), "x");
}
