using System.IO.Compression;
using Minima.Formats;
using static Minima.Tests.Formats.ZipBytes;

namespace Minima.Tests.Formats;

public sealed class ZipEntriesTests
{
    [Theory]
    [InlineData(true, CompressionLevel.Optimal)]
    [InlineData(true, CompressionLevel.NoCompression)]
    [InlineData(false, CompressionLevel.Optimal)]
    [InlineData(false, CompressionLevel.NoCompression)]
    public void Read_OtherImplementationsFile_GivesTheContents(bool seekable, CompressionLevel level)
    {
        byte[] random = new byte[10_000];
        new Random(1).NextBytes(random);
        (string Name, byte[] Content)[] files = [("empty", []), ("folder/zeros.npy", new byte[100_000]), ("ü", random)];
        ZipEntries read = Open(Other(seekable, level, files));
        Assert.Equal(files.Select(static file => file.Name), read.Entries.Select(static entry => entry.Name));
        Assert.All(files, file => Assert.Equal(file.Content, read.Read(read.Find(file.Name)!)));
        Assert.Null(read.Find("other"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Read_SixtyFourBitNumbers_GivesTheContents(bool everywhere)
    {
        ZipEntries read = Open(Wide(Two(), everywhere));
        Assert.Equal([1, 2, 3], read.Read(read.Find("a")!));
        Assert.Equal([4, 5], read.Read(read.Find("b")!));
    }

    [Fact]
    public void Store_SmallFiles_IsReadByAnotherImplementation()
    {
        using var zip = new ZipArchive(new MemoryStream(ZipWriter.Store([("a", [1, 2, 3]), ("ü", [])])));
        Assert.Equal(["a", "ü"], zip.Entries.Select(static entry => entry.FullName));
        using Stream a = zip.Entries[0].Open();
        Assert.Equal([1, 2, 3], [a.ReadByte(), a.ReadByte(), a.ReadByte()]);
    }

    [Fact]
    public void Open_NothingInIt_HasNoEntries() => Assert.Empty(Open(ZipWriter.Store([])).Entries);

    public static TheoryData<string, byte[]> Unusable => new()
    {
        { "fewer than the 22", new byte[21] },
        { "does not end with", [.. Two(), 0] },
        { "does not end with", [.. With(Two(), End + 20, 1), 0] },
        { "does not end with", Two()[..^1] },
        { "does not fill", [0, .. Two()] },
        { "does not fill", With(Two(), End + 8, 3, 0, 3) },
        { "does not fill", With(Two(), End + 16, 0xff, 0xff, 0xff, 0xff) },
        { "47 bytes follow the last entry", With(Two(), End + 8, 1, 0, 1) },
        { "part of several", With(Two(), End + 4, 1) },
        { "part of several", With(Two(), End + 8, 1) },
        { "part of several", With(Two(), EntryA + 34, 1) },
        { "holds 16385 files", With(Two(), End + 8, 1, 64, 1, 64) },
        { "has 4194305 bytes", With(Two(), End + 12, 1, 0, 64) },
        { "64-bit end record", With(Wide(Two(), false), Wide(Two(), false).Length - 22 - 12, 1) },
        { "64-bit end record", With(Wide(Two(), false), End, 0) },
        { "contradict", With(Wide(Two(), false), Wide(Two(), false).Length - 14, 3, 0, 3, 0) },
        { "lacks its 64-bit size", With(Two(), EntryA + 20, 0xff, 0xff, 0xff, 0xff) },
        { "something that is no entry", With(Two(), EntryB, 0) },
        { "extra fields of 'a'", With(Two(), EntryA + 30, 47) },
        { "after the directory's end", With(Two(), EntryB + 32, 1) },
        { "a name of 0 bytes", With(Two(), EntryA + 28, 0) },
        { "a name of 513 bytes", With(Two(), EntryA + 28, 1, 2) },
        { "a name that is not UTF-8", With(Two(), EntryA + 46, 0xff) },
        { "a name that is not UTF-8", With(Two(), EntryA + 46, 0) },
        { "holds 'a' twice", With(Two(), EntryB + 46, (byte)'a') },
        { "'a' is encrypted", With(Two(), EntryA + 8, 1) },
        { "flags 0020", With(Two(), EntryA + 8, 0x20) },
        { "compressed by method 9", With(Two(), EntryA + 10, 9) },
        { "4 bytes out of 3", With(Two(), EntryA + 24, 4) },
        { "3097 bytes out of 3", With(With(Two(), EntryA + 10, 8), EntryA + 24, 0x19, 0x0c) },
        { "'a' is not where", With(Two(), 0, 0) },
        { "'a' is not where", With(Two(), 30, (byte)'b') },
        { "'a' is not where", With(Two(), EntryA + 16, 0) },
        { "'a' is not where", With(Two(), EntryA + 10, 8) },
        { "'b' is not where", With(Two(), EntryB + 42, 0) },
        { "'b' is not where", With(Two(), EntryB + 42, 0xff, 0xff, 0xff, 0x7f) },
        { "'b' is not where", With(Two(), LocalB + 28, 21) },
    };

    [Theory]
    [MemberData(nameof(Unusable), DisableDiscoveryEnumeration = true)]
    public void Open_BrokenRule_IsRefusedByName(string message, byte[] file)
    {
        var e = Assert.Throws<UnusableInputException>(() => Open(file));
        Assert.Contains(message, e.Message);
        Assert.StartsWith("'f.zip'", e.Message);
    }

    [Fact]
    public void Open_FileWithinAFile_IsRefused()
    {
        byte[] inner = ZipWriter.Store([("b", [4, 5])]);
        byte[] zip = ZipWriter.Store([("a", inner[..53]), ("b", [4, 5])]);
        int entryB = zip.Length - 22 - 47;
        Assert.Contains("'b' overlaps", Refused(() => Open(With(zip, entryB + 42, 51))));
    }

    [Fact]
    public void Open_MoreThanAGigabyteInflated_IsRefusedBeforeItIsInflated()
    {
        byte[] zip = ZipWriter.Store([("a", new byte[1_100_000])]);
        int entry = zip.Length - 22 - 47;
        byte[] bomb = With(With(zip, entry + 10, 8), entry + 24, 1, 0, 0, 64);
        Assert.Contains("more than 1073741824 bytes", Refused(() => Open(bomb)));
    }

    [Fact]
    public void Read_OtherBytesThanStated_IsRefused()
    {
        ZipEntries read = Open(With(Two(), 51, 9));
        Assert.Contains("checksum of 'a' is wrong", Refused(() => read.Read(read.Find("a")!)));

        byte[] deflated = Other(true, CompressionLevel.Optimal, ("a", new byte[1000]));
        foreach ((int less, string message) in new[] { (-1, "does not inflate to the 1001"), (1, "does not inflate to the 999") })
        {
            byte[] file = [.. deflated];
            int size = 1000 - less;
            foreach (int at in new[] { 22, file.AsSpan().IndexOf("PK\x01\x02"u8) + 24 })
                With(file, at, (byte)size, (byte)(size >> 8));
            ZipEntries other = Open(file);
            Assert.Contains(message, Refused(() => other.Read(other.Find("a")!)));
        }

        ZipEntries damaged = Open(With(deflated, 31, 0xff, 0xff, 0xff));
        Assert.Contains("cannot be inflated", Refused(() => damaged.Read(damaged.Find("a")!)));
    }

    [Fact]
    public void Crc32_KnownText_HasItsCheckValue()
    {
        // The check value of CRC-32/ISO-HDLC in every catalogue of checksums.
        Assert.Equal(0xCBF4_3926u, Crc32.Of("123456789"u8));
        Assert.Equal(0u, Crc32.Of([]));
    }

    internal static ZipEntries Open(byte[] file) => ZipEntries.Open(new MemoryStream(file), "f.zip");

    private static string Refused(Func<object> act) => Assert.Throws<UnusableInputException>(act).Message;
}
