using Minima.Data;
using Minima.Geometry;
using Minima.Minimisation;
using Minima.Networks;
using Minima.Studies;
using Minima.Studies.Experiments;
using Minima.Studies.Pairs;
using Minima.Tests.Data;
using Minima.Trajectories;

namespace Minima.Tests.Studies.Experiments;

public sealed class SweepStudyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DataSet _data;

    public SweepStudyTests()
    {
        _folder.AddSmall("tiny");
        _data = IdxFolder.Load(_folder["tiny"]);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Fork_FirstCopy_IsWhatTheParentItselfBecomes()
    {
        SweepStudy study = ForkStudy.Run(Setting(1), [0, 2, 3], _data, cancellation: Token);
        Assert.Equal((4, 3), (study.Runs, study.Points.Count));
        Run parent = Run.Open(_folder["study/" + study.Points[1].Pairs[0].A.Name]);

        // The study takes the parent for the copy that keeps its order: so it must be, to the bit.
        Snapshot fork = parent.Read(2);
        var configuration = new RunConfiguration(
            parent.Configuration.Network, new Start(), parent.Configuration.Descent, _data.Name, _data.Fingerprint, null, GivenStart.Of(fork.Parameters, 2));
        Training.Run(new TrainingJob(configuration, _folder["copy"], 4, new SaveSchedule(0)) { Start = fork.Parameters }, _data, 1, cancellation: Token);
        Assert.Equal(parent.ReadLast().Parameters.Values, Run.Open(_folder["copy"]).ReadLast().Parameters.Values);

        Run child = Run.Open(_folder["study/" + study.Points[1].Pairs[0].B.Name]);
        Assert.Equal(2, child.Configuration.FirstEpoch);
        Assert.Equal(fork.Parameters.Values, child.Read(2).Parameters.Values);
        Assert.NotEqual(parent.Configuration.Descent.OrderSeed, child.Configuration.Descent.OrderSeed);
        Assert.True(study.Points[1].Pairs[0].RawDistance > 0);
    }

    [Fact]
    public void Perturb_Copies_BeginWithNoiseOfTheirSizeAndKeepTheOrder()
    {
        SweepStudy study = PerturbStudy.Run(Setting(2), 1, [0.5, 1e-3, 0.5], NoiseScale.Parameter, _data, cancellation: Token);
        Assert.Equal([1e-3, 0.5], study.Points.Select(static point => point.At));
        foreach (SweepPoint point in study.Points)
        {
            for (int r = 0; r < 2; r++)
            {
                Run parent = Run.Open(_folder["study/" + point.Pairs[r].A.Name]), child = Run.Open(_folder["study/" + point.Pairs[r].B.Name]);
                Parameters before = parent.Read(1).Parameters, after = child.Read(1).Parameters;
                foreach (ParameterDistance distance in Distances.Between(before, after).Parameters)
                    Assert.True(distance.NormA == 0 || Math.Abs((distance.L2 / distance.NormA) - point.At) <= 1e-4 * point.At, $"{distance}");
                Assert.Equal(Distances.Between(before, after).Total.L2, point.Starts[r]);
                Assert.Equal((ExampleOrder.File, ExampleOrder.File), (parent.Configuration.Descent.Order, child.Configuration.Descent.Order));
            }
        }
    }

    [Fact]
    public void Sweep_Again_TrainsNothing()
    {
        SweepStudy first = PerturbStudy.Run(Setting(1), 0, [0.1], NoiseScale.Total, _data, cancellation: Token);
        var seen = new List<WorkProgress>();
        SweepStudy again = PerturbStudy.Run(Setting(1), 0, [0.1], NoiseScale.Total, _data, new Recorder(seen), Token);
        Assert.Equal(first.Points[0].Pairs[0].Raw, again.Points[0].Pairs[0].Raw);
        Assert.DoesNotContain(seen, static value => value.Task.Contains("at epoch", StringComparison.Ordinal));
        Assert.Contains(seen, static value => value.Task == "measuring pairs: 1 of 1" && value.Done == 1);
    }

    [Theory]
    [InlineData(new[] { 0.5, 0.1, 0.01, 0.0 }, 2.0, null)]
    [InlineData(new[] { 0.0, 0.1, 0.01, 0.03 }, null, 3.0)]
    [InlineData(new[] { 0.0, 0.0, 0.0, 0.0 }, 0.0, null)]
    [InlineData(new[] { 0.0, 0.02, 0.5, 0.5 }, null, 1.0)]
    public void MeetFrom_AndPartFrom_AreTheBeginningsOfTheLastStretch(double[] barriers, double? meet, double? part)
    {
        var network = Network.Perceptron(2, [2], 2);
        var measured = new MeasuredNetwork("x", network, new Parameters(network.Layout), "", new Evaluation(1, 0, 0), new Evaluation(1, 0, 0), []);
        SweepPoint[] points = [.. barriers.Select((barrier, i) => new SweepPoint(
            i,
            [new PairMeasure(measured, measured, Symmetry.Identity(network), 0, 0, 0, 0, new LineBarrier(0, 0, barrier, 0, barrier / 2), new LineBarrier(0, 0, 0, 0, 0), null, 0)],
            [0],
            [0]))];
        var study = new SweepStudy("fork", Setting(1), _data, 1, points);
        Assert.Equal(meet, study.MeetFrom);
        Assert.Equal(part, study.PartFrom);
    }

    [Fact]
    public void Run_ThatHasNoMeaning_IsRefused()
    {
        Assert.Contains("each must be from 0 to 3", Assert.Throws<UnusableInputException>(() => ForkStudy.Run(Setting(1), [0, 4], _data, cancellation: Token)).Message);
        Assert.Contains("Noise at epoch 4", Assert.Throws<UnusableInputException>(() => PerturbStudy.Run(Setting(1), 4, [1], NoiseScale.Total, _data, cancellation: Token)).Message);
        Assert.Contains("positive", Assert.Throws<UnusableInputException>(() => PerturbStudy.Run(Setting(1), 0, [0], NoiseScale.Total, _data, cancellation: Token)).Message);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private StudySetting Setting(int replicates) => new()
    {
        Folder = _folder["study"],
        Hidden = [3],
        Epochs = 4,
        Replicates = replicates,
        Points = 3,
        Workers = 2,
        Descent = new DescentOptions { BatchSize = 2, LearningRate = 0.1 },
    };

    private sealed class Recorder(List<WorkProgress> seen) : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value) => seen.Add(value);
    }
}
