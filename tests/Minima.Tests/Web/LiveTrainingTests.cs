using System.Text.Json;
using Minima.Minimisation;
using Minima.Studies;
using Minima.Tests.Trajectories;
using Minima.Trajectories;

namespace Minima.Tests.Web;

/// <summary>Runs that are begun, stopped and continued from the page, and those of others that it follows.</summary>
public sealed class LiveTrainingTests
{
    private static readonly object Small = new { name = "made", epochs = 6, saveEvery = 2, hidden = new[] { 3 }, batchSize = 10, learningRate = 0.1, hiddenSeed = 5 };

    // More than ends within a test; it is stopped.
    private const int Endless = 1_000_000;

    [Fact]
    public async Task Run_BegunFromThePage_IsTheBytesOfTrain()
    {
        await using Served served = await Served.Start();
        Reply begun = await served.Post("api/train", Small);
        Assert.True(begun.Status == 200, begun.Body);
        Assert.Equal("784-3-10", begun.Json.GetProperty("shape").GetString());
        JsonElement done = await served.WaitForState("made", "complete");
        Assert.Equal([0, 2, 4, 6], done.GetProperty("snapshots").EnumerateArray().Select(static epoch => epoch.GetInt32()));
        Assert.Equal(6, done.GetProperty("epoch").GetInt32());

        string twin = served.Outside["twin"];
        RunConfiguration configuration = Run.Open(Path.Combine(served.Runs, "made")).Configuration;
        Assert.Equal(served.Configuration(3, 5).Identity, configuration.Identity);
        Training.Run(served.Configuration(3, 5), served.Data, twin, 6, new SaveSchedule(2), cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(RunFiles.Of(twin), RunFiles.Of(Path.Combine(served.Runs, "made")));
    }

    [Fact]
    public async Task Run_WithoutMembers_HasTheDefaultsOfTrain()
    {
        await using Served served = await Served.Start();
        Assert.Equal(200, (await served.Post("api/train", new { name = "usual" })).Status);
        Assert.Equal(200, (await served.Post("api/stop", new { run = "usual" })).Status);
        var run = Run.Open(Path.Combine(served.Runs, "usual"));
        string line = $"--out {served.Outside["other"]} --data {served.Outside["few"]}";
        Minima.Cli.Commands.TrainRequest usual = Minima.Cli.Commands.TrainOptions.Parse(line.Split(' '));
        TrainingJob job = usual.Job(served.Data);
        Assert.Equal(job.Configuration.Identity, run.Configuration.Identity);
        Assert.Equal((job.Epochs, job.Schedule.Every), (run.Epochs, run.Schedule.Every));
    }

    [Fact]
    public async Task Run_StoppedAndContinued_IsTheBytesOfOneThatWasNot()
    {
        await using Served served = await Served.Start();
        Reply begun = await served.Post("api/train", new { name = "made", epochs = Endless, saveEvery = 0, hidden = new[] { 3 }, batchSize = 10, hiddenSeed = 5 });
        Assert.Equal(200, begun.Status);
        await served.WaitFor("made", static run => run.GetProperty("epoch").GetInt32() >= 3);
        Reply stopped = await served.Post("api/stop", new { run = "made" });
        Assert.Equal("unfinished", stopped.Json.GetProperty("state").GetString());
        Assert.True(Order(stopped.Json) > Order(begun.Json));
        Assert.Equal(Order(stopped.Json), Order(await served.Summary("made")));
        Assert.True(File.Exists(RunFolder.State(Path.Combine(served.Runs, "made"))));
        Assert.Equal(409, (await served.Post("api/stop", new { run = "made" })).Status);

        // A run's last epoch may not lie behind it, so the run is continued at its full length, and stopped again.
        Reply continued = await served.Post("api/continue", new { run = "made" });
        Assert.Equal("training", continued.Json.GetProperty("state").GetString());
        Assert.True(Order(continued.Json) > Order(stopped.Json));
        Reply twice = await served.Post("api/continue", new { run = "made" });
        Assert.Equal(409, twice.Status);
        await served.WaitFor("made", run => run.GetProperty("epoch").GetInt32() >= stopped.Json.GetProperty("epoch").GetInt32() + 3);
        Assert.Equal(200, (await served.Post("api/stop", new { run = "made" })).Status);
        int epoch = Run.Open(Path.Combine(served.Runs, "made")).Metrics[^1].Epoch;

        string twin = served.Outside["twin"];
        Training.Run(Run.Open(Path.Combine(served.Runs, "made")).Configuration, served.Data, twin, epoch, new SaveSchedule(0), cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(Costs(twin), Costs(Path.Combine(served.Runs, "made")));

        static string[] Costs(string run) => [.. File.ReadLines(RunFolder.Metrics(run)).Select(static row => row[..row.LastIndexOf(',')])];
    }

    [Fact]
    public async Task Run_Complete_GoesOnWhereMoreEpochsAreAskedFor()
    {
        await using Served served = await Served.Start(prepare: static served => served.Train("zero"));
        Reply refused = await served.Post("api/continue", new { run = "zero" });
        Assert.Equal(409, refused.Status);
        Assert.Contains("more epochs", refused.Error);
        Assert.Equal(400, (await served.Post("api/continue", new { run = "zero", epochs = 3 })).Status);
        Assert.Equal(404, (await served.Post("api/continue", new { run = "nobody", epochs = 9 })).Status);
        Assert.Equal(200, (await served.Post("api/continue", new { run = "zero", epochs = 9 })).Status);
        await served.WaitFor("zero", static run => run.GetProperty("state").GetString() == "complete" && run.GetProperty("epoch").GetInt32() == 9);
        served.Train("../twin", epochs: 9);
        Assert.Equal(RunFiles.Of(served.Outside["twin"]), RunFiles.Of(Path.Combine(served.Runs, "zero")));
    }

    [Fact]
    public async Task Run_FromGivenParameters_IsContinuedFromItsFirstSnapshot()
    {
        await using Served served = await Served.Start();
        Run zero = served.Train("zero");
        var start = zero.ReadLast();
        var configuration = new RunConfiguration(
            start.Network, new Minima.Networks.Start(), zero.Configuration.Descent, served.Data.Name, served.Data.Fingerprint, null, Minima.Networks.GivenStart.Of(start.Parameters, 4));
        TrainingJob Job(string name, int epochs) => new(configuration, name, epochs, new SaveSchedule(1)) { Start = start.Parameters };
        Training.Run(Job(Path.Combine(served.Runs, "given"), 6), served.Data, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(200, (await served.Post("api/continue", new { run = "given", epochs = 8 })).Status);
        await served.WaitFor("given", static run => run.GetProperty("state").GetString() == "complete" && run.GetProperty("epoch").GetInt32() == 8);
        Training.Run(Job(served.Outside["twin"], 8), served.Data, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(RunFiles.Of(served.Outside["twin"]), RunFiles.Of(Path.Combine(served.Runs, "given")));
    }

    [Fact]
    public async Task Runs_ManyAtOnce_AreTrainedTwoAtATimeAndTheRestWaitsOrIsRefused()
    {
        await using Served served = await Served.Start();
        object Long(string name) => new { name, epochs = Endless, saveEvery = 0, hidden = new[] { 3 }, batchSize = 10 };
        string[] states = new string[10];
        for (int i = 0; i < 10; i++)
            states[i] = (await served.Post("api/train", Long($"run{i}"))).Json.GetProperty("state").GetString()!;
        Assert.Equal(["training", "training", .. Enumerable.Repeat("waiting", 8)], states);
        Reply refused = await served.Post("api/train", Long("run10"));
        Assert.Equal(429, refused.Status);
        Assert.Equal(409, (await served.Post("api/train", Long("run5"))).Status);
        Assert.Equal(409, (await served.Post("api/digit?run=run5", LiveReadingTests.Drawing())).Status);

        // One that waits is dropped when it is stopped; a place that is free is taken by the next.
        Reply dropped = await served.Post("api/stop", new { run = "run2" });
        Assert.Equal(200, dropped.Status);

        // It is gone already: whatever else is said of it is newer.
        Assert.Equal(0, Order(dropped.Json));
        Assert.False(Directory.Exists(Path.Combine(served.Runs, "run2")));
        Assert.Equal(200, (await served.Post("api/stop", new { run = "run0" })).Status);
        await served.WaitForState("run3", "training");
        Assert.Equal("waiting", (await served.Summary("run4")).GetProperty("state").GetString());
    }

    [Theory]
    [InlineData("epochs", -1)]
    [InlineData("epochs", 2_000_000)]
    [InlineData("saveEvery", -1)]
    [InlineData("batchSize", 0)]
    [InlineData("learningRate", 0)]
    [InlineData("learningRate", -0.1)]
    [InlineData("l2", -1e-4)]
    [InlineData("hidden", new int[0])]
    [InlineData("hidden", new[] { 0 })]
    [InlineData("hidden", new[] { 100_000 })]
    [InlineData("hidden", new[] { 1, 1, 1, 1, 1, 1, 1, 1, 1 })]
    [InlineData("activation", "softmax")]
    [InlineData("activation", 0)]
    [InlineData("outputInit", "none")]
    [InlineData("data", "/etc")]
    [InlineData("data", "nothing")]
    [InlineData("hiddenSeed", -1)]
    [InlineData("force", true)]
    [InlineData("epochs", "6")]
    public async Task Run_AskedForWithWhatCannotBe_IsRefusedAndMakesNothing(string member, object value)
    {
        await using Served served = await Served.Start();
        Reply reply = await served.Post("api/train", new Dictionary<string, object> { ["name"] = "made", [member] = value });
        Assert.True(reply.Status == 400, reply.Body);
        Assert.EndsWith(".", reply.Error);
        Assert.Empty(Directory.EnumerateFileSystemEntries(served.Runs));
    }

    [Fact]
    public async Task Run_LockedByAnother_IsNotContinuedAndTheRefusalSaysWhy()
    {
        await using Served served = await Served.Start();
        using (RunWriter.Open(Path.Combine(served.Runs, "taken"), served.Configuration(), 5, new SaveSchedule(1)))
        {
            Reply reply = await served.Post("api/continue", new { run = "taken" });
            Assert.Equal(409, reply.Status);
            Assert.Contains("Another process is writing the run", reply.Error);
        }

        Assert.Equal(200, (await served.Post("api/continue", new { run = "taken" })).Status);
        await served.WaitForState("taken", "complete");
    }

    [Fact]
    public async Task Run_OfAnother_IsFollowedEpochByEpoch()
    {
        await using Served served = await Served.Start();
        await using LiveEvents events = await LiveEvents.Open(served);
        served.Train("theirs");
        await events.WaitFor(static (name, content) => name == "run" && content.GetProperty("name").GetString() == "theirs" && content.GetProperty("state").GetString() == "complete");
        served.Train("theirs", epochs: 9);
        JsonElement last = await events.WaitFor(static (name, content) => name == "metrics" && content.GetProperty("epoch").EnumerateArray().Last().GetInt32() == 9);
        EpochRow expected = new(Run.Open(Path.Combine(served.Runs, "theirs")).Metrics[9]);
        Assert.Equal(expected, new EpochRow(last));
        Directory.Delete(Path.Combine(served.Runs, "theirs"), recursive: true);
        await events.WaitFor(static (name, content) => name == "gone" && content.GetProperty("name").GetString() == "theirs");
    }

    [Fact]
    public async Task Run_OfAnAutoencoder_IsFollowedByItsCostsAndHasNoErrors()
    {
        await using Served served = await Served.Start();
        await using LiveEvents events = await LiveEvents.Open(served);
        served.TrainAutoencoder("da");
        await events.WaitFor(static (name, content) => name == "run" && content.GetProperty("name").GetString() == "da" && content.GetProperty("state").GetString() == "complete");
        served.TrainAutoencoder("da", epochs: 4);
        JsonElement rows = await events.WaitFor(static (name, content) => name == "metrics" && content.GetProperty("epoch").EnumerateArray().Last().GetInt32() == 4);
        EpochMetrics row = Run.Open(Path.Combine(served.Runs, "da")).Metrics[4];
        JsonElement costs = rows.GetProperty("reconstruction");
        Assert.Equal(row.Reconstruction!.Validation, costs.GetProperty("valid").EnumerateArray().Last().GetDouble());
        Assert.Equal(row.Reconstruction.Test, costs.GetProperty("test").EnumerateArray().Last().GetDouble());
        JsonElement summary = await served.WaitForState("da", "complete");
        Assert.Equal(row.Reconstruction.Test, summary.GetProperty("testCost").GetDouble());
        Assert.Equal(JsonValueKind.Null, summary.GetProperty("testErrors").ValueKind);
        JsonElement document = (await served.Get("api/run?name=da")).Json;
        Assert.Equal(JsonValueKind.Null, document.GetProperty("test").ValueKind);
        Assert.Contains("autoencoder", document.GetProperty("remark").GetString());
        Assert.Equal(row.Reconstruction.Test, document.GetProperty("metrics").GetProperty("reconstruction").GetProperty("test")[4].GetDouble());
    }

    [Fact]
    public async Task Run_ThatIsDamaged_IsListedWithItsProblem()
    {
        await using Served served = await Served.Start(prepare: static served => File.AppendAllText(RunFolder.Metrics(served.Train("zero").Folder), "nonsense\n"));
        Assert.Contains("metrics.csv", (await served.Summary("zero")).GetProperty("problem").GetString());
        Assert.Equal(409, (await served.Get("api/run?name=zero")).Status);
    }

    [Fact]
    public async Task Document_OfARun_HoldsItsTestAndChangesWithIt()
    {
        await using Served served = await Served.Start(prepare: static served => served.Train("set/zero"));
        JsonElement document = (await served.Get("api/run?name=set/zero")).Json;
        Assert.Equal("set/zero", document.GetProperty("name").GetString());
        Assert.Equal("complete", document.GetProperty("state").GetString());
        Assert.Equal(20, document.GetProperty("test").GetProperty("examples").GetInt32());
        Assert.Equal(5, document.GetProperty("metrics").GetProperty("epoch").GetArrayLength());
        served.Train("set/zero", epochs: 6);
        Assert.Equal(7, (await served.Get("api/run?name=set/zero")).Json.GetProperty("metrics").GetProperty("epoch").GetArrayLength());
    }

    [Fact]
    public async Task Comparison_OfTwoSnapshots_SaysTheVerdictAndHowFarItIs()
    {
        await using Served served = await Served.Start(prepare: static served =>
        {
            served.Train("a", epochs: 40);
            served.Train("b", epochs: 40, seed: 2);
        });
        await using LiveEvents events = await LiveEvents.Open(served);
        Reply reply = await served.Post("api/compare", new { a = "a@40", b = "b@last" });
        Assert.True(reply.Status == 200, reply.Body);
        Assert.Equal(("a@40", "b@40"), (reply.Json.GetProperty("a").GetString(), reply.Json.GetProperty("b").GetString()));
        Assert.NotEmpty(reply.Json.GetProperty("sentence").GetString()!);
        await events.WaitFor(static (name, content) => name == "work" && content.GetProperty("done").GetDouble() >= 1);
        Assert.Equal("identical", (await served.Post("api/compare", new { a = "a@40", b = "a@last" })).Json.GetProperty("verdict").GetString());
        Assert.Equal(400, (await served.Post("api/compare", new { a = "a@41", b = "b@last" })).Status);
        Assert.Equal(404, (await served.Post("api/compare", new { a = "c@last", b = "b@last" })).Status);
    }

    [Fact]
    public async Task Server_Ended_SavesWhatIsTrainedAndEndsStreams()
    {
        await using Served served = await Served.Start();
        await using LiveEvents events = await LiveEvents.Open(served);
        Assert.Equal(200, (await served.Post("api/train", new { name = "made", epochs = Endless, hidden = new[] { 3 }, batchSize = 10 })).Status);
        await served.WaitFor("made", static run => run.GetProperty("epoch").GetInt32() >= 1);
        IReadOnlyList<string> said = await served.Server.Stop();
        Assert.Contains("the same command continues it", Assert.Single(said));
        Assert.True(File.Exists(RunFolder.State(Path.Combine(served.Runs, "made"))));
        await events.WaitForEnd();
    }

    private static long Order(JsonElement run) => run.GetProperty("order").GetInt64();

    private sealed record EpochRow(int Epoch, double? Cost, int Valid, int Test)
    {
        public EpochRow(Minima.Minimisation.EpochMetrics row) : this(row.Epoch, row.TrainCost, row.ValidationErrors, row.TestErrors)
        {
        }

        /// <summary>The last of the rows that an event holds by column.</summary>
        public EpochRow(JsonElement rows) : this(Last(rows, "epoch").GetInt32(), Last(rows, "trainCost").GetDouble(), Last(rows, "validErrors").GetInt32(), Last(rows, "testErrors").GetInt32())
        {
        }

        private static JsonElement Last(JsonElement rows, string column) => rows.GetProperty(column)[rows.GetProperty(column).GetArrayLength() - 1];
    }
}
