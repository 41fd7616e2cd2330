using System.Diagnostics;
using System.Text.Json;
using Minima.Cli;
using Minima.Tests.Data;

namespace Minima.Tests.Cli;

/// <summary>Arrays on a real Slurm: slurmctld and slurmd, with jobs that are killed, cancelled, out of time, and submitted again.</summary>
[Collection(Alone.Name)]
public sealed class SlurmTests : IDisposable
{
    // Two members take some seconds, so that something can happen to them in the middle; the others are done at once.
    private const string Long1 = "epochs-6001", Long2 = "epochs-6002";
    private const int Kill = 9, Continue = 18, Stop = 19;

    private readonly TemporaryFolder _folder = new();
    private readonly string _fleet;

    public SlurmTests()
    {
        SlurmCluster.Require();
        _folder.AddDigits("data", 300, 60);
        _fleet = $"--vary epochs=6001,6002,3..16 --data {_folder["data"]} --hidden 5 --batch-size 100 --save-every 0 --points 5";
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Fleet_OfSixteenWithOneKilledOneCancelledAndOneFailed_IsTheFleetTrainedHere()
    {
        string there = _folder["there"];
        using Executable here = Executable.Start($"fleet {_folder["here"]} {_fleet} --workers 1");

        // What does not belong there makes the fifth fail.
        _folder.Add("there/epochs-5/mine.txt", []);
        Outcome submitted = SlurmCluster.Run($"fleet {there} {_fleet} --on slurm --json");
        Assert.True(submitted.ExitCode == ExitCode.Done, submitted.Messages);
        Assert.Equal(16, Assert.Single(submitted.Json.GetProperty("submitted").EnumerateArray()).GetProperty("elements").GetArrayLength());

        // Both are held where they are, so that neither ends before its turn comes, however fast the machine is.
        using Process killed = SlurmCluster.WaitForElement(there, 0, _folder[$"there/{Long1}/metrics.csv"]);
        Executable.Send(killed, Stop);
        using Process cancelled = SlurmCluster.WaitForElement(there, 1, _folder[$"there/{Long2}/metrics.csv"]);
        Executable.Send(cancelled, Stop);
        Assert.Contains("in the queue before", SlurmCluster.Run($"fleet {there} {_fleet} --on slurm").Results);
        Executable.Send(killed, Kill);
        Assert.Equal([Long2], Names(SlurmCluster.Run($"fleet cancel {there} {Long2} --json").Json.GetProperty("cancelled")));
        Executable.Send(cancelled, Continue);

        // Half finished: what is done is collected, and what is not is named.
        SlurmCluster.WaitFor("fleet", there, static states => states.Values.Count(static state => state == "done") >= 3);
        Outcome half = SlurmCluster.Run($"fleet collect {there} --json");
        Assert.Equal(ExitCode.Failed, half.ExitCode);
        Assert.Contains($"): {Long1}, {Long2}, ", half.Messages);
        Assert.InRange(half.Json.GetProperty("members").GetArrayLength(), 3, 13);

        Dictionary<string, string> states = SlurmCluster.WaitFor("fleet", there);
        Assert.Equal(("killed", "stopped", "failed"), (states[Long1], states[Long2], states["epochs-5"]));
        Assert.Equal(13, states.Values.Count(static state => state == "done"));
        Assert.True(File.Exists(Path.Combine(there, Long2, "state.safetensors")));
        string text = SlurmCluster.Run($"fleet status {there}").Results;
        foreach (string words in new[] { "16 elements: 13 done, 1 stopped, 1 failed, 1 killed", $"{Long1}, killed: the last lines of ", "epochs-5, failed: the last lines of ", "it holds 'mine.txt'", $"3 elements again: minima fleet resubmit {there}" })
            Assert.Contains(words, text);

        // One alone, and then all that is left by the same command again.
        File.Delete(_folder["there/epochs-5/mine.txt"]);
        Assert.Equal(["epochs-5"], Names(Again($"fleet resubmit {there} epochs-5 --time 30")));
        Assert.Equal("done", SlurmCluster.WaitFor("fleet", there)["epochs-5"]);
        Assert.Equal([Long1, Long2], Names(Again($"fleet {there} {_fleet} --on slurm")));
        Assert.All(SlurmCluster.WaitFor("fleet", there).Values, static state => Assert.Equal("done", state));
        Assert.Contains("nothing was submitted", SlurmCluster.Run($"fleet {there} {_fleet} --on slurm").Results);

        Outcome collected = SlurmCluster.Run($"fleet collect {there} --json");
        Assert.True(collected.ExitCode == ExitCode.Done, collected.Messages);
        Outcome alone = here.WaitForEnd();
        Assert.True(alone.ExitCode == ExitCode.Done, alone.Messages);
        Assert.Equal(ArrayFiles.Of(_folder["here"]), ArrayFiles.Of(there));
    }

    /// <summary>Slurm counts time in minutes. The process sleeps meanwhile, and is woken to be told that its time is over.</summary>
    [Fact]
    public void Fleet_WithAnElementOutOfTime_SavesItAndIsTheFleetTrainedHere()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("MINIMA_LONG") == "1", "It takes two minutes (MINIMA_LONG=1).");
        string there = _folder["there"], fleet = _fleet.Replace(",3..16", ",3,4", StringComparison.Ordinal);
        Outcome alone = Executable.Run($"fleet {_folder["here"]} {fleet} --workers 1");
        Assert.True(alone.ExitCode == ExitCode.Done, alone.Messages);
        Assert.Equal(4, Again($"fleet {there} {fleet} --on slurm --time 1").GetArrayLength());
        using Process late = SlurmCluster.WaitForElement(there, 0, _folder[$"there/{Long1}/metrics.csv"]);
        Executable.Send(late, Stop);
        Assert.Equal("stopped", SlurmCluster.WaitFor("fleet", there)[Long1]);
        Outcome status = SlurmCluster.Run($"fleet status {there}");
        Assert.Contains("DUE TO TIME LIMIT", status.Results);
        Assert.True(File.Exists(Path.Combine(there, Long1, "state.safetensors")));
        Assert.Equal([Long1], Names(Again($"fleet resubmit {there} --time 30")));
        Assert.All(SlurmCluster.WaitFor("fleet", there).Values, static state => Assert.Equal("done", state));
        Assert.Equal(ExitCode.Done, SlurmCluster.Run($"fleet collect {there}").ExitCode);
        Assert.Equal(ArrayFiles.Of(_folder["here"]), ArrayFiles.Of(there));
    }

    /// <summary>Copies wait for their parents.</summary>
    [Fact]
    public void Study_InTwoStages_IsTheStudyMadeHere()
    {
        string study = $"study fork --at 0,2 --replicates 1 --epochs 4 --data {_folder["data"]} --hidden 5 --batch-size 100 --points 5";
        Outcome submitted = SlurmCluster.Run($"{study} --out {_folder["there"]} --on slurm --json");
        Assert.True(submitted.ExitCode == ExitCode.Done, submitted.Messages);
        Assert.Equal([1, 2], submitted.Json.GetProperty("submitted").EnumerateArray().Select(static job => job.GetProperty("elements").GetArrayLength()));
        Outcome alone = Executable.Run($"{study} --out {_folder["here"]}");
        Assert.True(alone.ExitCode == ExitCode.Done, alone.Messages);
        Assert.All(SlurmCluster.WaitFor("study", _folder["there"]).Values, static state => Assert.Equal("done", state));
        Assert.Equal(ExitCode.Done, SlurmCluster.Run($"study collect {_folder["there"]}").ExitCode);
        Assert.Equal(ArrayFiles.Of(_folder["here"]), ArrayFiles.Of(_folder["there"]));
    }

    [Fact]
    public void Surface_InBlocks_IsTheSurfaceMeasuredHere()
    {
        Assert.Equal(ExitCode.Done, Executable.Run($"train --out {_folder["run"]} --data {_folder["data"]} --hidden 5 --epochs 2").ExitCode);
        string surface = $"surface {_folder["run"]} --points 15";
        Assert.Equal(3, Again($"{surface} --npz {_folder["there.npz"]} --on slurm --blocks 3").GetArrayLength());
        Assert.Equal(ExitCode.Done, Executable.Run($"{surface} --npz {_folder["here.npz"]}").ExitCode);
        Assert.All(SlurmCluster.WaitFor("surface", _folder["there.npz"]).Values, static state => Assert.Equal("done", state));
        Assert.Equal(ExitCode.Done, SlurmCluster.Run($"surface collect {_folder["there.npz"]}").ExitCode);
        Assert.Equal(File.ReadAllBytes(_folder["here.npz"]), File.ReadAllBytes(_folder["there.npz"]));

        // Blocks of one surface are not taken for those of another.
        File.Delete(_folder["there.npz"]);
        string other = $"{surface.Replace("--points 15", "--points 9", StringComparison.Ordinal)} --npz {_folder["there.npz"]} --on slurm --blocks 3";
        Assert.Contains("for another command", SlurmCluster.Run(other).Messages);
        Assert.Equal(3, Again(other + " --force").GetArrayLength());
        Assert.Equal(ExitCode.Done, SlurmCluster.Run($"surface cancel {_folder["there.npz"]}").ExitCode);
        SlurmCluster.WaitFor("surface", _folder["there.npz"]);
    }

    [Fact]
    public void Submission_ThatSlurmRefuses_SaysWhatSlurmSays()
    {
        Outcome outcome = SlurmCluster.Run($"fleet {_folder["there"]} {_fleet} --on slurm --partition nowhere");
        Assert.Equal(ExitCode.Unusable, outcome.ExitCode);
        Assert.Contains("sbatch refuses: ", outcome.Messages);
        Assert.Contains("invalid partition", outcome.Messages);
    }

    // What a command submits, which is one array.
    private static JsonElement Again(string line)
    {
        Outcome outcome = SlurmCluster.Run(line + " --json");
        Assert.True(outcome.ExitCode == ExitCode.Done, outcome.Messages);
        return Assert.Single(outcome.Json.GetProperty("submitted").EnumerateArray()).GetProperty("elements");
    }

    private static IEnumerable<string?> Names(JsonElement names) => names.EnumerateArray().Select(static name => name.GetString());
}
