using System.Runtime.InteropServices;
using Minima.Data;
using static Minima.Tests.Data.IdxBytes;

namespace Minima.Tests.Data;

public sealed class DataLocatorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DataLocator _locator;

    public DataLocatorTests() => _locator = new DataLocator(
    [
        new DataRoot(_folder["first"], "the first place"),
        new DataRoot(_folder["second"], "the second place"),
    ]);

    [Fact]
    public void Auto_NothingFound_IsDigits() => Assert.Equal("digits", _locator.Load("auto").Name);

    [Fact]
    public void Auto_InSecondPlace_IsMnist()
    {
        _folder.AddSmall("second/mnist");
        DataSet data = _locator.Load("auto");
        Assert.Equal("mnist", data.Name);
        Assert.Contains(_folder["second"], data.Description);
        Assert.Contains("not the standard MNIST", data.Description);
    }

    [Fact]
    public void Auto_InBothPlaces_IsFirst()
    {
        _folder.AddSmall("first/mnist");
        _folder.AddSmall("second/mnist");
        Assert.Contains(_folder["first"], _locator.Load("auto").Description);
    }

    [Theory]
    [InlineData("auto")]
    [InlineData("mnist")]
    public void Load_FirstPlaceIncomplete_RefusedThoughSecondIsWhole(string name)
    {
        _folder.AddSmall("first/mnist");
        _folder.AddSmall("second/mnist");
        File.Delete(_folder["first/mnist/train-labels-idx1-ubyte"]);
        Refused(() => _locator.Load(name), "first", "lacks train-labels-idx1-ubyte");
    }

    [Theory]
    [InlineData("auto")]
    [InlineData("mnist")]
    public void Load_Damaged_Refused(string name)
    {
        _folder.AddSmall("first/mnist");
        _folder.Add("first/mnist/train-images-idx3-ubyte", Images(12, 3, 2)[..50]);
        Refused(() => _locator.Load(name), "train-images-idx3-ubyte", "cut off");
    }

    [Fact]
    public void Mnist_NotFound_SaysWhereAndHow() =>
        Refused(() => _locator.Load("mnist"), _folder["first"], "the first place", _folder["second"], "minima data fetch mnist");

    [Fact]
    public void Folder_Given_IsLoadedUnderItsName()
    {
        _folder.AddSmall("mine");
        Assert.Equal(_folder["mine"], _locator.Load(_folder["mine"]).Name);
    }

    [Fact]
    public void Folder_NotThere_Refused() => Refused(() => _locator.Load("nowhere/mnits"), "nowhere/mnits", "auto, mnist, digits");

    [Fact]
    public void File_OfNoKnownKind_Refused() => Refused(() => _locator.Load(_folder.Add("a.txt", [1])), "a.txt", "is no data set");

    [Fact]
    public void List_OneWholeOneDamaged_NamesBothAndDigits()
    {
        _folder.AddSmall("first/mnist");
        _folder.Add("second/mnist/train-images-idx3-ubyte.gz", [0x1f, 0x8b, 0]);
        FoundData[] found = [.. _locator.List()];
        Assert.Equal(["mnist", "mnist", "digits"], found.Select(static data => data.Name));
        Assert.Null(found[0].Problem);
        Assert.False(found[0].IsStandardMnist);
        Assert.Equal(10, found[0].Data!.Train.Count);
        Assert.Null(found[1].Data);
        Assert.Contains("lacks", found[1].Problem);
        Assert.Equal("built in", found[2].Place);
    }

    [Fact]
    public void FindPublishedModel_InSecondPlace_IsFound()
    {
        Assert.Null(_locator.FindPublishedModel());
        string path = _folder.Add(Path.Combine("second", "dml", "best_model_mlp_500_zero.pkl"), [1]);
        Assert.Equal(path, _locator.FindPublishedModel());
    }

    [Fact]
    public void FromEnvironment_Always_EndsWithCache()
    {
        Assert.SkipUnless(UserCache.Locate() is not null, "the user has no home folder");
        Assert.Equal(DataLocator.CacheFolder(), DataLocator.FromEnvironment().Roots[^1].Folder);
    }

    [Fact]
    public void UserCache_EachPlatform_IsThatPlatformsPlace()
    {
        static string? None(string name) => null;
        static string? Xdg(string name) => name == "XDG_CACHE_HOME" ? "/x" : null;
        static string? XdgRelative(string name) => name == "XDG_CACHE_HOME" ? "x" : null;
        static string? Local(string name) => name == "LOCALAPPDATA" ? "L" : null;
        string home = Path.Combine("/", "home", "u");
        Assert.Equal(Path.Combine(home, ".cache", "minima"), UserCache.Locate(OSPlatform.Linux, home, None));
        Assert.Equal(Path.Combine("/x", "minima"), UserCache.Locate(OSPlatform.Linux, home, Xdg));
        Assert.Equal(Path.Combine(home, ".cache", "minima"), UserCache.Locate(OSPlatform.Linux, home, XdgRelative));
        Assert.Equal(Path.Combine(home, "Library", "Caches", "minima"), UserCache.Locate(OSPlatform.OSX, home, Xdg));
        Assert.Equal(Path.Combine("L", "minima", "cache"), UserCache.Locate(OSPlatform.Windows, home, Local));
        Assert.Null(UserCache.Locate(OSPlatform.Windows, home, None));
        Assert.Null(UserCache.Locate(OSPlatform.Linux, "", None));
    }

    public void Dispose() => _folder.Dispose();
}
