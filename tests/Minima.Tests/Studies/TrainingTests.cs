using Minima.Data;
using Minima.Minimisation;
using Minima.Networks;
using Minima.Studies;
using Minima.Tests.Data;
using Minima.Trajectories;

namespace Minima.Tests.Studies;

public sealed class TrainingTests : IDisposable
{
    private const int Epochs = 6;
    private static readonly SaveSchedule Schedule = new(2);

    private readonly TemporaryFolder _folder = new();
    private readonly DataSet _data;
    private readonly RunConfiguration _configuration;

    public TrainingTests()
    {
        _folder.AddSmall("tiny");
        _data = IdxFolder.Load(_folder["tiny"]);
        _configuration = Configuration(new DescentOptions { BatchSize = 2 });
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Run_InANewFolder_EndsWithTheDescentsOwnPath()
    {
        TrainingResult result = Train("run");
        Assert.Equal(TrainingOutcome.Completed, result.Outcome);
        Assert.Equal(Epochs, result.Epoch);

        // The same descent with nothing in between.
        using var descent = new Descent(_configuration.Network, _data, _configuration.Descent, threads: 1);
        var sink = new LastPoint();
        descent.Begin(Initialisation.Draw(_configuration.Network, new Start()), Epochs, sink, CancellationToken.None);
        Assert.Equal(sink.Parameters, Run.Open(result.Folder).ReadLast().Parameters.Values);
        Assert.Equal(sink.Metrics!.TestErrors, result.TestErrors);
        Assert.Equal(sink.Metrics.ValidationErrors, result.ValidationErrors);
    }

    [Fact]
    public void Run_StoppedAtEveryEpochAndContinued_LeavesTheSameFiles()
    {
        Train("whole");
        string[] expected = Files("whole");
        TrainingResult result;
        int stops = 0;
        do
        {
            using var stop = new CancellationTokenSource();
            int begun = -1;
            result = Train("stopped", stop: stop, progress: new Reports(report =>
            {
                begun = begun < 0 ? report.Epoch : begun;
                if (report.Epoch > begun)
                    stop.Cancel();
            }));
            stops++;
        }
        while (result.Outcome == TrainingOutcome.Stopped);
        Assert.Equal(TrainingOutcome.Completed, result.Outcome);
        Assert.Equal(Epochs, stops);
        Assert.Equal(expected, Files("stopped"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Run_WithMoments_ContinuedFromItsSnapshotsEndsLikeTheWhole(bool adam)
    {
        Minimiser minimiser = adam ? new Adam() : new Momentum();
        RunConfiguration configuration = Configuration(
            new DescentOptions { BatchSize = 2, Minimiser = minimiser, Schedule = new RateSchedule(2, null) });
        void Go(string name, int epochs, int threads) =>
            Training.Run(configuration, _data, _folder[name], epochs, Schedule, threads, cancellation: CancellationToken.None);
        Go("whole", 7, 1);
        string[] expected = Files("whole");

        // From the last snapshot, from an earlier one (the last is deleted), and with other numbers of threads.
        Go("parts", 3, 2);
        Go("parts", 6, 1);
        File.Delete(Path.Combine(_folder["parts"], "snapshots", "epoch-00006.safetensors"));
        Go("parts", 7, 2);
        Assert.Equal(expected, Files("parts"));
        Assert.Equal(7 * 5, Run.Open(_folder["parts"]).ReadLast().Minimiser!.Steps);
    }

    [Fact]
    public void Run_OfACosineSchedule_GetsNoMoreEpochs()
    {
        RunConfiguration Cosine(int epochs) => Configuration(new DescentOptions { BatchSize = 2, Schedule = new RateSchedule(1, epochs) });
        TrainingResult Go(RunConfiguration configuration, int epochs) =>
            Training.Run(configuration, _data, _folder["run"], epochs, Schedule, 1, cancellation: CancellationToken.None);
        Go(Cosine(4), 4);
        var e = Assert.Throws<UnusableInputException>(() => Go(Cosine(8), 8));
        Assert.Contains("schedule is cosine to 0 at epoch 4 after a warm-up of 1 in the folder but cosine to 0 at epoch 8", e.Message);
        e = Assert.Throws<UnusableInputException>(() => Go(Cosine(4), 8));
        Assert.Contains("comes to 0 at epoch 4", e.Message);
    }

    [Fact]
    public void Run_Stopped_SaysWhereItStandsAndHowToGoOn()
    {
        using var stop = new CancellationTokenSource();
        TrainingResult result = Train("run", stop: stop, progress: new Reports(report =>
        {
            if (report.Epoch == 3)
                stop.Cancel();
        }));
        Assert.Equal((TrainingOutcome.Stopped, 3), (result.Outcome, result.Epoch));
        Assert.Contains("Stopped after epoch 3 of 6", result.Sentence);
        Assert.Contains("the same command continues it", result.Sentence);
        Assert.Equal(Run.Open(_folder["run"]).Metrics[^1].TestErrors, result.TestErrors);
    }

    [Fact]
    public void Run_ThatIsComplete_ComputesNothing()
    {
        Train("run");
        DateTime written = File.GetLastWriteTimeUtc(Path.Combine(_folder["run"], "metrics.csv"));
        var reports = new Reports(static _ => { });
        Assert.Equal(TrainingOutcome.AlreadyComplete, Train("run", progress: reports).Outcome);
        Assert.Empty(reports.All);
        Assert.Equal(written, File.GetLastWriteTimeUtc(Path.Combine(_folder["run"], "metrics.csv")));
    }

    [Fact]
    public void Run_ThatDiverges_IsAResultAndStaysOne()
    {
        RunConfiguration configuration = Configuration(new DescentOptions { BatchSize = 2, LearningRate = 1e30 });
        TrainingResult first = Training.Run(configuration, _data, _folder["run"], Epochs, Schedule, 1, cancellation: CancellationToken.None);
        TrainingResult again = Training.Run(configuration, _data, _folder["run"], Epochs, Schedule, 1, cancellation: CancellationToken.None);
        Assert.Equal(TrainingOutcome.Diverged, first.Outcome);
        Assert.Equal(first, again);
        Assert.True(first.Epoch < Epochs);
        Assert.Contains("is not a finite number", first.Sentence);
    }

    [Fact]
    public void Run_OnOtherData_IsRefusedBeforeAnythingIsWritten()
    {
        var configuration = new RunConfiguration(_configuration.Network, new Start(), _configuration.Descent, "tiny", new string('0', 64));
        var e = Assert.Throws<UnusableInputException>(() => Training.Run(configuration, _data, _folder["run"], Epochs, Schedule, cancellation: CancellationToken.None));
        Assert.Contains("other data make another run", e.Message);
        Assert.False(Directory.Exists(_folder["run"]));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(100_000)]
    public void Run_WithThreadsThatCannotBe_IsRefused(int threads)
    {
        var e = Assert.Throws<UnusableInputException>(
            () => Training.Run(_configuration, _data, _folder["run"], Epochs, Schedule, threads, cancellation: CancellationToken.None));
        Assert.Contains($"{threads} threads", e.Message);
        Assert.False(Directory.Exists(_folder["run"]));
    }

    [Fact]
    public void Run_WhoseStateStandsBehindTheEpochsEnd_IsRefused()
    {
        using var stop = new CancellationTokenSource();
        Train("run", stop: stop, progress: new Reports(report =>
        {
            if (report.Epoch == 3)
                stop.Cancel();
        }));
        string state = Path.Combine(_folder["run"], "state.safetensors");
        var damaged = new PathPosition(3, 5, 1, 1, new Parameters(_configuration.Network.Layout));
        File.WriteAllBytes(state, RunState.ToBytes(damaged, _configuration));
        var e = Assert.Throws<UnusableInputException>(() => Train("run"));
        Assert.Contains("state.safetensors' is damaged", e.Message);
        Assert.Contains("5 batches of an epoch that has 5", e.Message);
    }

    [Fact]
    public void Run_ByForce_BeginsAnew()
    {
        Train("run");
        var reports = new Reports(static _ => { });
        Training.Run(
            Configuration(new DescentOptions { BatchSize = 5 }), _data, _folder["run"], 2, Schedule, 1, force: true, reports, CancellationToken.None);
        Assert.All(reports.All, static report => Assert.Null(report.ResumedFrom));
        Assert.Equal([0, 2], Run.Open(_folder["run"]).SnapshotEpochs);
    }

    [Fact]
    public void Progress_OfARun_TellsEpochsTimeAndRemarks()
    {
        var reports = new Reports(static _ => { });
        Training.Run(
            Configuration(new DescentOptions { BatchSize = 4 }), _data, _folder["run"], Epochs, Schedule, 1, false, reports, CancellationToken.None);
        Assert.Single(reports.All, static report => report.Remark is not null);
        Assert.Contains("uses 8 of the 10", reports.All[0].Remark);
        Assert.Equal(Enumerable.Range(0, Epochs + 1), reports.All.Select(static report => report.Epoch).Distinct());
        Assert.Equal(1, reports.All[^1].Done);
        Assert.Equal(TimeSpan.Zero, reports.All[^1].Left);
        Assert.All(reports.All.Zip(reports.All.Skip(1)), static pair => Assert.True(pair.First.Elapsed <= pair.Second.Elapsed));
    }

    [Fact]
    public void Progress_OfARunThatGoesOn_TellsFromWhere()
    {
        Train("run");
        var reports = new Reports(static _ => { });
        Training.Run(_configuration, _data, _folder["run"], Epochs + 2, Schedule, 1, false, reports, CancellationToken.None);
        Assert.All(reports.All, static report => Assert.Equal(Epochs, report.ResumedFrom));
        Assert.Equal(Epochs, reports.All[0].Epoch);
    }

    private RunConfiguration Configuration(DescentOptions options) =>
        new(Network.Perceptron(_data.Inputs, [4], _data.Classes), new Start(), options, _data.Name, _data.Fingerprint);

    private TrainingResult Train(string name, IProgress<TrainingProgress>? progress = null, CancellationTokenSource? stop = null) =>
        Training.Run(_configuration, _data, _folder[name], Epochs, Schedule, 1, false, progress, stop?.Token ?? CancellationToken.None);

    private string[] Files(string name) =>
        [.. Directory.EnumerateFiles(_folder[name], "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Where(static file => !file.EndsWith("metrics.csv", StringComparison.Ordinal))
            .Select(file => Path.GetRelativePath(_folder[name], file) + " " + IdxBytes.Sha256(File.ReadAllBytes(file)))];

    /// <summary>Takes reports as they come, on the thread that sends them.</summary>
    private sealed class Reports(Action<TrainingProgress> then) : IProgress<TrainingProgress>
    {
        public List<TrainingProgress> All { get; } = [];

        public void Report(TrainingProgress value)
        {
            All.Add(value);
            then(value);
        }
    }

    private sealed class LastPoint : IPathSink
    {
        public float[]? Parameters { get; private set; }

        public EpochMetrics? Metrics { get; private set; }

        public void EpochEnded(EpochMetrics metrics, PathPosition position) =>
            (Metrics, Parameters) = (metrics, position.Parameters.Clone().Values);

        public void Paused(PathPosition position, bool stopping)
        {
        }
    }
}
