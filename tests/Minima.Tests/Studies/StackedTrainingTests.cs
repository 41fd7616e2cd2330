using Minima.Data;
using Minima.Minimisation;
using Minima.Networks;
using Minima.Studies;
using Minima.Tests.Data;
using Minima.Trajectories;

namespace Minima.Tests.Studies;

/// <summary>Stacked denoising autoencoders as a run: a run for each layer, and then the whole.</summary>
public sealed class StackedTrainingTests : IDisposable
{
    private const int Epochs = 3;

    private readonly TemporaryFolder _folder = new();
    private readonly DataSet _data;
    private readonly RunConfiguration _configuration;

    public StackedTrainingTests()
    {
        _folder.AddSmall("tiny");
        _data = IdxFolder.Load(_folder["tiny"]);
        var pretraining = new Pretraining { Corruption = [0.1, 0.2], Epochs = 2, LearningRate = 0.05 };
        _configuration = new RunConfiguration(
            Network.Perceptron(_data.Inputs, [5, 4], _data.Classes, Activation.Sigmoid), new Start(89677),
            new DescentOptions { BatchSize = 1, L2 = 0, LearningRate = 0.1 }, _data.Name, _data.Fingerprint, pretraining: pretraining);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Run_OfAStack_TrainsEachLayerOnWhatTheOnesBeforeGive()
    {
        Assert.Equal(TrainingOutcome.Completed, Train("run").Outcome);
        var drawn = StackedStart.Draw(_configuration.Network, 89677);
        Run first = Run.Open(RunFolder.PretrainedLayer(_folder["run"], 1)), second = Run.Open(RunFolder.PretrainedLayer(_folder["run"], 2));
        Assert.Equal(drawn.Parameters["hidden1.W"], first.Read(0).Parameters["hidden.W"]);
        Assert.Equal(drawn.Parameters["hidden2.W"], second.Read(0).Parameters["hidden.W"]);
        Assert.Equal(new Corruption(0.1, drawn.MaskSeeds[0]), first.Configuration.Descent.Corruption);
        Assert.Equal(new Corruption(0.2, drawn.MaskSeeds[1]), second.Configuration.Descent.Corruption);
        Assert.All(first.Metrics, static row => Assert.NotNull(row.Reconstruction));

        // The second layer's cost at its start, of the first one's outputs for uncorrupted examples.
        Parameters below = first.ReadLast().Parameters;
        using var encode = new Reconstruction(first.Configuration.Network, _data.Test, 1);
        var encoded = Examples.FromValues(encode.Hidden(below), _data.Test.Labels.ToArray(), 5);
        using var cost = new Reconstruction(second.Configuration.Network, encoded, 1);
        Assert.Equal(cost.Cost(second.Read(0).Parameters), second.Metrics[0].Reconstruction!.Test);

        // What follows begins where both end, with a zero output layer.
        Parameters start = Run.Open(_folder["run"]).Read(0).Parameters;
        foreach ((Run layer, string name) in new[] { (first, "hidden1"), (second, "hidden2") })
        {
            Assert.Equal(layer.ReadLast().Parameters["hidden.W"], start[name + ".W"]);
            Assert.Equal(layer.ReadLast().Parameters["hidden.b"], start[name + ".b"]);
        }

        Assert.Equal(-1, start["output.W"].IndexOfAnyExcept(0f));
        Assert.NotEqual(start.Values, Run.Open(_folder["run"]).ReadLast().Parameters.Values);
    }

    [Fact]
    public void Run_OfAStackStoppedAtEveryEpochAndContinued_LeavesTheSameFiles()
    {
        Train("whole");
        int stops = 0;
        TrainingResult result;
        do
        {
            using var stop = new CancellationTokenSource();
            int begun = -1;
            string? phase = null;
            result = Train("stopped", new Told(report =>
            {
                begun = begun < 0 || report.Phase != phase ? report.Epoch : begun;
                phase = report.Phase;
                if (report.Epoch > begun)
                    stop.Cancel();
            }), 1 + (stops % 2), stop.Token);
            stops++;
        }
        while (result.Outcome == TrainingOutcome.Stopped);
        Assert.True(stops >= 4, $"{stops} parts");
        Assert.Equal(TrainingOutcome.Completed, result.Outcome);
        Assert.Equal(Content("whole"), Content("stopped"));
    }

    [Fact]
    public void Run_StoppedInItsPretraining_SaysSoAndHasNoErrors()
    {
        using var stop = new CancellationTokenSource();
        TrainingResult result = Train("run", new Told(report =>
        {
            if (report is { Phase: "pretraining layer 2 of 2", Epoch: 1 })
                stop.Cancel();
        }), stop: stop.Token);
        Assert.Equal((TrainingOutcome.Stopped, null), (result.Outcome, result.Last));
        Assert.Contains("In its pretraining: Stopped after epoch 1 of 2", result.Sentence);
        Assert.Empty(Run.Open(_folder["run"]).Metrics);
    }

    [Fact]
    public void Run_OfAStackByForce_BeginsItsPretrainingAnew()
    {
        Train("run");
        var other = new RunConfiguration(
            _configuration.Network, new Start(5), _configuration.Descent, _data.Name, _data.Fingerprint, pretraining: _configuration.Pretraining);
        Assert.Contains("hidden_seed is 89677 in the folder but 5", Assert.Throws<UnusableInputException>(
            () => Training.Run(other, _data, _folder["run"], Epochs, new SaveSchedule(1), 1, cancellation: CancellationToken.None)).Message);
        Training.Run(other, _data, _folder["run"], Epochs, new SaveSchedule(1), 1, force: true, cancellation: CancellationToken.None);
        Training.Run(other, _data, _folder["fresh"], Epochs, new SaveSchedule(1), 1, cancellation: CancellationToken.None);
        Assert.Equal(Content("fresh"), Content("run"));
    }

    [Fact]
    public void Configuration_OfAStack_ReadsBackFromItsFile()
    {
        byte[] bytes = new RunFile(_configuration, 9, new SaveSchedule(3), "0.1.0").ToBytes();
        RunConfiguration read = RunFile.Parse(bytes, "run.json").Configuration;
        Assert.Equal(_configuration.Identity, read.Identity);
        Assert.Equal([0.1, 0.2], read.Pretraining!.Corruption);
        RunConfiguration layer = new(
            Network.Autoencoder(6, 5), new Start(), read.Pretraining.Descent(1, 77), "tiny", _data.Fingerprint, encodedLayers: 1);
        read = RunFile.Parse(new RunFile(layer, 9, new SaveSchedule(3), "0.1.0").ToBytes(), "run.json").Configuration;
        Assert.Equal((layer.Identity, 1, new Corruption(0.2, 77)), (read.Identity, read.EncodedLayers, read.Descent.Corruption));
        Assert.True(read.Network.IsAutoencoder);
    }

    [Fact]
    public void Data_OfASecondLayersRun_GoThroughTheFirst()
    {
        Train("run");
        Run second = Run.Open(RunFolder.PretrainedLayer(_folder["run"], 2));
        DataSet encoded = StackedData.Of(_data, second);
        Assert.Equal((5, second.Configuration.DataFingerprint), (encoded.Inputs, encoded.Fingerprint));
    }

    private TrainingResult Train(string name, IProgress<TrainingProgress>? progress = null, int threads = 1, CancellationToken? stop = null) =>
        Training.Run(_configuration, _data, _folder[name], Epochs, new SaveSchedule(1), threads, false, progress, stop ?? TestContext.Current.CancellationToken);

    // Times differ.
    private string[] Content(string name) => [.. TemporaryFolder.Content(_folder[name]).Where(static file => !file.Key.EndsWith("lock", StringComparison.Ordinal)).Select(static file =>
        file.Key.EndsWith(".csv", StringComparison.Ordinal)
            ? $"{file.Key}: {string.Join('\n', System.Text.Encoding.UTF8.GetString(file.Value).Split('\n').Select(static line => line.Contains(',') ? line[..line.LastIndexOf(',')] : line))}"
            : $"{file.Key}: {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(file.Value))}")];

    private sealed class Told(Action<TrainingProgress> tell) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => tell(value);
    }
}
