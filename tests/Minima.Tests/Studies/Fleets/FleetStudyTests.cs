using Minima.Data;
using Minima.Geometry;
using Minima.Minimisation;
using Minima.Networks;
using Minima.Studies;
using Minima.Studies.Fleets;
using Minima.Studies.Pairs;
using Minima.Tests.Data;
using Minima.Trajectories;

namespace Minima.Tests.Studies.Fleets;

public sealed class FleetStudyTests : IDisposable
{
    private const int Epochs = 3;

    private readonly TemporaryFolder _folder = new();
    private readonly DataSet _data;

    public FleetStudyTests()
    {
        _folder.AddSmall("tiny");
        _data = IdxFolder.Load(_folder["tiny"]);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Of_Fleet_MeasuresBetweenTheAlignedAndTheirMean()
    {
        FleetStudy study = Study(4, "member-2");
        Assert.Equal("member-2", study.Reference.Name);
        Assert.Equal(6, study.Pairs.Count);
        Parameters[] ends = [.. study.Runs.Select(static run => run.Run.ReadLast().Parameters)];
        Network network = study.Reference.Network;
        Parameters[] copies = [.. ends.Select(end => Aligner.Align(network, ends[2], end).Symmetry.Apply(end))];
        using var lines = new Lines(network, _data.Train, _data.Test, new LineOptions { Points = 25, L2 = 1e-4 });
        foreach (FleetPair pair in study.Pairs)
        {
            LineBarrier expected = lines.Between(copies[pair.A], copies[pair.B], [Symmetry.Identity(network)], Token)[0].Barrier;
            LineBarrier measured = pair.Measure!.Referred!;
            Assert.True(Math.Abs(expected.TrainLoss - measured.TrainLoss) <= 1e-6 && Math.Abs(expected.TestLoss - measured.TestLoss) <= 1e-6, $"{expected} {measured}");
            if (pair.A == 2 || pair.B == 2)
                Assert.True(Math.Abs(pair.Measure.Aligned.TrainLoss - measured.TrainLoss) <= 1e-6);
        }

        var mean = new Parameters(network.Layout);
        for (int i = 0; i < mean.Values.Length; i++)
            mean.Values[i] = (float)copies.Average(copy => (double)copy.Values[i]);
        using var functional = new Functional(network, _data.Test);
        Assert.True(Math.Abs(functional.Evaluate(mean).Loss - study.Mean!.AlignedTest.Loss) <= 1e-6);
        Assert.Equal(4, study.Cycles!.Triples);
    }

    [Fact]
    public void Of_Fleet_HasTheCoursesOfItsMembers()
    {
        FleetStudy study = Study(3, null);
        Assert.Equal([0, 1, 2, 3], study.Curves.Rows.Select(static row => row.Epoch));
        Assert.Null(study.Curves.Rows[0].TrainCost);
        double[] costs = [.. study.Runs.Select(static run => run.Run.Metrics[2].TrainCost!.Value)];
        Assert.Equal(costs.Average(), study.Curves.Rows[2].TrainCost!.Value.Value, 12);
        double deviation = Math.Sqrt(costs.Sum(cost => Math.Pow(cost - costs.Average(), 2)) / 2);
        Assert.Equal(4.302652730 * deviation / Math.Sqrt(3), study.Curves.Rows[2].TrainCost!.Value.High - costs.Average(), 7);
        Assert.Equal("member-0", study.Reference.Name);
        Assert.Contains("3 runs on", FleetReport.Maps(study)[0].Map.Subtitle);
    }

    [Fact]
    public void Of_FleetOfOtherWidths_ComparesPredictionsAlone()
    {
        FleetPlan plan = new("hidden", [Member("a", [3], 1), Member("b", [4], 1), Member("c", [3], 2)]);
        FleetStudy study = Collect(plan, null);
        Assert.Equal([(0, 1, false), (0, 2, true), (1, 2, false)], study.Pairs.Select(static pair => (pair.A, pair.B, pair.Measure is not null)));
        Assert.Equal(1, study.MeanOf(static pair => pair.Measure?.RawDistance)!.Count);
        Assert.Null(study.Cycles);
        Assert.NotNull(study.Mean);
    }

    [Fact]
    public void Of_FleetWithADivergedMember_LeavesItOut()
    {
        FleetPlan plan = new("learning-rate", [Member("a", [3], 1), Member("b", [3], 1, rate: 1e30), Member("c", [3], 2)]);
        FleetStudy study = Collect(plan, null);
        Assert.Null(study.Members[1]);
        Assert.Equal([(0, 2)], study.Pairs.Select(static pair => (pair.A, pair.B)));
        Assert.Contains("not finite", Assert.Throws<UnusableInputException>(() => Collect(plan, "b")).Message);
        Assert.Contains("There is no member 'd'", Assert.Throws<UnusableInputException>(() => Collect(plan, "d")).Message);
    }

    [Fact]
    public void FleetPlan_ThatIsNone_IsRefused()
    {
        Assert.Contains("2 to 1000 members", Refused([Member("a", [3], 1)]));
        Assert.Contains("make the same run", Refused([Member("a", [3], 1), Member("b", [3], 1)]));
        Assert.Contains("Two members would be called 'a'", Refused([Member("a", [3], 1), Member("a", [3], 2)]));

        static string Refused(FleetMember[] members) => Assert.Throws<UnusableInputException>(() => new FleetPlan("hidden-seed", members)).Message;
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private FleetStudy Study(int members, string? reference) =>
        Collect(new FleetPlan("hidden-seed", [.. Enumerable.Range(0, members).Select(i => Member($"member-{i}", [3], (uint)i))]), reference);

    private FleetStudy Collect(FleetPlan plan, string? reference)
    {
        plan.Train(_data, 2, cancellation: Token);
        FleetRun[] runs = [.. plan.Members.Select(static member => new FleetRun(member.Name, member.Value, Run.Open(member.Job.Folder)))];
        return FleetStudy.Of(plan.Varied, runs, reference, _data, _folder.Path, new PairOptions(), cancellation: Token);
    }

    private FleetMember Member(string name, int[] hidden, uint seed, double rate = 0.1)
    {
        var network = Network.Perceptron(_data.Inputs, hidden, _data.Classes);
        var configuration = new RunConfiguration(network, new Start(seed), new DescentOptions { BatchSize = 2, LearningRate = rate }, _data.Name, _data.Fingerprint);
        return new FleetMember(name, $"{seed}", new TrainingJob(configuration, _folder[name], Epochs, new SaveSchedule(every: 0)));
    }
}
