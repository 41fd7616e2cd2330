using Minima.Data;
using Minima.Minimisation;
using Minima.Networks;
using Minima.Studies;
using Minima.Tests.Data;
using Minima.Tests.Trajectories;
using Minima.Trajectories;

namespace Minima.Tests.Studies;

public sealed class TrainingPoolTests : IDisposable
{
    private const int Epochs = 5;

    // So many that a run is under way whenever something else happens.
    private const int Endless = 200_000;

    private readonly TemporaryFolder _folder = new();
    private readonly DataSet _data;

    public TrainingPoolTests()
    {
        _folder.AddSmall("tiny");
        _data = IdxFolder.Load(_folder["tiny"]);
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(0)]
    [InlineData(50)]
    public void Run_WithAnyNumberOfWorkers_LeavesWhatOneAfterTheOtherWould(int workers)
    {
        TrainingJob[] jobs = Jobs("pool", 7);
        IReadOnlyList<TrainingResult> results = TrainingPool.Run(jobs, _data, workers, cancellation: CancellationToken.None);
        Assert.Equal(jobs.Select(static job => job.Folder), results.Select(static result => result.Folder));
        for (int i = 0; i < jobs.Length; i++)
        {
            TrainingJob alone = Job($"alone-{i}", (uint)i, Epochs + i);
            TrainingResult expected = Alone(alone);
            Assert.Equal(Timeless(expected), Timeless(results[i]));
            Assert.Equal(TrainingOutcome.Completed, results[i].Outcome);
            AssertSameFiles(alone.Folder, jobs[i].Folder);
        }
    }

    private static TrainingResult Timeless(TrainingResult result) =>
        result with { Folder = "", Seconds = 0, Sentence = "", Last = result.Last is null ? null : result.Last with { Seconds = 0 } };

    [Fact]
    public void Run_OfNothing_GivesNothing() => Assert.Empty(TrainingPool.Run([], _data, cancellation: CancellationToken.None));

    [Fact]
    public void Run_Again_ComputesNothing()
    {
        TrainingJob[] jobs = Jobs("pool", 3);
        IReadOnlyList<TrainingResult> first = TrainingPool.Run(jobs, _data, 2, cancellation: CancellationToken.None);
        IReadOnlyList<TrainingResult> again = TrainingPool.Run(jobs, _data, 2, cancellation: CancellationToken.None);
        Assert.All(again, static result => Assert.Equal(TrainingOutcome.AlreadyComplete, result.Outcome));
        Assert.Equal(first.Select(static result => result.TestErrors), again.Select(static result => result.TestErrors));
    }

    [Fact]
    public void Run_WithAJobThatFails_StopsTheOthersWhichCanBeContinued()
    {
        // The second job is there to let the first get under way before the third, which is refused.
        TrainingJob endless = Job("endless", 1, Endless), never = Job("never", 3, Epochs);
        TrainingJob refused = Job("refused", 2, Epochs) with { Configuration = Configuration(2, new string('0', 64)) };
        UnusableInputException e = Assert.Throws<UnusableInputException>(
            () => TrainingPool.Run([endless, Job("short", 0, 20), refused, never], _data, 2, cancellation: CancellationToken.None));
        Assert.Contains("other data make another run", e.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(refused.Folder));
        Assert.False(Directory.Exists(never.Folder));

        Run stopped = Run.Open(endless.Folder);
        int reached = stopped.Metrics[^1].Epoch;
        Assert.False(stopped.IsComplete);
        Assert.InRange(reached, 0, Endless - 1);

        TrainingJob longer = endless with { Epochs = reached + 3 };
        Assert.Equal(TrainingOutcome.Completed, TrainingPool.Run([longer, never], _data, 2, cancellation: CancellationToken.None)[0].Outcome);
        TrainingJob alone = longer with { Folder = _folder["alone"] };
        Alone(alone);
        AssertSameFiles(alone.Folder, longer.Folder);
    }

    [Theory]
    [InlineData("pool-0", "pool-0")]
    [InlineData("pool-0", "pool-0/")]
    [InlineData("pool-0", "x/../pool-0")]
    public void Run_OfTwoJobsInOneFolder_IsRefusedBeforeAnythingIsWritten(string first, string second)
    {
        UnusableInputException e = Assert.Throws<UnusableInputException>(() => TrainingPool.Run(
            [Job("other", 0, 2), Job(first, 1, 2), Job(second, 2, 2)], _data, 2, cancellation: CancellationToken.None));
        Assert.Contains("every run needs a folder of its own", e.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["other"]));
    }

    [Fact]
    public void Run_WithFewerThanNoWorkers_IsRefused() => Assert.Contains(
        "-1 workers",
        Assert.Throws<UnusableInputException>(() => TrainingPool.Run(Jobs("pool", 1), _data, -1, cancellation: CancellationToken.None)).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Run_Cancelled_ThrowsAndCanBeContinued()
    {
        TrainingJob[] endless = [Job("a", 0, Endless), Job("b", 1, Endless), Job("c", 2, Endless)];
        using var stop = new CancellationTokenSource();
        var progress = new Reports(report =>
        {
            if (report.Training.Epoch == 20)
                stop.Cancel();
        });
        Assert.Throws<OperationCanceledException>(() => TrainingPool.Run(endless, _data, 2, progress, stop.Token));
        Assert.False(Directory.Exists(endless[2].Folder));
        Assert.All(progress.All, static report => Assert.Equal(0, report.Complete));

        TrainingJob[] longer = [.. endless.Select(static job =>
            job with { Epochs = Run.Exists(job.Folder) ? Run.Open(job.Folder).Metrics.Count + 2 : 4 })];
        Assert.All(TrainingPool.Run(longer, _data, 2, cancellation: CancellationToken.None),
            static result => Assert.Equal(TrainingOutcome.Completed, result.Outcome));
        foreach (TrainingJob job in longer)
        {
            TrainingJob alone = job with { Folder = job.Folder + "-alone" };
            Alone(alone);
            AssertSameFiles(alone.Folder, job.Folder);
        }
    }

    [Fact]
    public void Run_CancelledBefore_WritesNothing()
    {
        Assert.Throws<OperationCanceledException>(
            () => TrainingPool.Run(Jobs("pool", 2), _data, 1, cancellation: new CancellationToken(canceled: true)));
        Assert.False(Directory.Exists(_folder["pool-0"]));
    }

    [Fact]
    public void Progress_OfAPool_AddsUpToTheWhole()
    {
        var progress = new Reports(static _ => { });
        TrainingJob[] jobs = [.. Enumerable.Range(0, 4).Select(i => Job($"pool-{i}", (uint)i, Epochs))];
        TrainingPool.Run(jobs, _data, 2, progress, CancellationToken.None);
        Assert.All(progress.All, static report => Assert.Equal(4, report.Jobs));
        Assert.All(progress.All.Zip(progress.All.Skip(1)), static pair =>
            Assert.True(pair.First.Done <= pair.Second.Done && pair.First.Complete <= pair.Second.Complete));
        Assert.Equal(0, progress.All[0].Done);
        Assert.Equal(1, progress.All[^1].Done);
        Assert.Equal(jobs.Select(static job => job.Folder), progress.All.Select(static report => report.Folder).Distinct().Order(StringComparer.Ordinal));

        // What each run has last reported, added up by hand.
        var done = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (PoolProgress report in progress.All)
        {
            done[report.Folder] = report.Training.Done;
            Assert.True(Math.Abs(report.Done - (done.Values.Sum() / 4)) <= 1e-12);
        }
    }

    private TrainingJob[] Jobs(string name, int count) => [.. Enumerable.Range(0, count).Select(i => Job($"{name}-{i}", (uint)i, Epochs + i))];

    private TrainingJob Job(string name, uint seed, int epochs) =>
        new(Configuration(seed, _data.Fingerprint), _folder[name], epochs, new SaveSchedule(2));

    private RunConfiguration Configuration(uint seed, string fingerprint) => new(
        Network.Perceptron(_data.Inputs, [4], _data.Classes), new Start(seed, OutputStart.Random, seed), new DescentOptions { BatchSize = 2 }, _data.Name,
        fingerprint);

    private TrainingResult Alone(TrainingJob job) =>
        Training.Run(job.Configuration, _data, job.Folder, job.Epochs, job.Schedule, 1, cancellation: CancellationToken.None);

    private static void AssertSameFiles(string expected, string found) => Assert.Equal(RunFiles.Of(expected), RunFiles.Of(found));

    /// <summary>Takes reports as they come; the pool sees to it that they come one at a time.</summary>
    private sealed class Reports(Action<PoolProgress> then) : IProgress<PoolProgress>
    {
        public List<PoolProgress> All { get; } = [];

        public void Report(PoolProgress value)
        {
            All.Add(value);
            then(value);
        }
    }
}
