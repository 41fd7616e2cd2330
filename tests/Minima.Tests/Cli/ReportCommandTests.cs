using System.Text.Json;
using Minima.Cli;
using Minima.Studies.Reports;
using Minima.Trajectories;
using Minima.Web;

namespace Minima.Tests.Cli;

public sealed class ReportCommandTests : IDisposable
{
    private readonly CommandLine _line = new();

    public ReportCommandTests()
    {
        _line.Train("zero", "--learning-rate", "0.3");
        _line.Train("rand", "--learning-rate", "0.3", "--hidden-seed", "3421", "--output-init", "random");
    }

    public void Dispose() => _line.Dispose();

    [Fact]
    public void Report_OfTwoRuns_SaysWhatTheOtherCommandsSay()
    {
        JsonElement report = Json("report", "~/zero", "~/rand", "--every", "1");
        JsonElement pair = Assert.Single(report.GetProperty("pairs").EnumerateArray());
        JsonElement compared = Json("compare", "~/zero", "~/rand", "--by", "weights");
        Assert.Equal(compared.GetProperty("verdict").GetString(), pair.GetProperty("verdict").GetString());
        Assert.Equal(compared.GetProperty("sentence").GetString(), pair.GetProperty("sentence").GetString());
        JsonElement[] rows = [.. compared.GetProperty("rows").EnumerateArray()];
        Assert.Equal(rows.Select(static row => row.GetProperty("epoch").GetInt32()), Numbers(pair.GetProperty("course").GetProperty("epochs")));
        JsonElement rules = compared.GetProperty("evidence").GetProperty("rules");
        Assert.Equal(
            rules.EnumerateArray().Select(static rule => rule.GetProperty("aligned").ToString()),
            pair.GetProperty("rules").EnumerateArray().Select(static rule => rule.GetProperty("aligned").ToString()));

        // Distances to the end, of each run by its own command.
        foreach (JsonElement run in report.GetProperty("runs").EnumerateArray())
        {
            JsonElement[] distances = [.. Json("distance", "~/" + run.GetProperty("name").GetString()).GetProperty("rows").EnumerateArray()];
            JsonElement total = run.GetProperty("distances").GetProperty("columns").EnumerateArray().Last();
            Assert.Equal("total", total.GetProperty("name").GetString());
            Assert.Equal(
                distances.Select(static row => row.GetProperty("total").GetDouble()),
                total.GetProperty("l2").EnumerateArray().Select(static number => number.GetDouble()));
            JsonElement tested = Json("test", "~/" + run.GetProperty("name").GetString());
            Assert.Equal(tested.GetProperty("errors").GetInt32(), run.GetProperty("test").GetProperty("errors").EnumerateArray().Last().GetInt32());
            Assert.Equal(tested.GetProperty("loss").GetDouble(), run.GetProperty("test").GetProperty("loss").EnumerateArray().Last().GetDouble());
        }
    }

    [Fact]
    public void Report_TheCommandOfARun_MakesTheSameRun()
    {
        _line.Train("other", "--hidden", "4,3", "--activation", "relu", "--minimiser", "adam", "--decay", "decoupled", "--schedule", "cosine", "--warm-up", "1",
            "--order", "shuffled", "--order-seed", "5", "--l1", "0.001", "--save-at", "1,3");
        JsonElement run = Json("report", "~/other").GetProperty("runs")[0];
        string[] command = run.GetProperty("command").GetString()!.Replace(_line["other"], _line["again"], StringComparison.Ordinal).Split(' ');
        Assert.Equal(ExitCode.Done, _line.Run(command[1..]).ExitCode);
        JsonElement again = Json("report", "~/again").GetProperty("runs")[0];
        Assert.Equal(run.GetProperty("identity").GetString(), again.GetProperty("identity").GetString());
        Assert.Equal(Numbers(run.GetProperty("snapshots")), Numbers(again.GetProperty("snapshots")));
    }

    // Options that are a perceptron's defaults are not those of a network with a name.
    [Theory]
    [InlineData("--network lenet --learning-rate 0.01 --batch-size 20 --l2 0.0001 --hidden-seed 1234")]
    [InlineData("--network sda --hidden 5,4 --corruption 0.1,0.3 --pretrain-epochs 1 --pretrain-learning-rate 0.01 --batch-size 20 --learning-rate 0.01")]
    [InlineData("--network da --hidden 6 --corruption 0.25 --learning-rate 0.01 --hidden-seed 1234")]
    [InlineData("--network da --hidden 500")]
    public void Command_OfANetworkWithAName_MakesTheSameRun(string options)
    {
        _line.AddDigits("digits", 70, 20);
        Assert.Equal(ExitCode.Done, _line.Run(["train", "--data", "~/digits", "--out", "~/named", "--epochs", "1", .. options.Split(' ')]).ExitCode);
        string[] command = TrainingWords.Command(Run.Open(_line["named"])).Replace(_line["named"], _line["again"], StringComparison.Ordinal).Split(' ');
        Outcome outcome = _line.Run(command[1..]);
        Assert.True(outcome.ExitCode == ExitCode.Done, outcome.Messages);
        Assert.Equal(Run.Open(_line["named"]).Configuration.Identity, Run.Open(_line["again"]).Configuration.Identity);
        if (options.Contains("sda"))
            Assert.EndsWith(_line["named"], TrainingWords.Command(Run.Open(_line["named/pretrain/layer-2"])));
    }

    [Fact]
    public void Report_OfOneRunOrOtherShapes_EndsWell()
    {
        _line.Train("wide", "--hidden", "4");
        JsonElement alone = Json("report", "~/zero");
        Assert.Empty(alone.GetProperty("pairs").EnumerateArray());
        Assert.Single(alone.GetProperty("planes").EnumerateArray());
        JsonElement both = Json("report", "~/zero", "~/wide");
        Assert.Equal(
            Json("compare", "~/zero", "~/wide").GetProperty("verdict").GetString(), both.GetProperty("pairs")[0].GetProperty("verdict").GetString());
        Assert.Equal("none", both.GetProperty("pairs")[0].GetProperty("answer").GetString());
        Assert.Empty(both.GetProperty("planes").EnumerateArray());
        Assert.Contains("other shapes", both.GetProperty("remarks")[0].GetString());
    }

    [Fact]
    public void Report_WithASurface_HasTheLossBelowTheWays()
    {
        JsonElement plane = Json("report", "~/zero", "~/rand", "--surface", "--points", "7").GetProperty("planes")[1];
        Assert.Equal("aligned", plane.GetProperty("name").GetString());
        Assert.Equal(7, plane.GetProperty("surface").GetProperty("trainLoss").GetArrayLength());
        Assert.Equal(7, plane.GetProperty("surface").GetProperty("trainLoss")[0].GetArrayLength());
    }

    [Fact]
    public void Report_OfWhatCannotBe_SaysWhy()
    {
        File.WriteAllText(_line["there.html"], "kept");
        Refused("is there already", "~/zero", "--out", "~/there.html");
        Assert.Equal("kept", File.ReadAllText(_line["there.html"]));
        Refused("is no run", "~/tiny", "--json");
        Refused("takes 1 to 6 runs", "~/zero", "~/zero", "~/zero", "~/zero", "~/zero", "~/zero", "~/zero", "--json");

        void Refused(string because, params string[] args)
        {
            Outcome outcome = _line.Run(["report", .. args]);
            Assert.Equal(ExitCode.Unusable, outcome.ExitCode);
            if (ClientFiles.AreBuiltIn)
                Assert.Contains(because, outcome.Messages);
        }
    }

    [Fact]
    public void Report_Twice_IsTheSameBytes()
    {
        if (!ClientFiles.AreBuiltIn)
            Assert.Skip("The page was not built in: Node.js was missing (Debian's packages nodejs and npm).");
        string[] pages = [.. new[] { "1", "2" }.Select(threads =>
        {
            Outcome outcome = _line.Run("report", "~/zero", "~/rand", "--out", "~/page.html", "--force", "--threads", threads);
            Assert.True(outcome.ExitCode == ExitCode.Done, outcome.Messages);
            return File.ReadAllText(_line["page.html"]);
        })];
        Assert.True(pages[0] == pages[1]);
    }

    private JsonElement Json(params string[] args)
    {
        Outcome outcome = _line.Run([.. args, "--json"]);
        Assert.True(outcome.ExitCode == ExitCode.Done, outcome.Messages);
        return outcome.Json;
    }

    private static IEnumerable<int> Numbers(JsonElement array) => array.EnumerateArray().Select(static number => number.GetInt32());
}
