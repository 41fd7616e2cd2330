using Minima.Data;
using Minima.Geometry;
using Minima.Minimisation;
using Minima.Networks;
using Minima.Studies.Experiments;
using Minima.Studies.Pairs;
using Minima.Tests.Data;
using Minima.Trajectories;

namespace Minima.Tests.Studies.Experiments;

public sealed class InitStudyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DataSet _data;

    public InitStudyTests()
    {
        _folder.AddSmall("tiny");
        _data = IdxFolder.Load(_folder["tiny"]);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Run_TwoReplicates_TrainsFourteenRunsEachAndPairsThemByTheDesign()
    {
        InitStudy study = InitStudy.Run(Setting(2), _data, cancellation: Token);
        Assert.Equal(28, study.Runs);
        Assert.Equal(28, Directory.GetDirectories(_folder["study"]).Length);
        Assert.Equal(16, study.Cells.Select(static cell => string.Join(',', cell.Place)).Distinct().Count());
        foreach (InitCell cell in study.Cells)
        {
            for (int r = 0; r < 2; r++)
            {
                RunConfiguration a = Configuration(cell.Pairs[r].A.Name), b = Configuration(cell.Pairs[r].B.Name);
                Assert.Equal(cell.SameHidden, a.Start.HiddenSeed == b.Start.HiddenSeed);
                Assert.Equal(cell.Shuffled, a.Descent.Order == ExampleOrder.Shuffled);
                Assert.Equal(cell.Shuffled, a.Descent.OrderSeed != b.Descent.OrderSeed);
                Assert.Equal(a.Descent.Order, b.Descent.Order);
                (OutputStart, OutputStart) outputs = (a.Start.Output, b.Start.Output);
                Assert.Equal(
                    cell.Outputs switch
                    {
                        OutputPairing.BothZero => (OutputStart.Zero, OutputStart.Zero),
                        OutputPairing.ZeroAndRandom => (OutputStart.Zero, OutputStart.Random),
                        _ => (OutputStart.Random, OutputStart.Random),
                    },
                    outputs);
                if (cell.Outputs is OutputPairing.OneDraw or OutputPairing.TwoDraws)
                    Assert.Equal(cell.Outputs == OutputPairing.OneDraw, a.Start.OutputSeed == b.Start.OutputSeed);
            }
        }

        // Replicates share no network.
        string[][] names = [.. Enumerable.Range(0, 2).Select(r => study.Cells.SelectMany(cell => new[] { cell.Pairs[r].A.Name, cell.Pairs[r].B.Name }).Distinct().ToArray())];
        Assert.Empty(names[0].Intersect(names[1]));
    }

    [Fact]
    public void Run_PairThatDiffersInNothing_IsOneRunWithoutABarrier()
    {
        InitStudy study = InitStudy.Run(Setting(1), _data, cancellation: Token);
        InitCell cell = study.Cells.Single(static cell => cell is { SameHidden: true, Outputs: OutputPairing.OneDraw, Shuffled: false });
        Assert.Equal(cell.Pairs[0].A.Name, cell.Pairs[0].B.Name);
        Assert.Equal(0, cell.Pairs[0].RawDistance);
        Assert.True(cell.Pairs[0].Raw.TrainLoss <= 1e-7 && cell.Pairs[0].MeetsRaw);
    }

    [Fact]
    public void Run_AgainAndWithMoreReplicates_TrainsOnlyWhatIsMissing()
    {
        InitStudy first = InitStudy.Run(Setting(1), _data, cancellation: Token);
        Dictionary<string, DateTime> written = Directory.GetFiles(_folder["study"], "epoch-*", SearchOption.AllDirectories).ToDictionary(static file => file, File.GetLastWriteTimeUtc);
        InitStudy more = InitStudy.Run(Setting(2), _data, cancellation: Token);
        Assert.All(written, static pair => Assert.Equal(pair.Value, File.GetLastWriteTimeUtc(pair.Key)));
        Assert.Equal(first.Cells.Select(static cell => cell.Pairs[0].Raw), more.Cells.Select(static cell => cell.Pairs[0].Raw));
    }

    [Fact]
    public void InitEffects_OfAPlantedDesign_FindTheFactorAndItsSize()
    {
        // The quantity is 1 where the hidden seeds differ, and 0.1 more where the order is shuffled; twice that in the second replicate.
        InitEffects effects = InitEffects.Of(PairQuantity.RawLoss, Planted(static (place, r) => (r + 1) * (place[0] + (0.1 * place[2]))));
        Assert.Equal("hidden seed", effects.Decisive!.Factor);
        Assert.True(Math.Abs(effects.Shares[0].Share.Value - (1 / 1.01)) <= 1e-12);
        Assert.True(Math.Abs(effects.Shares[1].Share.Value) <= 1e-12 && Math.Abs(effects.Interactions.Share.Value) <= 1e-12);
        LevelEffect hidden = effects.Levels.Single(static level => level.Factor == "hidden seed");
        Assert.True(Math.Abs(hidden.Difference.Value - 1.5) <= 1e-12);
        Assert.True(Math.Abs(hidden.Difference.High - (1.5 + (12.706204736 * 0.5))) <= 1e-7);
        Assert.Equal(["one draw", "two draws", "zero and random"], effects.Levels.Where(static level => level.Factor == "output layers").Select(static level => level.Level));
    }

    [Fact]
    public void InitEffects_OfAPlantedInteraction_GiveItToNoFactor()
    {
        InitEffects effects = InitEffects.Of(PairQuantity.RawLoss, Planted(static (place, _) => place[0] == place[2] ? 1 : 0));
        Assert.True(Math.Abs(effects.Interactions.Share.Value - 1) <= 1e-12);
        Assert.Null(InitEffects.Of(PairQuantity.RawLoss, Planted(static (_, _) => 0.5)).Decisive);
    }

    [Fact]
    public void Run_SettingThatMakesNoStudy_IsRefused()
    {
        Assert.Contains("replicates", Refused(Setting(0)));
        Assert.Contains("no hidden layer", Refused(Setting(1) with { Hidden = [] }));
        Assert.Contains("plain gradient descent", Refused(Setting(1) with { Descent = new DescentOptions { Minimiser = new Momentum() } }));
        Assert.Contains("diverged", Refused(Setting(1) with { Descent = new DescentOptions { BatchSize = 2, LearningRate = 1e30 } }));

        string Refused(StudySetting setting) => Assert.Throws<UnusableInputException>(() => InitStudy.Run(setting, _data, cancellation: Token)).Message;
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private StudySetting Setting(int replicates) => new()
    {
        Folder = _folder["study"],
        Hidden = [3],
        Epochs = 2,
        Replicates = replicates,
        Points = 3,
        Workers = 2,
        Descent = new DescentOptions { BatchSize = 2, LearningRate = 0.1 },
    };

    private RunConfiguration Configuration(string name) => Run.Open(Path.Combine(_folder["study"], name)).Configuration;

    private static InitCell[] Planted(Func<int[], int, double> value)
    {
        var network = Network.Perceptron(2, [2], 2);
        var measured = new MeasuredNetwork("x", network, new Parameters(network.Layout), "", new Evaluation(1, 0, 0), new Evaluation(1, 0, 0), []);
        InitCell[] cells = [.. new[] { true, false }.SelectMany(same => Enum.GetValues<OutputPairing>().SelectMany(outputs => new[] { false, true }.Select(shuffled => new InitCell(same, outputs, shuffled, []))))];
        return [.. cells.Select(cell => cell with
        {
            Pairs = [.. Enumerable.Range(0, 2).Select(r => new PairMeasure(
                measured, measured, Symmetry.Identity(network), 0, 0, 0, 0, new LineBarrier(value(cell.Place, r), 0, 0, 0, 0), new LineBarrier(0, 0, 0, 0, 0), null, 0))],
        })];
    }
}
