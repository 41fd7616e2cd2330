using Minima.Data;

namespace Minima.Tests.Data;

public sealed class MnistTests
{
    private static readonly string? Root = Environment.GetEnvironmentVariable("MINIMA_DATA");

    private static readonly string Folder = Path.Combine(Root ?? "", "mnist");

    [Fact]
    public void Mnist_RealFiles_HaveSizesHashesAndFingerprint()
    {
        SkipWithoutMnist();
        foreach ((string name, string sha256) in Mnist.Sha256)
        {
            string path = IdxFolder.Find(Folder, name)!;
            Assert.Equal(sha256, (name.Contains("images") ? IdxReader.ReadImages(path) : IdxReader.ReadLabels(path)).Sha256());
        }

        DataSet data = new DataLocator([new DataRoot(Root!, "$MINIMA_DATA")]).Load("mnist");
        Assert.Equal(("mnist", 10, 784), (data.Name, data.Classes, data.Inputs));
        Assert.Equal((50_000, 10_000, 10_000), (data.Train.Count, data.Validation.Count, data.Test.Count));
        Assert.Equal([5, 0, 4, 1, 9], data.Train.Labels[..5].ToArray());
        Assert.Equal([7, 2, 1, 0, 4], data.Test.Labels[..5].ToArray());
        Assert.Equal(Mnist.Fingerprint, data.Fingerprint);
        Assert.True(Mnist.IsStandard(data));
        Assert.StartsWith("MNIST:", data.Description);
    }

    [Fact]
    public void Mnist_OneFileOfAnother_RefusedByName()
    {
        SkipWithoutMnist();
        using var folder = new TemporaryFolder();
        foreach (string name in IdxFolder.Names)
            File.Copy(IdxFolder.Find(Folder, name)!, Path.Combine(Directory.CreateDirectory(folder["mnist"]).FullName, name + ".gz"));
        folder.Add(Path.Combine("mnist", "t10k-labels-idx1-ubyte.gz"), IdxBytes.Gzip(IdxBytes.Labels(10_000, 10)));
        var locator = new DataLocator([new DataRoot(folder.Path, "a test")]);
        IdxBytes.Refused(() => locator.Load("auto"), folder.Path, "t10k-labels-idx1-ubyte is not standard MNIST's");
        Assert.False(Mnist.IsStandard(locator.Load(folder["mnist"])));
    }

    [Fact]
    public void PublishedModel_RealFile_HasHash()
    {
        string? path = Root is null ? null : new DataLocator([new DataRoot(Root, "$MINIMA_DATA")]).FindPublishedModel();
        Assert.SkipUnless(path is not null, "MINIMA_DATA names no folder with dml/best_model_mlp_500_zero.pkl");
        Assert.Equal(PublishedModel.Sha256, IdxBytes.Sha256(File.ReadAllBytes(path!)));
    }

    internal static void SkipWithoutMnist() =>
        Assert.SkipUnless(Root is not null && IdxFolder.HasAny(Folder), "MINIMA_DATA names no folder with mnist/");
}
