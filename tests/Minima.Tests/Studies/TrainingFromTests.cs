using Minima.Data;
using Minima.Data.Augmentation;
using Minima.Minimisation;
using Minima.Networks;
using Minima.Studies;
using Minima.Tests.Data;
using Minima.Tests.Trajectories;
using Minima.Trajectories;

namespace Minima.Tests.Studies;

/// <summary>Runs that begin with given parameters, stop early, or are trained on augmented data.</summary>
public sealed class TrainingFromTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DataSet _data;
    private readonly Network _network;

    public TrainingFromTests()
    {
        _folder.AddSmall("tiny");
        _data = IdxFolder.Load(_folder["tiny"]);
        _network = Network.Perceptron(_data.Inputs, [4], _data.Classes);
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(ExampleOrder.File)]
    [InlineData(ExampleOrder.Shuffled)]
    public void Run_FromASnapshotOfAnother_GoesItsWayToTheBit(ExampleOrder order)
    {
        var options = new DescentOptions { BatchSize = 2, Order = order, OrderSeed = 5 };
        Train(new TrainingJob(Configuration(options), _folder["whole"], 20, new SaveSchedule(5)));
        var whole = Run.Open(_folder["whole"]);
        TrainingResult result = Train(From(whole.Read(10), options, "part", 20));
        Assert.Equal((TrainingOutcome.Completed, 20), (result.Outcome, result.Epoch));

        var part = Run.Open(_folder["part"]);
        Assert.Equal([10, 15, 20], part.SnapshotEpochs);
        foreach (int epoch in part.SnapshotEpochs)
            Assert.Equal(Bits(whole.Read(epoch)), Bits(part.Read(epoch)));
        Assert.Null(part.Metrics[0].TrainCost);
        Assert.Equal(
            whole.Metrics.Skip(11).Select(static row => row with { Seconds = 0 }), part.Metrics.Skip(1).Select(static row => row with { Seconds = 0 }));
        Assert.Equal(whole.Metrics[10].TestErrors, part.Metrics[0].TestErrors);
    }

    [Fact]
    public void Run_FromASnapshot_StoppedAndContinued_LeavesTheSameFiles()
    {
        var options = new DescentOptions { BatchSize = 2, Order = ExampleOrder.Shuffled };
        var start = new Snapshot(_network, Initialisation.Draw(_network, new Start(5)), 3);
        Train(From(start, options, "whole", 9));
        TrainingOutcome outcome;
        int stops = 0;
        do
        {
            using var stop = new CancellationTokenSource();
            int begun = -1;
            var progress = new Reports(report =>
            {
                begun = begun < 0 ? report.Epoch : begun;
                if (report.Epoch > begun)
                    stop.Cancel();
            });
            outcome = Training.Run(From(start, options, "stopped", 9), _data, 1, progress, stop.Token).Outcome;
            stops++;
        }
        while (outcome == TrainingOutcome.Stopped);
        Assert.Equal((TrainingOutcome.Completed, 6), (outcome, stops));
        Assert.Equal(RunFiles.Of(_folder["whole"]), RunFiles.Of(_folder["stopped"]));
    }

    [Fact]
    public void Run_FromWhatItsConfigurationDoesNotName_IsRefused()
    {
        var options = new DescentOptions { BatchSize = 2 };
        var start = new Snapshot(_network, Initialisation.Draw(_network, new Start(5)));
        TrainingJob job = From(start, options, "run", 2);
        Assert.Contains("hand them over", Refused(job with { Start = null }));
        Assert.Contains("not those that", Refused(job with { Start = new Parameters(_network.Layout) }));
        Assert.Contains("drawn from seeds", Refused(job with { Configuration = Configuration(options) }));
        start.Parameters.Values[^1] = float.NaN;
        Assert.Contains("The start's output.b holds a number that is not finite", Refused(From(start, options, "run", 2)));
        Assert.False(Directory.Exists(_folder["run"]));
    }

    [Fact]
    public void Run_WithLittlePatience_StopsEarlyAndGoesOnWithMore()
    {
        TrainingJob Job(int patience) => new(Configuration(new DescentOptions { BatchSize = 2 }), _folder["run"], 400, new SaveSchedule(0)) { Patience = patience };
        TrainingResult first = Train(Job(10)), again = Train(Job(10));
        Assert.Equal(TrainingOutcome.StoppedEarly, first.Outcome);
        Assert.Equal(first, again);
        Assert.True(first.Epoch < 400);
        Assert.Contains($"stopped early, after epoch {first.Epoch} of 400", first.Sentence);

        // What it says of its best epoch is what the rule says of its metrics, and the parameters are kept.
        var run = Run.Open(_folder["run"]);
        Assert.Equal(new EarlyStopping(10, 5).After(run.Metrics).Best, first.Best);
        Assert.Equal(first.Best!.Epoch, run.ReadBest().Epoch);
        using var functional = new Functional(_network, _data.Test);
        Assert.Equal(first.Best.TestErrors, functional.Evaluate(run.ReadBest().Parameters).Errors);
        Assert.True(Train(Job(1000)).Epoch > first.Epoch);
    }

    [Fact]
    public void RunData_OfAnAugmentedRun_IsRebuilt()
    {
        DataSet data = new AugmentationRecipe(1, [10], 3).Apply(_data);
        var configuration = new RunConfiguration(
            _network, new Start(), new DescentOptions { BatchSize = 2 }, data.Name, data.Fingerprint, data.Augmentation);
        Training.Run(new TrainingJob(configuration, _folder["run"], 1, new SaveSchedule()), data, 1, cancellation: CancellationToken.None);
        RunConfiguration read = Run.Open(_folder["run"]).Configuration;
        DataSet rebuilt = RunData.Load(read, new DataLocator([]));
        Assert.Equal((data.Fingerprint, 40), (rebuilt.Fingerprint, rebuilt.Train.Count));

        var other = new RunConfiguration(_network, new Start(), new DescentOptions(), data.Name, data.Fingerprint);
        Assert.Contains("bring back the data", Assert.Throws<UnusableInputException>(() => RunData.Load(other, new DataLocator([]))).Message);
    }

    private RunConfiguration Configuration(DescentOptions options) => new(_network, new Start(), options, _data.Name, _data.Fingerprint);

    private TrainingJob From(Snapshot start, DescentOptions options, string name, int epochs) => new(
        new RunConfiguration(
            _network, new Start(), options, _data.Name, _data.Fingerprint, given: GivenStart.Of(start.Parameters, start.Epoch ?? 0)),
        _folder[name], epochs, new SaveSchedule(5))
    {
        Start = start.Parameters,
    };

    private TrainingResult Train(TrainingJob job) => Training.Run(job, _data, 1, cancellation: CancellationToken.None);

    private string Refused(TrainingJob job) => Assert.Throws<UnusableInputException>(() => Train(job)).Message;

    private static IEnumerable<int> Bits(Snapshot snapshot) => snapshot.Parameters.Values.Select(BitConverter.SingleToInt32Bits);

    private sealed class Reports(Action<TrainingProgress> then) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => then(value);
    }
}
