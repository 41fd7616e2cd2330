using System.Text;
using Minima.Formats;

namespace Minima.Tests.Formats;

public sealed class NpyTests
{
    /// <summary><c>numpy.savez(f, a=numpy.arange(3, dtype="f4"), b=numpy.array([True]))</c>, NumPy 1.24.2 on Python 3.11.2.</summary>
    private const string NumPys =
        "UEsDBBQAAAAAAAAAIQC2jIZTjAAAAIwAAAAFABQAYS5ucHkBABAAjAAAAAAAAACMAAAAAAAAAJNOVU1QWQEAdgB7J2Rlc2NyJzogJzxmNCcsICdmb3J0cmFuX29yZGVyJzog"
        + "RmFsc2UsICdzaGFwZSc6ICgzLCksIH0gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAKAAAAAAAAgD8AAABAUEsD"
        + "BBQAAAAAAAAAIQC6NC5zgQAAAIEAAAAFABQAYi5ucHkBABAAgQAAAAAAAACBAAAAAAAAAJNOVU1QWQEAdgB7J2Rlc2NyJzogJ3xiMScsICdmb3J0cmFuX29yZGVyJzogRmFs"
        + "c2UsICdzaGFwZSc6ICgxLCksIH0gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAKAVBLAQIUAxQAAAAAAAAAIQC2"
        + "jIZTjAAAAIwAAAAFAAAAAAAAAAAAAACAAQAAAABhLm5weVBLAQIUAxQAAAAAAAAAIQC6NC5zgQAAAIEAAAAFAAAAAAAAAAAAAACAAcMAAABiLm5weVBLBQYAAAAAAgACAGYA"
        + "AAB7AQAAAAA=";

    [Fact]
    public void Npz_OfNumPy_IsReadAndWrittenByteForByte()
    {
        byte[] file = Convert.FromBase64String(NumPys);
        Npz read = Parse(file);
        Assert.Equal(["a F32 3", "b BOOL 1"], read.Tensors.Select(static tensor => $"{tensor.Name} {tensor.Type.Name()} {tensor.Shape[0]}"));
        Assert.Equal([0f, 1f, 2f], read.Tensors[0].ToFloats());
        Assert.Equal(file, read.ToBytes());
    }

    [Fact]
    public void Npz_WithMetadata_ReadsBackAsItWas()
    {
        var npz = new Npz(
            new Dictionary<string, string> { ["epoch"] = "5", ["network"] = "[{\"name\":\"ü\"}]" }, [Tensor.FromFloats("a", [2], [1, 2])]);
        Npz read = Parse(npz.ToBytes());
        Assert.Equal(npz.Metadata.OrderBy(static pair => pair.Key), read.Metadata.OrderBy(static pair => pair.Key));
        Assert.Equal(["a"], read.Tensors.Select(static tensor => tensor.Name));
        Assert.Equal(npz.ToBytes(), read.ToBytes());
    }

    [Theory]
    [InlineData("[1]")]
    [InlineData("{\"a\":1}")]
    [InlineData("{\"a\":\"b\",\"a\":\"c\"}")]
    [InlineData("{\"a\":\"\\ud800\"}")]
    [InlineData("no JSON")]
    public void Npz_ArrayThatIsNoMetadata_IsAnArray(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Npz read = Parse(new Npz(
            new Dictionary<string, string>(), [new Tensor(Npz.MetadataName, ElementType.U8, [bytes.Length], bytes)]).ToBytes());
        Assert.Empty(read.Metadata);
        Assert.Equal(bytes, Assert.Single(read.Tensors).Bytes);
    }

    [Fact]
    public void Npz_WithAnotherFileInIt_IsRefused() => Assert.Contains(
        "'readme.txt', which is no NumPy array",
        Assert.Throws<UnusableInputException>(() => Parse(ZipWriter.Store([("readme.txt", [1])]))).Message);

    [Theory]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }")]
    [InlineData("{\"shape\":(2,3,),'fortran_order':False,'descr':\"<f4\"}")]
    [InlineData(" { 'descr' : '<f4' , 'fortran_order' : False , 'shape' : ( 2L , 3L ) } ")]
    public void Header_WrittenOtherwise_IsTheSame(string header)
    {
        Tensor read = Read(File(header, 24));
        Assert.Equal((ElementType.F32, "f"), (read.Type, read.Name));
        Assert.Equal([2, 3], read.Shape);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Header_OfLaterVersion_IsRead(byte version)
    {
        byte[] first = File("{'descr': '|u1', 'fortran_order': False, 'shape': (), }", 1);
        Assert.Empty(Read([.. first[..6], version, 0, .. first[8..10], 0, 0, .. first[10..]]).Shape);
    }

    [Fact]
    public void Elements_BigEndianAndColumnMajor_AreTurned()
    {
        byte[] big = [.. File("{'descr': '>i2', 'fortran_order': True, 'shape': (2, 3), }", 0), 0, 1, 0, 4, 0, 2, 0, 5, 0, 3, 0, 6];
        Assert.Equal([1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0], Read(big).Bytes.ToArray());
        byte[] complex = [.. File("{'descr': '>c8', 'fortran_order': False, 'shape': (1,), }", 0), 1, 2, 3, 4, 5, 6, 7, 8];
        Assert.Equal([4, 3, 2, 1, 8, 7, 6, 5], Read(complex).Bytes.ToArray());

        // Column-major [2, 2, 2] of 0..7: element (i, j, k) is i + 2 j + 4 k.
        byte[] cube = [.. File("{'descr': '|u1', 'fortran_order': True, 'shape': (2, 2, 2), }", 0), 0, 1, 2, 3, 4, 5, 6, 7];
        Assert.Equal([0, 4, 2, 6, 1, 5, 3, 7], Read(cube).Bytes.ToArray());
        Assert.Equal([0, 3], Read(File("{'descr': '<f8', 'fortran_order': True, 'shape': (0, 3), }", 0)).Shape);
    }

    public static TheoryData<string, byte[]> Unusable => new()
    {
        { "does not begin as one", new byte[100] },
        { "does not begin as one", File("{}", 0)[..11] },
        { "version 4.0", [.. File("{}", 0)[..6], 4, .. File("{}", 0)[7..]] },
        { "header of 65535 bytes", [.. File("{}", 0)[..8], 0xff, 0xff, .. new byte[70_000]] },
        { "header of 4294967295 bytes", [.. File("{}", 0)[..6], 2, 0, 0xff, 0xff, 0xff, 0xff, .. new byte[100]] },
        { "header of 9999 bytes", [.. File("{}", 0)[..8], 0x0f, 0x27, .. new byte[100]] },
        { "lacks 'descr'", File("{}", 0) },
        { "lacks 'descr'", File("{'descr': '<f4', 'shape': ()}", 4) },
        { "'shape' that is unknown or stands twice", File("{'shape': (), 'shape': ()}", 4) },
        { "'other' that is unknown", File("{'other': 1}", 4) },
        { "'{' is missing", File("[]", 4) },
        { "':' is missing", File("{'descr'", 4) },
        { "',' is missing", File("{'fortran_order': False 'shape': ()}", 4) },
        { "text in quotes", File("{descr: 1}", 4) },
        { "text in quotes", File("{'descr': __import__('os')}", 4) },
        { "text in quotes", File("{'descr", 4) },
        { "neither True nor False", File("{'fortran_order': 0}", 4) },
        { "not a whole number", File("{'shape': (-1,)}", 4) },
        { "not a whole number", File("{'shape': (99999999999999999999,)}", 4) },
        { "not a whole number", File("{'shape': (281474976710656,)}", 4) },
        { "',' is missing", File("{'shape': (3)}", 4) },
        { "more than 8 lengths", File("{'shape': (1,1,1,1,1,1,1,1,1)}", 4) },
        { "spaces and a line feed", File("{'descr': '<f4', 'fortran_order': False, 'shape': ()} x", 4) },
        { "several fields", File("{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': ()}", 4) },
        { "Python objects", File("{'descr': '|O', 'fortran_order': False, 'shape': ()}", 4) },
        { "type '<U3'", File("{'descr': '<U3', 'fortran_order': False, 'shape': ()}", 12) },
        { "type '<f16'", File("{'descr': '<f16', 'fortran_order': False, 'shape': ()}", 16) },
        { "type 'f4'", File("{'descr': 'f4', 'fortran_order': False, 'shape': ()}", 4) },
        { "type ''", File("{'descr': '', 'fortran_order': False, 'shape': ()}", 4) },
        { "order of bytes", File("{'descr': '|f4', 'fortran_order': False, 'shape': ()}", 4) },
        { "order of bytes", File("{'descr': '<u1', 'fortran_order': False, 'shape': ()}", 1) },
        { "larger than any file", File("{'descr': '<f4', 'fortran_order': False, 'shape': (281474976710655, 281474976710655)}", 4) },
        { "holds 5 bytes of elements, but F32 [] takes 4", File("{'descr': '<f4', 'fortran_order': False, 'shape': ()}", 5) },
        { "holds 3 bytes of elements, but F32 [] takes 4", File("{'descr': '<f4', 'fortran_order': False, 'shape': ()}", 3) },
    };

    [Theory]
    [MemberData(nameof(Unusable), DisableDiscoveryEnumeration = true)]
    public void Read_BrokenRule_IsRefusedByName(string message, byte[] file)
    {
        var e = Assert.Throws<UnusableInputException>(() => Read(file));
        Assert.Contains(message, e.Message);
        Assert.StartsWith("'f.npy'", e.Message);
    }

    [Fact]
    public void Write_TypeThatNumPyLacks_IsRefused() => Assert.Contains(
        "BF16, for which NumPy has no type",
        Assert.Throws<UnusableInputException>(() => Npy.ToBytes(new Tensor("a", ElementType.BF16, [1], new byte[2]))).Message);

    internal static Npz Parse(byte[] file) => Npz.Read(ZipEntriesTests.Open(file), "f.npz");

    internal static Tensor Read(byte[] file) => Npy.Read(new MemoryStream(file), "f.npy");

    internal static byte[] File(string header, int data) =>
        [0x93, .. "NUMPY"u8, 1, 0, (byte)(header.Length + 1), (byte)((header.Length + 1) >> 8), .. Encoding.ASCII.GetBytes(header), (byte)'\n', .. new byte[data]];
}
