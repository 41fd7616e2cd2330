using Minima.Data;
using Minima.Formats;

namespace Minima.Tests.Data;

public sealed class ArrayDataTests
{
    [Fact]
    public void Parts_AllThree_AreTakenAsTheyAre()
    {
        DataSet data = Load([
            X("x_train", 3), Y("y_train", 0, 1, 2), X("x_valid", 2), Y("y_valid", 1, 1), X("x_test", 1), Y("y_test", 4)]);
        Assert.Equal((3, 2, 1, 5, 6), (data.Train.Count, data.Validation.Count, data.Test.Count, data.Classes, data.Inputs));
        Assert.Equal([1, 1], data.Validation.Labels.ToArray());
        Assert.Equal("f", data.Name);
        Assert.Equal("a data set: 3 training, 2 validation and 1 test examples, 3x2, from 'f'", data.Description);
    }

    [Theory]
    [InlineData("x_train", "y_train", "x_test", "y_test")]
    [InlineData("X_train", "y_train", "X_test", "Y_test")]
    [InlineData("train_images", "train_labels", "test_images", "test_labels")]
    [InlineData("x", "y", "x_test", "y_test")]
    public void Parts_TrainAndTest_ASixthValidates(string x, string y, string testX, string testY)
    {
        DataSet data = Load([X(x, 13), Y(y, [.. Enumerable.Range(0, 13)]), X(testX, 2), Y(testY, 0, 1)]);
        Assert.Equal((11, 2, 2), (data.Train.Count, data.Validation.Count, data.Test.Count));
        Assert.Equal([11, 12], data.Validation.Labels.ToArray());
        byte[] first = [.. Enumerable.Range(0, 66).Select(static i => (byte)i)];
        Assert.Equal(first, data.Train.Pixels.ToArray());
    }

    [Fact]
    public void Parts_NoneNamed_OneSeventhTestsAndOneValidates()
    {
        DataSet data = Load([X("x", 15), Y("y", [.. Enumerable.Range(0, 15).Select(static i => i % 3)])]);
        Assert.Equal((11, 2, 2), (data.Train.Count, data.Validation.Count, data.Test.Count));
        Assert.Equal([11 % 3, 12 % 3], data.Validation.Labels.ToArray());
        Assert.Equal([13 % 3, 14 % 3], data.Test.Labels.ToArray());
        Assert.Equal(13 * 6, data.Test.Pixels[0]);
    }

    [Fact]
    public void Numbers_ThatArePixels_GiveTheFingerprintOfBytes()
    {
        string bytes = Load([X("x", 14), Labels]).Fingerprint;
        float[] pixels = [.. Enumerable.Range(0, 14 * 6).Select(static i => i / 256f)];
        Assert.Equal(bytes, Load([Tensor.FromFloats("x", [14, 6], pixels), Labels]).Fingerprint);
        byte[] doubles = [.. pixels.SelectMany(static pixel => BitConverter.GetBytes((double)pixel))];
        Assert.Equal(bytes, Load([new Tensor("x", ElementType.F64, [14, 3, 2], doubles), Labels]).Fingerprint);
    }

    [Fact]
    public void Numbers_OfOnePartAlone_DecideHowItIsKept()
    {
        // The last example is no pixel: the test part is floats, and the fingerprint is that of the same parts in arrays of their own.
        float[] values = [.. Enumerable.Range(0, 14 * 6).Select(static i => i / 256f)];
        values[^1] = 1.5f;
        DataSet whole = Load([Tensor.FromFloats("x", [14, 6], values), Labels]);
        Assert.Empty(whole.Train.Values.ToArray());
        Assert.Equal(values[^12..], whole.Test.Values.ToArray());
        DataSet parts = Load([
            Tensor.FromFloats("x_train", [10, 6], values.AsSpan(..60)), Y("y_train", [.. LabelValues[..10]]),
            Tensor.FromFloats("x_val", [2, 6], values.AsSpan(60..72)), Y("y_val", [.. LabelValues[10..12]]),
            Tensor.FromFloats("x_test", [2, 6], values.AsSpan(72..)), Y("y_test", [.. LabelValues[12..]])]);
        Assert.Equal(parts.Fingerprint, whole.Fingerprint);
    }

    [Theory]
    [InlineData(ElementType.U8)]
    [InlineData(ElementType.I8)]
    [InlineData(ElementType.U16)]
    [InlineData(ElementType.I16)]
    [InlineData(ElementType.U32)]
    [InlineData(ElementType.I32)]
    [InlineData(ElementType.U64)]
    [InlineData(ElementType.I64)]
    public void Labels_OfAnyWholeNumbers_AreRead(ElementType type)
    {
        int size = type.Bits() / 8;
        byte[] bytes = new byte[14 * size];
        for (int i = 0; i < 14; i++)
            bytes[i * size] = (byte)LabelValues[i];
        DataSet data = Load([X("x", 14), new Tensor("y", type, [14, 1], bytes)]);
        Assert.Equal(LabelValues[..10].Select(static label => (byte)label), data.Train.Labels.ToArray());
        if (type is not (ElementType.U8 or ElementType.I8))
            bytes[1] = 1;
        else
            bytes[0] = 0x80;
        Assert.Equal(type == ElementType.U8, Record(() => Load([X("x", 14), new Tensor("y", type, [14, 1], bytes)])) is null);
    }

    [Fact]
    public void Arrays_OfOtherNames_AreLeftOutAndSaid() =>
        Assert.EndsWith("from 'f'; left out: 'weights', 'z_train'", Load([X("weights", 2), X("z_train", 2), X("x", 14), Labels]).Description);

    [Fact]
    public void Arrays_ThatMakeNoDataSet_AreRefused()
    {
        Refused("no data set: x and y, or x_train and y_train, are expected.", []);
        Refused("it holds 'a', 'b'", [X("a", 14), X("b", 14)]);
        Refused("holds 'x', but not the labels", [X("x", 14)]);
        Refused("holds 'y', but not the numbers", [Labels]);
        Refused("holds 'x' and 'x_train', which mean the same", [X("x", 14), X("x_train", 14), Labels]);
        Refused("none to test on", [X("x", 14), Labels, X("x_val", 1), Y("y_val", 0)]);
        Refused("at least 7 are needed", [X("x", 6), Y("y", 0, 1, 0, 1, 0, 1)]);
        Refused("at least 6 are needed", [X("x", 5), Y("y", 0, 1, 0, 1, 0), X("x_test", 1), Y("y_test", 0)]);
        Refused("lack classes that the rest has", [X("x", 14), Y("y", [.. Enumerable.Range(0, 14)])]);
        Refused("of 6, 6 and 4 numbers", [X("x", 14), Labels, new Tensor("x_test", ElementType.U8, [1, 4], new byte[4]), Y("y_test", 0)]);
        Refused("'x' is [14]", [new Tensor("x", ElementType.U8, [14], new byte[14]), Labels]);
        Refused("'x' is [14, 0]", [new Tensor("x", ElementType.U8, [14, 0], Array.Empty<byte>()), Labels]);
        Refused("one label for each of the 13 examples", [X("x", 13), Labels]);
        Refused("'y' is [7, 2]", [X("x", 7), new Tensor("y", ElementType.U8, [7, 2], new byte[14])]);
        Refused("'y' holds F32", [X("x", 14), Tensor.FromFloats("y", [14], new float[14])]);
        Refused("'x' holds I32; bytes (uint8) or floats are expected", [new Tensor("x", ElementType.I32, [14, 1], new byte[56]), Labels]);
        Refused("'x' holds NaN in example 3", [Tensor.FromFloats("x", [14, 2], [0, 0, 0, 0, 0, 0, 0, float.NaN, .. new float[20]]), Labels]);
    }

    [Fact]
    public void Load_FileThatIsNoDataSet_SaysWhatIsExpected()
    {
        using var folder = new TemporaryFolder();
        IdxBytes.Refused(() => new DataLocator([]).Load(folder.Add("f.txt", [1, 2, 3])), "f.txt", "is no data set", ".npz");
    }

    [Fact]
    public void Load_MnistAsKerasHasIt_IsTheStandardMnist()
    {
        MnistTests.SkipWithoutMnist();
        string mnist = Path.Combine(Environment.GetEnvironmentVariable("MINIMA_DATA")!, "mnist");
        IdxArray x = IdxReader.ReadImages(IdxFolder.Find(mnist, IdxFolder.TrainImages)!), y = IdxReader.ReadLabels(IdxFolder.Find(mnist, IdxFolder.TrainLabels)!);
        IdxArray t = IdxReader.ReadImages(IdxFolder.Find(mnist, IdxFolder.TestImages)!), u = IdxReader.ReadLabels(IdxFolder.Find(mnist, IdxFolder.TestLabels)!);
        DataSet data = Load([Of("x_train", x), Of("y_train", y), Of("x_test", t), Of("y_test", u)]);
        Assert.True(Mnist.IsStandard(data));
        Assert.StartsWith("MNIST: 50000 training, 10000 validation and 10000 test examples, 28x28", data.Description);

        // All 70,000 in one array fall into the same parts.
        Tensor images = new("x", ElementType.U8, [70_000, 28, 28], (byte[])[.. x.Values, .. t.Values]);
        Assert.True(Mnist.IsStandard(Load([images, new Tensor("y", ElementType.U8, [70_000], (byte[])[.. y.Values, .. u.Values])])));

        static Tensor Of(string name, IdxArray array) =>
            new(name, ElementType.U8, [.. array.Dimensions.Select(static length => (long)length)], array.Values);
    }

    private static int[] LabelValues { get; } = [.. Enumerable.Range(0, 14).Select(static i => i % 3)];

    private static Tensor Labels => Y("y", LabelValues);

    private static Tensor X(string name, int count) =>
        new(name, ElementType.U8, [count, 3, 2], Enumerable.Range(0, count * 6).Select(static i => (byte)i).ToArray());

    private static Tensor Y(string name, params int[] labels) =>
        new(name, ElementType.I32, [labels.Length], labels.SelectMany(BitConverter.GetBytes).ToArray());

    /// <summary>By way of a file, as data come.</summary>
    private static DataSet Load(Tensor[] tensors) =>
        DataFile.Read(new MemoryStream(new Npz(new Dictionary<string, string>(), tensors).ToBytes()), "f");

    private static void Refused(string words, Tensor[] tensors) => IdxBytes.Refused(() => Load(tensors), "'f'", words);

    private static Exception? Record(Func<object> act) => Xunit.Record.Exception(() => act());
}
