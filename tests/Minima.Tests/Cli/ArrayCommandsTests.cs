using System.Text.Json;
using Minima.Cli;
using Minima.Studies.Clusters;

namespace Minima.Tests.Cli;

/// <summary>What job arrays do, without a scheduler: each element by itself, in any order, and then what comes together.</summary>
public sealed class ArrayCommandsTests : IDisposable
{
    private static readonly string[] Small = ["--data", "~/tiny", "--hidden", "3", "--batch-size", "2", "--epochs", "4", "--learning-rate", "0.1"];

    private readonly CommandLine _line = new();

    public void Dispose() => _line.Dispose();

    [Fact]
    public void Fleet_ElementByElement_IsTheFleetMadeAtOnce()
    {
        string[] fleet = ["--vary", "hidden-seed=1..4", .. Small];
        Done(["fleet", "~/here", .. fleet]);
        foreach (int element in new[] { 2, 0, 3, 0, 1 })
            Done(["fleet", "~/there", .. fleet, "--element", $"{element}", "--cores", "2"]);
        Assert.Equal(4, Files("there", withArray: true).Count(static file => file.Contains("outcome.json", StringComparison.Ordinal)));
        Submitted("there", ["fleet", _line["there"], .. fleet.Select(Typed)], [.. Enumerable.Range(1, 4).Select(static i => new ArrayElement($"hidden-seed-{i}") { Epochs = 4 })]);
        Done(["fleet", "collect", "~/there"]);
        Assert.Equal(Files("here"), Files("there"));
    }

    /// <summary>The first is missing, so another is the reference meanwhile; its lines are not the whole fleet's.</summary>
    [Fact]
    public void Collect_OfHalfAFleet_NamesWhatIsMissingAndLeavesNoTrace()
    {
        string[] fleet = ["--vary", "hidden-seed=1..4", .. Small];
        Done(["fleet", "~/here", .. fleet]);
        Submitted("there", ["fleet", _line["there"], .. fleet.Select(Typed)], [.. Enumerable.Range(1, 4).Select(static i => new ArrayElement($"hidden-seed-{i}") { Epochs = 4 })]);
        Done(["fleet", "~/there", .. fleet, "--element", "3"]);
        Outcome one = _line.Run("fleet", "collect", "~/there");
        Assert.Equal(ExitCode.Unusable, one.ExitCode);
        Assert.Contains("1 of 4 members are done", one.Messages);
        Done(["fleet", "~/there", .. fleet, "--element", "2"]);
        Outcome half = _line.Run("fleet", "collect", "~/there", "--json");
        Assert.Equal(ExitCode.Failed, half.ExitCode);
        Assert.Contains("2 of 4 members are not done (2 missing): hidden-seed-1, hidden-seed-2", half.Messages);
        Assert.Equal(["hidden-seed-3", "hidden-seed-4"], half.Json.GetProperty("members").EnumerateArray().Select(static member => member.GetProperty("name").GetString()));
        foreach (int element in new[] { 0, 1 })
            Done(["fleet", "~/there", .. fleet, "--element", $"{element}"]);
        Done(["fleet", "collect", "~/there"]);
        Assert.Equal(Files("here"), Files("there"));
    }

    [Theory]
    [InlineData("init", 14)]
    [InlineData("fork", 6, "--at", "0,2")]
    [InlineData("perturb", 6, "--sizes", "0.1,0.001", "--at", "1")]
    public void Study_ElementByElement_IsTheStudyMadeAtOnce(string study, int runs, params string[] more)
    {
        string[] line = [.. Small, "--replicates", study == "init" ? "1" : "2", .. more];
        Done(["study", study, "--out", "~/here", .. line]);
        int parents = study == "init" ? runs : 2;
        if (study != "init")
        {
            Outcome early = _line.Run(["study", study, "--out", "~/there", .. line, "--element", "2"]);
            Assert.Equal(ExitCode.Unusable, early.ExitCode);
            Assert.Contains("which is not done", early.Messages);
        }

        var elements = new List<ArrayElement>();
        for (int element = 0; element < runs; element++)
        {
            JsonElement json = Done(["study", study, "--out", "~/there", .. line, "--element", $"{element}", "--json"]).Json;
            elements.Add(new ArrayElement(json.GetProperty("name").GetString()!, element < parents ? 0 : 1) { Epochs = 4 });
        }

        Assert.Contains($"There is no element {runs}", _line.Run(["study", study, "--out", "~/there", .. line, "--element", $"{runs}"]).Messages);
        Submitted("there", ["study", study, "--out", _line["there"], .. line.Select(Typed)], [.. elements]);
        Done(["study", "collect", "~/there"]);
        Assert.Equal(Files("here"), Files("there"));
    }

    [Theory]
    [InlineData("--points", "20")]
    [InlineData("--points", "9", "--interpolate", "5", "--draws", "2", "--axes", "filter", "--set", "test")]
    [InlineData("--points", "9", "--axes", "hessian", "--set", "train")]
    public void Surface_BlockByBlock_IsTheSurfaceMeasuredAtOnce(params string[] more)
    {
        Done(["train", "--out", "~/run", .. Small]);
        string[] line = ["~/run", .. more];
        Done(["surface", .. line, "--npz", "~/here.npz", "--csv", "~/here.csv"]);
        string[] array = [.. line, "--npz", "~/there.npz", "--csv", "~/there.csv", "--blocks", "3"];
        Submitted("there.npz", ["surface", .. array.Select(Typed)], [.. Enumerable.Range(0, 3).Select(static i => new ArrayElement(ArrayWork.BlockName(i)))], blocks: true);
        foreach (int element in new[] { 1, 2 })
            Done(["surface", .. array, "--element", $"{element}"]);
        Outcome early = _line.Run("surface", "collect", "~/there.npz");
        Assert.Equal(ExitCode.Unusable, early.ExitCode);
        Assert.Contains("1 of 3 blocks are not measured (1 missing): block-0000", early.Messages);
        Done(["surface", .. array, "--element", "0"]);
        Done(["surface", "collect", "~/there.npz"]);
        Assert.Equal(File.ReadAllBytes(_line["here.npz"]), File.ReadAllBytes(_line["there.npz"]));
        Assert.Equal(File.ReadAllBytes(_line["here.csv"]), File.ReadAllBytes(_line["there.csv"]));
    }

    [Fact]
    public void DryRun_ForSlurm_PrintsTheScriptOfWhatIsLeftAndWritesNothing()
    {
        string[] fleet = ["fleet", "~/fleet", "--vary", "hidden-seed=1..4", .. Small];
        Done([.. fleet, "--element", "1"]);
        string[] before = Files("fleet", withArray: true);
        string script = Done([.. fleet, "--on", "slurm", "--dry-run", "--time", "2:00:00", "--memory", "2G", "--cores", "2", "--max-parallel", "3", "--sbatch=--account=physics", "--sbatch=--qos=low"]).Results;
        foreach (string words in new[] { "#SBATCH --array=0,2-3%3\n", "--time=02:00:00\n", "--mem=2048M\n", "--cpus-per-task=2\n", "--account=physics\n", "--qos=low\n", " --cores 2 --element \"$SLURM_ARRAY_TASK_ID\"\n" })
            Assert.Contains(words, script);
        Assert.DoesNotContain("--on", script);
        Assert.Equal(before, Files("fleet", withArray: true));
        JsonElement json = Done(["study", "fork", "--out", "~/study", .. Small, "--at", "0", "--replicates", "1", "--on", "slurm", "--dry-run", "--json"]).Json;
        Assert.Equal(["#SBATCH --array=0", "#SBATCH --array=1"], json.GetProperty("dry_run").EnumerateArray().Select(static text => text.GetString()!.Split('\n')[2]));
        Assert.Contains("--dependency=afterany:", json.GetProperty("dry_run")[1].GetString());
    }

    [Fact]
    public void DryRun_ForKubernetes_PrintsAnIndexedJobForEachStage()
    {
        string[] cluster = ["--on", "kubernetes", "--dry-run", "--image", "registry.example/minima:1", "--claim", "work", "--memory", "1G", "--time", "90"];
        string fleet = Done(["fleet", "~/fleet", "--vary", "hidden-seed=1..4", .. Small, .. cluster, "--max-parallel", "2"]).Results;
        foreach (string words in new[] { "kind: Job\n", "  name: minima-fleet\n", "  completionMode: Indexed\n", "  completions: 4\n", "  parallelism: 2\n", "activeDeadlineSeconds: 5400\n", "memory: 1024Mi", "image: \"registry.example/minima:1\"", "claimName: \"work\"", "--element \\\"$JOB_COMPLETION_INDEX\\\"\"]\n" })
            Assert.Contains(words, fleet);
        string study = Done(["study", "fork", "--out", "~/study", .. Small, "--at", "0,1", "--replicates", "3", .. cluster]).Results;
        string[] jobs = study.Split("---\n");
        Assert.Equal(2, jobs.Length);
        Assert.Contains("completions: 3\n", jobs[0]);
        foreach (string words in new[] { "name: minima-study-2\n", "suspend: true", "completions: 6\n", "--element \\\"$$((JOB_COMPLETION_INDEX + 3))\\\"" })
            Assert.Contains(words, jobs[1]);
    }

    [Theory]
    [InlineData("it is for --on slurm", "--time", "5")]
    [InlineData("it is for --on kubernetes", "--on", "slurm", "--image", "x")]
    [InlineData("it is for --on slurm", "--on", "kubernetes", "--dry-run", "--partition", "x")]
    [InlineData("prints a manifest (--dry-run)", "--on", "kubernetes")]
    [InlineData("needs --image", "--on", "kubernetes", "--dry-run")]
    [InlineData("Leave one of them out", "--on", "slurm", "--element", "1")]
    [InlineData("--time is 'soon'", "--on", "slurm", "--time", "soon")]
    [InlineData("--memory is '2'", "--on", "slurm", "--memory", "2X")]
    [InlineData("depends on --array", "--on", "slurm", "--sbatch=--array=1")]
    [InlineData("There is no element 4", "--element", "4")]
    public void Array_ThatHasNoMeaning_IsRefusedWithASentence(string sentence, params string[] more)
    {
        Outcome outcome = _line.Run(["fleet", "~/fleet", "--vary", "hidden-seed=1..4", .. Small, .. more]);
        Assert.Equal(ExitCode.Unusable, outcome.ExitCode);
        Assert.Contains(sentence == "--memory is '2'" ? "--memory is '2X'" : sentence, outcome.Messages);
    }

    [Theory]
    [InlineData("No array was submitted for", "fleet", "status", "~/nothing")]
    [InlineData("No array was submitted for", "study", "collect", "~/nothing")]
    [InlineData("No array was submitted for", "surface", "cancel", "~/nothing.npz")]
    [InlineData("name it (--npz FILE.npz)", "surface", "~/run", "--element", "0")]
    [InlineData("not of `minima fleet`", "fleet", "collect", "~/other")]
    [InlineData("There is no element 'x'", "fleet", "resubmit", "~/other", "x")]
    public void Command_OnAnArrayThatIsNone_IsRefusedWithASentence(string sentence, params string[] line)
    {
        Done(["train", "--out", "~/run", .. Small]);
        Submitted("other", ["study", "init"], [new ArrayElement("a") { Epochs = 4 }]);
        Outcome outcome = _line.Run(line);
        Assert.Equal(ExitCode.Unusable, outcome.ExitCode);
        Assert.Contains(sentence, outcome.Messages);
    }

    [Fact]
    public void Element_ThatFails_SaysWhyBesideItAndInItsExitCode()
    {
        string[] fleet = ["fleet", "~/fleet", "--vary", "learning-rate=0.1,1e30", .. Small[..^2]];
        Directory.CreateDirectory(_line["fleet/learning-rate-0.1"]);
        File.WriteAllText(_line["fleet/learning-rate-0.1/mine.txt"], "");
        Outcome outcome = _line.Run([.. fleet, "--element", "0"]);
        Assert.Equal(ExitCode.Unusable, outcome.ExitCode);
        var folder = ArrayFolder.OfRuns(_line["fleet"]);
        ElementReport report = ElementReport.Read(folder.Outcome(0))!;
        Assert.Equal((ElementOutcome.Failed, ExitCode.Unusable), (report.Outcome, report.ExitCode));
        Assert.Contains("mine.txt", report.Sentence);

        // A run that diverged is an end, and trying again changes nothing.
        Done([.. fleet, "--element", "1"]);
        Assert.Equal(ElementOutcome.Diverged, ElementReport.Read(folder.Outcome(1))!.Outcome);
    }

    private Outcome Done(string[] line)
    {
        Outcome outcome = _line.Run(line);
        Assert.True(outcome.ExitCode == ExitCode.Done, outcome.Messages);
        return outcome;
    }

    private string Typed(string word) => word.Replace("~", Path.GetDirectoryName(_line["x"]), StringComparison.Ordinal);

    // As if Slurm had been given the array, and forgotten it since.
    private void Submitted(string place, IReadOnlyList<string> command, IReadOnlyList<ArrayElement> elements, bool blocks = false) =>
        new ArrayRecord(command, new ClusterResources(), elements, []).Write(blocks ? ArrayFolder.OfBlocks(_line[place]) : ArrayFolder.OfRuns(_line[place]));

    private string[] Files(string folder, bool withArray = false) => ArrayFiles.Of(_line[folder], withArray);
}
