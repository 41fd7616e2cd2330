using System.Globalization;
using System.Xml.Linq;
using Minima.Cli;
using Minima.Data;
using Minima.Geometry;
using Minima.Minimisation;
using Minima.Networks;
using Minima.Studies;
using Minima.Tests.Data;
using Minima.Tests.Trajectories;
using Minima.Trajectories;

namespace Minima.Tests.Studies;

public sealed class ReproductionTests(ReproductionTests.Whole whole) : IClassFixture<ReproductionTests.Whole>
{
    private static readonly string[] Ids = ["a", "b", "c", "d", "e", "f"];

    [Fact]
    public void Run_OnAFewDigits_ComparesTheSeriesAndTestsEachClaim()
    {
        ReproductionResult result = whole.Result;
        Assert.Equal(TrainingOutcome.Completed, result.Outcome);
        Assert.Equal([0, 10, 20], result.Pair!.Rows.Select(static row => row.Epoch));
        Assert.Equal(Ids, result.Claims.Select(static claim => claim.Id));
        Assert.All(result.Claims, static claim => Assert.NotEmpty(claim.Reason));

        // The published counts are MNIST's; of two optima, only "the same" decides, since nothing certifies a difference here.
        Assert.Null(result.Claims[0].Holds);
        Assert.Contains("on MNIST, which this was not", result.Claims[0].Reason);
        Assert.Null(result.Claims[0].Measured["output_seeds_lowest"]);
        string verdict = (string)result.Claims[4].Measured["verdict"]!;
        Assert.Contains(verdict, new[] { "untrained", "same-basin", "connected", "no-symmetry-found" });
        Assert.Equal(verdict == "same-basin" ? false : null, result.Claims[4].Holds);
        Assert.All(new[] { 1, 2, 3, 5 }, i => Assert.NotNull(result.Claims[i].Holds));
    }

    [Fact]
    public void Run_OnAFewDigits_TrainsTheTwoSeriesOfTheExperiment()
    {
        Run zero = Run.Open(whole["zero"]), random = Run.Open(whole["rand"]);
        Assert.Equal((1234u, OutputStart.Zero), (zero.Configuration.Start.HiddenSeed, zero.Configuration.Start.Output));
        Assert.Equal((3421u, OutputStart.Random), (random.Configuration.Start.HiddenSeed, random.Configuration.Start.Output));
        Assert.Equal([784, 500], zero.Configuration.Network.Layers.Select(static layer => layer.Inputs));

        PairAtEpoch last = whole.Result.Pair!.Rows[^1];
        Assert.Equal((zero.Metrics[20].TestErrors, random.Metrics[20].TestErrors), (last.FirstErrors, last.SecondErrors));
        Assert.Equal(last.FirstErrors - last.SecondErrors, last.OnlyFirstErrs - last.OnlySecondErrs);
        Assert.Equal(Distances.Between(zero.Read(10).Parameters, random.Read(10).Parameters).Total, whole.Result.Pair.Rows[1].Between.Total);
        Assert.Equal(Distances.Between(random.Read(10).Parameters, random.Read(20).Parameters).Total, whole.Result.Pair.Rows[1].SecondToLast.Total);
    }

    [Fact]
    public void Run_OnAFewDigits_KeepsWhatGradientDescentCannotMove()
    {
        // contract.md 5: the mean of output.b is conserved, the row means of output.W only decay.
        PairAtEpoch[] rows = [.. whole.Result.Pair!.Rows];
        Assert.True(rows[0].Shift.Biases > 0.1);
        Assert.All(rows, row => Assert.True(Math.Abs(row.Shift.Biases - rows[0].Shift.Biases) <= 1e-5));
        double decay = Math.Pow(1 - (2 * 0.01 * 1e-4), 20 * Whole.Train / 20);
        Assert.True(Math.Abs((rows[^1].Shift.Weights / rows[0].Shift.Weights) - decay) <= 1e-4);
    }

    [Fact]
    public void Run_Again_ComputesNothingAndSaysTheSame()
    {
        var tasks = new List<string>();
        ReproductionResult again = whole.Run(whole.Folder, Whole.Epochs, new Reports(report => tasks.Add(report.Task)));
        Assert.Equal(TrainingOutcome.AlreadyComplete, again.Outcome);
        Assert.Equal(["comparing the series"], tasks);
        Assert.Equal(whole.Words, Whole.WordsOf(again));
    }

    [Fact]
    public void Run_StoppedInEachPartAndContinued_SaysTheSame()
    {
        using var folder = new TemporaryFolder();
        var tasks = new List<string>();
        foreach (string task in new[] { "series zero", "series random" })
        {
            using var stop = new CancellationTokenSource();
            ReproductionResult stopped = whole.Run(folder.Path, Whole.Epochs, new Reports(report =>
            {
                tasks.Add(report.Task);
                if (report.Task == task && report.Training!.Epoch == 7)
                    stop.Cancel();
            }), stop);
            Assert.Equal((TrainingOutcome.Stopped, 7), (stopped.Outcome, stopped.Training.Epoch));
            Assert.Contains("the same command continues it", stopped.Training.Sentence);
            Assert.Null(stopped.Pair);
            Assert.Empty(stopped.Claims);
            Assert.Empty(stopped.Figures);
        }

        Assert.Equal(["series zero", "series random"], tasks.Distinct());
        using (var stop = new CancellationTokenSource())
        {
            Assert.Throws<OperationCanceledException>(() => whole.Run(folder.Path, Whole.Epochs, new Reports(report =>
            {
                if (report.Task == "comparing the series")
                    stop.Cancel();
            }), stop));
        }

        Assert.Equal(whole.Words, Whole.WordsOf(whole.Run(folder.Path, Whole.Epochs)));
        Assert.Equal(RunFiles.Of(whole["zero"]), RunFiles.Of(folder["zero"]));
        Assert.Equal(RunFiles.Of(whole["rand"]), RunFiles.Of(folder["rand"]));
        Assert.Equal(RunFiles.Of(whole["figures"]), RunFiles.Of(folder["figures"]));
    }

    [Fact]
    public void Figures_OfAReproduction_AreThreeWithTheirData()
    {
        Assert.Equal(
            ["distance-to-end-zero.svg", "distance-to-end-random.svg", "distance-between.svg"],
            whole.Result.Figures.Select(Path.GetFileName));
        foreach (string figure in whole.Result.Figures)
        {
            var svg = XDocument.Load(figure);
            Assert.Equal("svg", svg.Root!.Name.LocalName);
            Assert.DoesNotContain("no data", svg.Root.Value);
            Assert.DoesNotContain("NaN", File.ReadAllText(figure));
        }

        Dictionary<(string Chart, string Series, int Epoch), double> between = Data(whole.Result.Figures[2]);
        Assert.Equal(4 * 2 * 3, between.Count);
        Assert.Equal(whole.Result.Pair!.Rows[1].Between["output.W"].L2, between[("output.W", "between the series", 10)]);
        Assert.Equal(whole.Result.Pair.Rows[2].Between["hidden.b"].IfUnrelated, between[("hidden.b", "two unrelated vectors", 20)]);

        Dictionary<(string Chart, string Series, int Epoch), double> toEnd = Data(whole.Result.Figures[0]);
        Assert.Equal(6 * 3, toEnd.Count);
        Assert.All(toEnd.Where(static point => point.Key.Epoch == 0), static point => Assert.Equal(1, point.Value));
        Assert.All(toEnd.Where(static point => point.Key.Epoch == 20), static point => Assert.Equal(0, point.Value));
        Assert.Equal(0.5, toEnd[("", "steady drift", 10)]);
        Assert.Equal(Math.Sqrt(0.5), toEnd[("", "random walk", 10)]);
        PairAtEpoch[] rows = [.. whole.Result.Pair.Rows];
        Assert.Equal(rows[1].FirstToLast["hidden.W"].L2 / rows[0].FirstToLast["hidden.W"].L2, toEnd[("", "hidden.W", 10)]);
    }

    [Theory]
    [InlineData(0, "abcdef")]
    [InlineData(1, "abce")]
    public void Run_OfFewEpochs_LeavesOpenWhatTheyCannotDecide(int epochs, string undecided)
    {
        using var folder = new TemporaryFolder();
        ReproductionResult result = whole.Run(folder.Path, epochs);
        Assert.Equal(undecided, string.Concat(result.Claims.Where(static claim => claim.Holds is null).Select(static claim => claim.Id)));
        Assert.All(result.Claims, static claim => Assert.NotEmpty(claim.Reason));
        Assert.All(result.Claims, static claim => Assert.DoesNotContain("NaN", claim.Reason));
        Assert.All(result.Claims, static claim => Assert.DoesNotContain("cosine )", claim.Reason));
        Assert.All(result.Figures, static figure => Assert.Equal("svg", XDocument.Load(figure).Root!.Name.LocalName));

        // All of it can be printed.
        Assert.All(result.Claims, static claim => Assert.NotNull(JsonText.OfValue(claim.Measured)!.ToJsonString()));
    }

    [Fact]
    public void Run_OfAllSeeds_WritesTheirTable()
    {
        using var folder = new TemporaryFolder();
        var tasks = new List<string>();
        ReproductionResult result = whole.Run(folder.Path, 1, new Reports(report => tasks.Add(report.Task)), allSeeds: true);
        string[] lines = File.ReadAllLines(folder["output-seeds.csv"]);
        Assert.Equal("output_seed,valid_errors,test_errors", lines[0]);
        Assert.Equal(20, lines.Length - 1);
        int[][] cells = [.. lines.Skip(1).Select(static line => line.Split(',').Select(static cell => int.Parse(cell, CultureInfo.InvariantCulture)).ToArray())];
        Assert.Equal(Enumerable.Range(1, 20), cells.Select(static row => row[0]));
        foreach (int[] row in cells)
        {
            EpochMetrics metrics = Run.Open(folder[$"seeds/output-{row[0]:00}"]).Metrics[1];
            Assert.Equal((metrics.ValidationErrors, metrics.TestErrors), (row[1], row[2]));
        }

        // Seed 7 is the random series itself.
        Assert.Equal(Run.Open(folder["rand"]).Metrics[1].TestErrors, cells[6][2]);
        Assert.Equal((20, cells.Min(static row => row[2]), cells.Max(static row => row[2])), (
            result.Claims[0].Measured["output_seeds"], result.Claims[0].Measured["output_seeds_lowest"], result.Claims[0].Measured["output_seeds_highest"]));
        Assert.Contains("output seeds, 0 of 20 done", tasks);
    }

    [Fact]
    public void Run_InAFolderOfLongerRuns_IsRefusedAndChangesNothing()
    {
        string[] before = RunFiles.Of(whole["zero"]);
        Assert.Throws<UnusableInputException>(() => whole.Run(whole.Folder, 10));
        Assert.Equal(before, RunFiles.Of(whole["zero"]));
    }

    private static Dictionary<(string Chart, string Series, int Epoch), double> Data(string figure) =>
        File.ReadLines(Path.ChangeExtension(figure, ".csv")).Skip(1).Select(static line => line.Split(',')).ToDictionary(
            static cells => (cells[0], cells[1], int.Parse(cells[2], CultureInfo.InvariantCulture)),
            static cells => double.Parse(cells[3], CultureInfo.InvariantCulture));

    /// <summary>A reproduction on 400 of the built-in digits that nothing interrupted.</summary>
    public sealed class Whole : IDisposable
    {
        public const int Epochs = 20;
        public const int Train = 400;

        private readonly TemporaryFolder _folder = new();
        private readonly DataSet _data = BuiltInDigits.Draw(2016, Train, 100, 200) with { Name = "digits" };

        public Whole()
        {
            Result = Run(Folder, Epochs);
            Words = WordsOf(Result);
        }

        public string Folder => _folder["runs"];

        public ReproductionResult Result { get; }

        public string[] Words { get; }

        public string this[string name] => Path.Combine(Folder, name);

        /// <summary>All that the claims say.</summary>
        public static string[] WordsOf(ReproductionResult result) =>
            [.. result.Claims.Select(static claim => $"{claim.Id} {claim.Holds} {claim.Reason} {JsonText.OfValue(claim.Measured)!.ToJsonString()}")];

        public ReproductionResult Run(
            string folder, int epochs, IProgress<ReproductionProgress>? progress = null, CancellationTokenSource? stop = null, bool allSeeds = false) =>
            Reproduction.Run(
                _data,
                new ReproductionRequest { Folder = folder, Epochs = epochs, Threads = 2, AllSeeds = allSeeds },
                progress,
                stop?.Token ?? CancellationToken.None);

        public void Dispose() => _folder.Dispose();
    }

    private sealed class Reports(Action<ReproductionProgress> then) : IProgress<ReproductionProgress>
    {
        public void Report(ReproductionProgress value) => then(value);
    }
}
