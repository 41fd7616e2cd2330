using Minima.Cli;

namespace Minima.Tests.Cli;

public sealed class HelpTests : IDisposable
{
    private readonly CommandLine _line = new();

    public void Dispose() => _line.Dispose();

    [Theory]
    [InlineData]
    [InlineData("--help")]
    [InlineData("-h")]
    public void Minima_AskedForNothing_ListsTheCommands(params string[] args)
    {
        Outcome outcome = _line.Run(args);
        Assert.Equal(ExitCode.Done, outcome.ExitCode);
        Assert.Empty(outcome.Messages);
        foreach (string command in new[] { "reproduce", "train", "distance", "align", "path", "compare", "merge", "matrix", "fleet", "study", "surface", "trajectory", "connect", "curvature", "polish", "test", "predict", "inspect", "convert", "data", "Examples", "--json", "--version" })
            Assert.Contains(command, outcome.Results);
    }

    [Theory]
    [InlineData("train", "--epochs N", "(default: 500)", "(default: 20)", "(default: 0.01)", "(default: 0.0001)", "(default: tanh)", "(default: zero)")]
    [InlineData("train", "(default: 1234)", "(default: 7)", "(default: file)", "(default: auto)", "(default: 10)", "runs/zero", "one for each core")]
    [InlineData("train", "--minimiser sgd|momentum|adam", "(default: sgd)", "(default: 0.9)", "(default: 0.999)", "(default: coupled)", "--warm-up N", "AdamW")]
    [InlineData("reproduce", "--epochs N", "(default: 500)", "(default: runs)", "--all-seeds", "--strict", "continues what was stopped")]
    [InlineData("distance", "minima distance A [B] [options]", "--figure FILE.svg", "(default: linear)", "RUN@EPOCH", "--layers", "cosine")]
    [InlineData("align", "minima align A B [options]", "none|permutation|full", "(default: full)", "--out FILE", "--export FILE.npz", "--self-test N", "(default: 3)", "null", "RUN@EPOCH")]
    [InlineData("path", "minima path [A] [B] [options]", "--export N", "points.csv", "RUN@EPOCH", "none|permutation|full", "(default: full)", "frankle", "--l2 X", "control", "straight mix", "25")]
    [InlineData("compare", "minima compare [A] [B] [options]", "--logits A.npy B.npy", "--labels Y.npy", "(default: 15)", "--fail-if 'FIELD>X'", "same-basin", "no-symmetry-found")]
    [InlineData("merge", "minima merge A B... [options]", "--weights LIST", "(default: weights)", "--out FILE", "--layers LIST|FILE.json", "none", "RUN@EPOCH")]
    [InlineData("fleet", "minima fleet DIR [options]", "--vary OPTION=VALUES", "1..8", "--reference MEMBER", "cycle error", "--hidden-seed N", "(default: 0.01)", "one for each core")]
    [InlineData("fleet", "--on slurm|kubernetes", "--dry-run", "--max-parallel N", "--sbatch OPTION", "--element N", "status", "collect", "cancel", "resubmit")]
    [InlineData("fleet status", "minima fleet status DIR [options]", "--all", "no accounting")]
    [InlineData("study collect", "minima study collect DIR [options]", "missing")]
    [InlineData("surface resubmit", "minima surface resubmit FILE.npz [ELEMENT...] [options]", "--time TIME")]
    [InlineData("study", "minima study COMMAND", "init", "fork", "perturb", "two percentage points")]
    [InlineData("study init", "(default: 100)", "(default: 3)", "runs/study-init", "one draw", "fourteen runs", "--replicates 8")]
    [InlineData("study fork", "(default: 200)", "(default: 0,1,2,5,10,50,100)", "1912.05671")]
    [InlineData("study perturb", "total|parameter", "(default: total)", "1e-7 to 1", "(default: 0)", "Gaussian")]
    [InlineData("curvature", "minima curvature SNAPSHOT [options]", "--of cost|loss", "--all", "--examples N", "(default: 80)", "--precision mixed|double", "residual", "--figure FILE.svg")]
    [InlineData("polish", "minima polish SNAPSHOT [options]", "--tolerance X", "1E-09", "--out FILE", "--export FILE.npz", "(default: 20000)", "trust region", "warning")]
    [InlineData("test", "minima test SNAPSHOT [options]", "RUN@EPOCH", "train|valid|test", "(default: test)", "--list", "--confusion", "--all", "log", "nats")]
    [InlineData("predict", "minima predict SNAPSHOT [IMAGE...] [options]", "--index LIST", "train|valid|test", "--save-prepared DIR", "--expect-from-name", "--as-2016")]
    [InlineData("matrix", "minima matrix CHECKPOINT... [options]", "--group", "--memory", "reading each byte once")]
    [InlineData("inspect", "minima inspect FILE [options]", "not finite", "--activation", "RUN@EPOCH")]
    [InlineData("convert", "minima convert IN OUT [options]", "--layout own|torch", "(default: own)", "--names LIST", "load_state_dict", ".npz")]
    [InlineData("data", "fetch", "$MINIMA_DATA")]
    [InlineData("data fetch", "minima data fetch WHAT", "published-model", "SHA-256")]
    public void Help_OfACommand_TeachesIt(string command, params string[] words)
    {
        // What is missing or wrong beside it does not matter to who asks for help.
        foreach (string line in new[] { $"{command} --help", $"{command} -h --quiet" })
        {
            Outcome outcome = _line.Run(line.Split(' '));
            Assert.Equal(ExitCode.Done, outcome.ExitCode);
            Assert.Empty(outcome.Messages);
            string text = string.Join(' ', outcome.Results.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
            Assert.All(words, word => Assert.Contains(word, text));
            Assert.Contains("Examples", text);
            Assert.All(outcome.Results.Split('\n'), row => Assert.True(row.Length <= 100, row));
        }
    }

    [Fact]
    public void Examples_OfEveryHelp_AreUnderstood()
    {
        var app = new App(new Output(TextWriter.Null, TextWriter.Null, live: false), new Interruption());
        foreach (string command in new[] { "", "reproduce", "train", "distance", "align", "path", "compare", "merge", "matrix", "fleet", "fleet status", "fleet collect", "fleet cancel", "fleet resubmit", "study", "study init", "study fork", "study perturb", "surface", "trajectory", "connect", "curvature", "polish", "test", "predict", "inspect", "convert", "data", "data fetch" })
        {
            string[] lines = [.. _line.Run([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]).Results.Split('\n')
                .SkipWhile(static row => row != "Examples").Skip(1).TakeWhile(static row => row.Length > 0)
                .Where(static row => !row.StartsWith("    ", StringComparison.Ordinal))];
            Assert.NotEmpty(lines);
            Assert.All(lines, line => Assert.Empty(app.Check(line.Trim().Split(' ')[1..])));
        }
    }

    [Fact]
    public void Version_IsTheLibrarys() =>
        Assert.Matches(@"^minima \d+\.\d+\.\d+\n$", _line.Run("--version").Results);
}
