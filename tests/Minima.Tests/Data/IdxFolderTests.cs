using Minima.Data;
using static Minima.Tests.Data.IdxBytes;

namespace Minima.Tests.Data;

public sealed class IdxFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Load_SmallFolder_SplitsOffLastSixth()
    {
        _folder.AddSmall("");
        DataSet data = IdxFolder.Load(_folder.Path);
        Assert.Equal((_folder.Path, 3, 6), (data.Name, data.Classes, data.Inputs));
        Assert.Equal((10, 2, 4), (data.Train.Count, data.Validation.Count, data.Test.Count));
        byte[] pixels = Small()["train-images-idx3-ubyte"][16..];
        Assert.Equal(pixels.AsSpan(0, 60), data.Train.Pixels);
        Assert.Equal(pixels.AsSpan(60), data.Validation.Pixels);
        Assert.Equal([0, 1, 2, 0, 1, 2, 0, 1, 2, 0], data.Train.Labels.ToArray());
        Assert.Equal([1, 2], data.Validation.Labels.ToArray());
        Assert.Equal([0, 1, 0, 1], data.Test.Labels.ToArray());
        Assert.Contains("10 training, 2 validation and 4 test images, 3x2", data.Description);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void Load_OtherSpelling_SameFingerprint(bool gzip, bool dotted)
    {
        _folder.AddSmall("plain");
        _folder.AddSmall("other", gzip, dotted);
        Assert.Equal(IdxFolder.Load(_folder["plain"]).Fingerprint, IdxFolder.Load(_folder["other"]).Fingerprint);
    }

    [Fact]
    public void Load_OneClass_CountsTwo()
    {
        _folder.AddSmall("");
        _folder.Add("train-labels-idx1-ubyte", Labels(12, 1));
        _folder.Add("t10k-labels-idx1-ubyte", Labels(4, 1));
        Assert.Equal(2, IdxFolder.Load(_folder.Path).Classes);
    }

    [Fact]
    public void Load_LargestLabelInTestOnly_Counts()
    {
        _folder.AddSmall("");
        _folder.Add("t10k-labels-idx1-ubyte", [.. Header(0x08, 4), 0, 0, 255, 0]);
        Assert.Equal(256, IdxFolder.Load(_folder.Path).Classes);
    }

    [Fact]
    public void Load_FileMissing_RefusedByName()
    {
        _folder.AddSmall("");
        File.Delete(_folder["t10k-labels-idx1-ubyte"]);
        Refused(() => IdxFolder.Load(_folder.Path), _folder.Path, "lacks t10k-labels-idx1-ubyte (");
    }

    [Fact]
    public void Load_LabelsTooFew_Refused()
    {
        _folder.AddSmall("");
        _folder.Add("train-labels-idx1-ubyte", Labels(11, 3));
        Refused(() => IdxFolder.Load(_folder.Path), _folder.Path, "12 training images but 11 training labels");
    }

    [Fact]
    public void Load_TestImagesOfOtherSize_Refused()
    {
        _folder.AddSmall("");
        _folder.Add("t10k-images-idx3-ubyte", Images(4, 2, 3));
        Refused(() => IdxFolder.Load(_folder.Path), _folder.Path, "3x2", "2x3");
    }

    [Fact]
    public void Load_FiveTrainingImages_Refused()
    {
        _folder.AddSmall("");
        _folder.Add("train-images-idx3-ubyte", Images(5, 3, 2));
        _folder.Add("train-labels-idx1-ubyte", Labels(5, 3));
        Refused(() => IdxFolder.Load(_folder.Path), _folder.Path, "at least 6");
    }

    public void Dispose() => _folder.Dispose();
}
