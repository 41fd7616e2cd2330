using Minima.Data;
using static Minima.Tests.Data.IdxBytes;
using static Minima.Tests.Data.LoopbackServer;

namespace Minima.Tests.Data;

/// <summary>Fetches a small data set in MNIST's place from servers on this machine: <c>a/</c> is tried before <c>b/</c>.</summary>
public sealed class DataFetcherTests : IDisposable
{
    private const string Images = "train-images-idx3-ubyte";

    private static readonly Dictionary<string, byte[]> Plain = Small();
    private static readonly Dictionary<string, string> Hashes =
        Plain.ToDictionary(static file => file.Key, static file => Sha256(file.Value));

    private readonly TemporaryFolder _folder = new();
    private readonly LoopbackServer _server = new();
    private readonly HttpClient _client = new();

    private static CancellationToken TestEnd => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Fetch_GoodMirror_PutsAllFilesAndReportsProgress()
    {
        Serve("a");
        var progress = new Recorder();
        IReadOnlyList<string> fetched = await Fetcher().FetchIdxAsync(_folder.Path, Hashes, progress, TestEnd);
        Assert.Equal(Plain.Keys.Select(name => _folder[name + ".gz"]), fetched);
        Assert.Equal(IdxFolder.Names.Select(static name => name + ".gz").Order(StringComparer.Ordinal), _folder.Files());
        byte[] images = File.ReadAllBytes(_folder[Images + ".gz"]);
        Assert.Contains(new FetchProgress(Images + ".gz", images.Length, images.Length), progress.Values);
        Assert.Equal(12, IdxFolder.Load(_folder.Path).Train.Count + IdxFolder.Load(_folder.Path).Validation.Count);
    }

    [Fact]
    public async Task Fetch_AgainOnceThere_AsksNobody()
    {
        Serve("a");
        await Fetcher().FetchIdxAsync(_folder.Path, Hashes, null, TestEnd);
        int requests = _server.Requests.Count;
        Assert.Empty(await Fetcher().FetchIdxAsync(_folder.Path, Hashes, null, TestEnd));
        Assert.Equal(requests, _server.Requests.Count);
    }

    [Fact]
    public async Task Fetch_OneDamagedOnePlain_FetchesDamagedOnly()
    {
        Serve("a");
        await Fetcher().FetchIdxAsync(_folder.Path, Hashes, null, TestEnd);
        _folder.Add(Images + ".gz", [1, 2, 3]);
        File.Delete(_folder["t10k-images-idx3-ubyte.gz"]);
        _folder.Add("t10k-images-idx3-ubyte", Plain["t10k-images-idx3-ubyte"]);
        Assert.Equal([_folder[Images + ".gz"]], await Fetcher().FetchIdxAsync(_folder.Path, Hashes, null, TestEnd));
    }

    [Fact]
    public async Task Fetch_OtherPlainFileInTheWay_RefusedBeforeAsking()
    {
        Serve("a");
        _folder.Add(Images, [1, 2, 3]);
        var e = await Assert.ThrowsAsync<UnusableInputException>(() => Fetcher().FetchIdxAsync(_folder.Path, Hashes, null, TestEnd));
        Assert.Contains(_folder[Images], e.Message);
        Assert.Empty(_server.Requests);
        Assert.Equal([Images], _folder.Files());
    }

    public static TheoryData<string> Faults => [.. AnswersByFault.Keys];

    private static Dictionary<string, Answer> AnswersByFault { get; } = new()
    {
        ["other content (SHA-256 "] = Content(Gzip(IdxBytes.Images(12, 3, 2, shift: 1))),
        ["not an IDX file"] = Content("<html>Sign in to this network</html>"u8.ToArray()),
        ["end"] = Truncated(Gzip(Plain[Images]), 30),
        ["nothing came for 1 s"] = Silent(Gzip(Plain[Images]), 30),
        ["nothing came for"] = Mute(),
        ["more than the 67108864 bytes"] = Announcing(1L << 40),
        ["more than the 67108864"] = Endless(),
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Fetch_FirstMirrorBad_TakesSecond(string fault)
    {
        Serve("a");
        Serve("b");
        _server.Answers[$"/a/{Images}.gz"] = AnswersByFault[fault];
        await Fetcher().FetchIdxAsync(_folder.Path, Hashes, null, TestEnd);
        Assert.Contains($"/b/{Images}.gz", _server.Requests);
        Assert.Equal(4, _folder.Files().Length);
        Assert.Equal(Hashes[Images], IdxReader.ReadImages(_folder[Images + ".gz"]).Sha256());
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Fetch_AllMirrorsBad_SaysWhyAndLeavesNothing(string fault)
    {
        _server.Answers[$"/a/{Images}.gz"] = AnswersByFault[fault];
        var e = await Assert.ThrowsAsync<IOException>(() => Fetcher().FetchIdxAsync(_folder.Path, Hashes, null, TestEnd));
        Assert.Contains($"{_server.Address}a/{Images}.gz: ", e.Message);
        Assert.Contains(fault.Replace("other content", "the content is not the right one"), e.Message);
        Assert.Contains($"{_server.Address}b/{Images}.gz: the server answered 404", e.Message);
        Assert.Empty(_folder.Files());
    }

    [Fact]
    public async Task Fetch_NobodyListens_SaysSo()
    {
        var nobody = new Uri("http://127.0.0.1:1/");
        var fetcher = new DataFetcher(_client, new FetchSources([nobody], [nobody]), TimeSpan.FromSeconds(5));
        var e = await Assert.ThrowsAsync<IOException>(() => fetcher.FetchMnistAsync(_folder.Path, null, TestEnd));
        Assert.Contains("http://127.0.0.1:1/", e.Message);
        Assert.Empty(_folder.Files());
    }

    [Fact]
    public async Task Fetch_Cancelled_LeavesWholeFilesOnly()
    {
        Serve("a");
        _server.Answers["/a/t10k-images-idx3-ubyte.gz"] = Silent(Gzip(Plain["t10k-images-idx3-ubyte"]), 20);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(TestEnd);
        var progress = new Recorder(value =>
        {
            if (value is { File: "t10k-images-idx3-ubyte.gz", Done: > 0 })
                cancel.Cancel();
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Fetcher(seconds: 30).FetchIdxAsync(_folder.Path, Hashes, progress, cancel.Token));
        Assert.Equal([Images + ".gz", "train-labels-idx1-ubyte.gz"], _folder.Files());
    }

    [Fact]
    public async Task Fetch_FolderIsAFile_Throws()
    {
        Serve("a");
        string file = _folder.Add("file", [1]);
        await Assert.ThrowsAsync<IOException>(() => Fetcher().FetchIdxAsync(file, Hashes, null, TestEnd));
        Assert.Equal(["file"], _folder.Files());
    }

    [Fact]
    public async Task FetchPublishedModel_WrongContent_LeavesNothing()
    {
        _server.Answers[$"/a/{PublishedModel.FileName}"] = Content([1, 2, 3]);
        var e = await Assert.ThrowsAsync<IOException>(() => Fetcher().FetchPublishedModelAsync(_folder.Path, null, TestEnd));
        Assert.Contains(PublishedModel.Sha256, e.Message);
        Assert.Empty(_folder.Files());
    }

    [Fact]
    public async Task Fetch_RealFiles_AreVerified()
    {
        MnistTests.SkipWithoutMnist();
        string root = Environment.GetEnvironmentVariable("MINIMA_DATA")!;
        foreach (string name in IdxFolder.Names)
            _server.Answers[$"/b/{name}.gz"] = Content(File.ReadAllBytes(Path.Combine(root, "mnist", name + ".gz")));
        string model = Path.Combine(root, "dml", PublishedModel.FileName);
        Assert.SkipUnless(File.Exists(model), "MINIMA_DATA names no folder with dml/best_model_mlp_500_zero.pkl");
        _server.Answers[$"/b/{PublishedModel.FileName}"] = Content(File.ReadAllBytes(model));

        DataFetcher fetcher = Fetcher(seconds: 30);
        Assert.Equal(4, (await fetcher.FetchMnistAsync(_folder["mnist"], null, TestEnd)).Count);
        Assert.True(await fetcher.FetchPublishedModelAsync(_folder["dml"], null, TestEnd));
        Assert.False(await fetcher.FetchPublishedModelAsync(_folder["dml"], null, TestEnd));
        var locator = new DataLocator([new DataRoot(_folder.Path, "a test")]);
        Assert.True(locator.List()[0].IsStandardMnist);
        Assert.NotNull(locator.FindPublishedModel());
    }

    public void Dispose()
    {
        _client.Dispose();
        _server.Dispose();
        _folder.Dispose();
    }

    private DataFetcher Fetcher(double seconds = 1)
    {
        Uri a = new(_server.Address, "a/"), b = new(_server.Address, "b/");
        return new DataFetcher(
            _client,
            new FetchSources([a, b], [new Uri(a, PublishedModel.FileName), new Uri(b, PublishedModel.FileName)]),
            TimeSpan.FromSeconds(seconds));
    }

    private void Serve(string mirror)
    {
        foreach ((string name, byte[] content) in Plain)
            _server.Answers[$"/{mirror}/{name}.gz"] = Content(Gzip(content));
    }

    /// <summary>Keeps what is reported, at once and on the reporting thread.</summary>
    private sealed class Recorder(Action<FetchProgress>? also = null) : IProgress<FetchProgress>
    {
        public List<FetchProgress> Values { get; } = [];

        public void Report(FetchProgress value)
        {
            Values.Add(value);
            also?.Invoke(value);
        }
    }
}
