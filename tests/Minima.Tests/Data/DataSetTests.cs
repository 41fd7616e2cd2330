using System.Buffers.Binary;
using Minima.Data;

namespace Minima.Tests.Data;

public sealed class DataSetTests
{
    private static readonly byte[] Pixels = [0, 64, 128, 255, 1, 2];

    [Fact]
    public void CopyRow_Pixels_AreOver256()
    {
        Examples examples = Examples.FromPixels(Pixels, [1, 0, 1], 2);
        var row = new float[3];
        row[2] = 9;
        examples.CopyRow(1, row);
        Assert.Equal([0.5f, 0.99609375f, 9f], row);
    }

    [Fact]
    public void CopyRow_Values_AreThemselves()
    {
        Examples examples = Examples.FromValues([1.5f, 2.5f, 3.5f, 4.5f], [0, 1], 2);
        var row = new float[2];
        examples.CopyRow(1, row);
        Assert.Equal([3.5f, 4.5f], row);
    }

    [Fact]
    public void Slice_Middle_HoldsThoseExamples()
    {
        Examples slice = Examples.FromPixels([.. Pixels], [5, 6, 7], 2).Slice(1, 2);
        Assert.Equal([128, 255, 1, 2], slice.Pixels.ToArray());
        Assert.Equal([6, 7], slice.Labels.ToArray());
        Assert.Equal((2, 2), (slice.Count, slice.Width));
    }

    [Theory]
    [InlineData(6, 2, 2)]
    [InlineData(6, 4, 2)]
    [InlineData(0, 1, 0)]
    public void FromPixels_LengthsDoNotFit_Refused(int pixels, int labels, int width) =>
        Assert.Throws<UnusableInputException>(() => Examples.FromPixels(new byte[pixels], new byte[labels], width));

    [Fact]
    public void Fingerprint_Small_IsSha256OfStatedBytes()
    {
        // Written out by hand: tag, classes, then for each part count, width, kind, values, labels.
        byte[] bytes =
        [
            .. "minima data 1\n"u8,
            .. Int(2),
            .. Int(2), .. Int(1), .. Int(1), 10, 20, 0, 1,
            .. Int(1), .. Int(1), .. Int(1), 30, 1,
            .. Int(1), .. Int(1), .. Int(4), 0, 0, 0, 0x3f, 0,
        ];
        Assert.Equal(IdxBytes.Sha256(bytes), Data().Fingerprint);

        static byte[] Int(int number)
        {
            var little = new byte[4];
            BinaryPrimitives.WriteInt32LittleEndian(little, number);
            return little;
        }
    }

    [Fact]
    public void Fingerprint_AnyPartChanged_Differs()
    {
        DataSet data = Data();
        string[] fingerprints =
        [
            data.Fingerprint,
            Data(classes: 3).Fingerprint,
            Data(pixel: 11).Fingerprint,
            Data(label: 0).Fingerprint,
            Data(value: 0.25f).Fingerprint,
        ];
        Assert.Equal(fingerprints.Length, fingerprints.Distinct().Count());
        Assert.Equal(data.Fingerprint, (data with { Name = "b", Description = "" }).Fingerprint);
    }

    [Fact]
    public void Part_OfADataSet_IsTheOneNamed()
    {
        DataSet data = Data();
        Assert.Same(data.Train, data[DataPart.Train]);
        Assert.Same(data.Validation, data[DataPart.Validation]);
        Assert.Same(data.Test, data[DataPart.Test]);
        Assert.Throws<ArgumentOutOfRangeException>(() => data[(DataPart)3]);
    }

    [Fact]
    public void Images_OfADataSet_AreItsCopysToo()
    {
        Assert.Null(Data().Images);
        Assert.Equal(new ImageSize(3, 2), (Data() with { Images = new ImageSize(3, 2) } with { Name = "b" }).Images);
        Assert.Equal(new ImageSize(28, 28), ImageSize.OfSquare(784));
        Assert.Null(ImageSize.OfSquare(6));
    }

    private static DataSet Data(int classes = 2, byte pixel = 10, byte label = 1, float value = 0.5f) => new(
        "a",
        "a",
        classes,
        Examples.FromPixels([pixel, 20], [0, label], 1),
        Examples.FromPixels([30], [1], 1),
        Examples.FromValues([value], [0], 1));
}
