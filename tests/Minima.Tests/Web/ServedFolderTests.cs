using System.Text.Json;
using Minima.Trajectories;
using Minima.Web.Serving;

namespace Minima.Tests.Web;

/// <summary>There is no way out of the served folder.</summary>
public sealed class ServedFolderTests
{
    private const string Secret = "this stays outside";

    [Theory]
    [InlineData("../secret.txt")]
    [InlineData("..%2fsecret.txt")]
    [InlineData("..%252fsecret.txt")]
    [InlineData("%2e%2e/secret.txt")]
    [InlineData("%2e%2e%2fsecret.txt")]
    [InlineData(".%2e/secret.txt")]
    [InlineData("..\\secret.txt")]
    [InlineData("..%5csecret.txt")]
    [InlineData("....//secret.txt")]
    [InlineData("api/../../secret.txt")]
    [InlineData("api/runs/../../../secret.txt")]
    [InlineData("/etc/passwd")]
    [InlineData("//etc/passwd")]
    [InlineData("%2fetc%2fpasswd")]
    [InlineData("file:///etc/passwd")]
    [InlineData("..%c0%afsecret.txt")]
    [InlineData("..%00/secret.txt")]
    [InlineData("%uff0e%uff0e/secret.txt")]
    [InlineData("api/run?name=../secret.txt")]
    [InlineData("api/run?name=..%2foutside")]
    [InlineData("api/run?name=%2e%2e%2foutside")]
    [InlineData("api/run?name=zero/../../outside")]
    [InlineData("api/run?name=zero%2f..%2f..%2foutside")]
    [InlineData("api/run?name=./zero")]
    [InlineData("api/run?name=zero/")]
    [InlineData("api/run?name=zero%00")]
    [InlineData("api/run?name=..\\outside")]
    [InlineData("api/run?name={outside}")]
    [InlineData("api/run?name=linked")]
    [InlineData("api/run?name=linked/outside")]
    [InlineData("api/run?name=~/outside")]
    public async Task Request_ThatLeadsOut_GetsNothingOfIt(string target)
    {
        await using Served served = await Start();
        string asked = target.Replace("{outside}", served.Outside["outside"], StringComparison.Ordinal);
        string answer = await served.Raw(served.Line($"/{served.Server.Token}/{asked}"));
        Assert.Matches("^HTTP/1.1 40[034] ", answer);
        Assert.DoesNotContain(Secret, answer);
        Assert.DoesNotContain("root:", answer);
        Assert.DoesNotContain("configuration", answer);
    }

    [Theory]
    [InlineData("../made")]
    [InlineData("a/../../made")]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("")]
    [InlineData("/made")]
    [InlineData("made/")]
    [InlineData("a//made")]
    [InlineData("a\\..\\..\\made")]
    [InlineData("{root}/made")]
    [InlineData("~/made")]
    [InlineData(".hidden")]
    [InlineData("made.")]
    [InlineData("C:made")]
    [InlineData("made\u0000")]
    [InlineData("made\n")]
    [InlineData("%2e%2e%2fmade")]
    [InlineData("m\u00e4de")]
    [InlineData("made dir")]
    [InlineData("a/b/c/d/e")]
    [InlineData("linked/made")]
    [InlineData("zero/made")]
    [InlineData("zero")]
    public async Task NewRun_WithANameThatLeadsOutOrIsTaken_IsRefusedAndMakesNothing(string name)
    {
        await using Served served = await Start();
        string[] before = served.Outside.Files();
        Reply reply = await served.Post("api/train", new { name = name.Replace("{root}", served.Outside.Path, StringComparison.Ordinal), epochs = 0 });
        Assert.True(reply.Status is 400 or 403 or 409, reply.Body);
        Assert.Equal(before, served.Outside.Files());
        Assert.False(Directory.Exists(served.Outside["made"]));
    }

    [Fact]
    public async Task Compare_WithNamesThatLeadOut_IsRefused()
    {
        await using Served served = await Start();
        foreach (string name in new[] { "../outside@last", $"{served.Outside["outside"]}@last", "linked@last", $"{RunFolder.Snapshot(served.Outside["outside"], 0)}", "zero@../../outside" })
            Assert.True((await served.Post("api/compare", new { a = "zero@last", b = name })).Status is 400 or 404, name);
    }

    [Fact]
    public async Task Links_ToRunsAndFiles_AreNotFollowed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Making links needs a permission there.");
        await using Served served = await Start(static served =>
        {
            Run inner = served.Train("inner");
            File.Delete(RunFolder.Snapshot(inner.Folder, 4));
            File.CreateSymbolicLink(RunFolder.Snapshot(inner.Folder, 4), RunFolder.Snapshot(served.Outside["outside"], 4));
            Run metrics = served.Train("metrics");
            File.Delete(RunFolder.Metrics(metrics.Folder));
            File.CreateSymbolicLink(RunFolder.Metrics(metrics.Folder), RunFolder.Metrics(served.Outside["outside"]));
        });
        string[] names = [.. (await served.Get("api/runs")).Json.GetProperty("runs").EnumerateArray().Select(static run => run.GetProperty("name").GetString()!)];
        Assert.Equal(["inner", "metrics", "zero"], names);
        Assert.Contains("is a link", (await served.Summary("metrics")).GetProperty("problem").GetString());
        Assert.Equal(409, (await served.Get("api/run?name=metrics")).Status);
        Reply document = await served.Get("api/run?name=inner");
        Assert.Equal(403, document.Status);
        Assert.Contains("is a link", document.Error);
        Assert.Equal(403, (await served.Post("api/digit?run=inner", LiveReadingTests.Drawing())).Status);
    }

    [Fact]
    public async Task Find_InFoldersBelow_NamesRunsByTheirPathAndLooksIntoNoRun()
    {
        await using Served served = await Served.Start(prepare: static served =>
        {
            served.Train("run10");
            served.Train("run2");
            served.Train("sets/small/run1");
            served.Train("run2/inside");
            served.Train(".hidden/run");
            Directory.CreateDirectory(Path.Combine(served.Runs, "empty"));
        });
        JsonElement runs = (await served.Get("api/runs")).Json.GetProperty("runs");
        Assert.Equal(["run2", "run10", "sets/small/run1"], runs.EnumerateArray().Select(static run => run.GetProperty("name").GetString()!));
    }

    [Fact]
    public async Task Find_WhereTheFolderIsARun_ServesItUnderADot()
    {
        await using Served served = await Served.Start(static options => options with { Folder = Path.Combine(options.Folder, "zero") }, static served => served.Train("zero"));
        Assert.Equal("complete", (await served.Summary(".")).GetProperty("state").GetString());
        Reply reply = await served.Post("api/train", new { name = "other", epochs = 0 });
        Assert.Equal(409, reply.Status);
        Assert.Contains("Serve the folder above", reply.Error);
    }

    [Fact]
    public async Task Data_ThatARunRecordsByPath_AreReadOnlyWhereNamedAtTheStart()
    {
        await using Served served = await Served.Start(static options => options with { Data = null }, static served => served.Train("zero"));
        Reply reply = await served.Post("api/compare", new { a = "zero@0", b = "zero@last" });
        Assert.Equal(409, reply.Status);
        Assert.Contains("--data", reply.Error);
        Assert.Equal(400, (await served.Post("api/train", new { name = "other", data = served.Outside["few"] })).Status);
        JsonElement document = (await served.Get("api/run?name=zero")).Json;
        Assert.Equal(JsonValueKind.Null, document.GetProperty("test").ValueKind);
        Assert.Contains("--data", document.GetProperty("remark").GetString());
    }

    /// <summary>A run in the folder, one outside of it, a file outside, and a link that leads there.</summary>
    private static Task<Served> Start(Action<Served>? more = null) => Served.Start(prepare: served =>
    {
        served.Train("zero");
        served.Train("../outside", seed: 2);
        served.Outside.Add("secret.txt", System.Text.Encoding.ASCII.GetBytes(Secret));
        if (!OperatingSystem.IsWindows())
            Directory.CreateSymbolicLink(Path.Combine(served.Runs, "linked"), served.Outside["outside"]);
        more?.Invoke(served);
    });
}
