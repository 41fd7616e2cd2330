using System.Text.Json;
using Minima.Cli;
using Minima.Data;
using Minima.Tests.Data;

namespace Minima.Tests.Cli;

public sealed class DataCommandTests : IDisposable
{
    private const string CacheVariable = "XDG_CACHE_HOME";
    private readonly string? _cache = Environment.GetEnvironmentVariable(CacheVariable);
    private readonly CommandLine _line = new();

    // Other tests may meet an empty cache meanwhile, which is what they expect of this machine anyway.
    public DataCommandTests() => Environment.SetEnvironmentVariable(CacheVariable, _line["cache"]);

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(CacheVariable, _cache);
        _line.Dispose();
    }

    [Fact]
    public void Data_ListsAtLeastTheDigits()
    {
        Outcome outcome = _line.Run("data");
        Assert.Equal(ExitCode.Done, outcome.ExitCode);
        Assert.Contains("digits", outcome.Results);
        Assert.Contains("built in", outcome.Results);
        JsonElement json = _line.Run("data", "--json").Json;
        JsonElement digits = json.GetProperty("sets").EnumerateArray().Last();
        Assert.Equal("digits", digits.GetProperty("name").GetString());
        Assert.Equal(6000, digits.GetProperty("train").GetInt32());
        Assert.Equal(64, json.GetProperty("data").GetProperty("fingerprint").GetString()!.Length);
    }

    [Theory]
    [InlineData("mnist")]
    [InlineData("published-model")]
    public void Fetch_WithNoSourceThatAnswers_SaysWhatToDo(string what)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The cache is moved by an environment variable, which other systems do not have.");
        using var server = new LoopbackServer();
        Outcome outcome = _line.Run(new Interruption(), new FetchSources([server.Address], [new Uri(server.Address, "model")]), "data", "fetch", what);
        Assert.Equal(ExitCode.Failed, outcome.ExitCode);
        Assert.Contains("could not be fetched; nothing was written", outcome.Messages);
        Assert.Contains("404", outcome.Messages);
        Assert.Contains("by hand", outcome.Messages);
        Assert.False(Directory.Exists(_line["cache"]));
    }

    [Fact]
    public void Fetch_OfTheModel_PutsItIntoTheCacheOnce()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The cache is moved by an environment variable, which other systems do not have.");
        string file = Path.Combine(Environment.GetEnvironmentVariable("MINIMA_DATA") ?? "", "dml", PublishedModel.FileName);
        Assert.SkipUnless(File.Exists(file), "MINIMA_DATA names no folder with the published model.");
        using var server = new LoopbackServer();
        server.Answers["/model"] = LoopbackServer.Content(File.ReadAllBytes(file));
        var sources = new FetchSources([server.Address], [new Uri(server.Address, "model")]);

        Outcome outcome = _line.Run(new Interruption(), sources, "data", "fetch", "published-model");
        Assert.Equal(ExitCode.Done, outcome.ExitCode);
        Assert.Contains("Fetched and checked", outcome.Results);
        Assert.Contains("1.6 MB", outcome.Messages);
        Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(_line[$"cache/minima/dml/{PublishedModel.FileName}"]));
        Assert.Contains("Nothing to fetch", _line.Run(new Interruption(), sources, "data", "fetch", "published-model").Results);
        Assert.Empty(_line.Run(new Interruption(), sources, "data", "fetch", "published-model", "--json").Json.GetProperty("fetched").EnumerateArray());
    }
}
