using Minima.Figures;
using Minima.Geometry;
using Minima.Minimisation;
using Minima.Studies;
using Minima.Tests.Trajectories;
using Minima.Trajectories;

namespace Minima.Tests.Studies;

public sealed class SeriesDistancesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Run _run;

    public SeriesDistancesTests()
    {
        var clock = new FakeClock();
        using (var writer = RunWriter.Open(_folder["run"], Samples.Configuration, 4, new SaveSchedule(2, [3]), time: clock))
            new FakeDescent(4).Run(writer, clock);
        _run = Run.Open(_folder["run"]);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void To_ASnapshot_MeasuresEachOfTheRunAgainstIt()
    {
        var target = new Snapshot(Samples.Network, Samples.At(9, 1), 9);
        var series = SeriesDistances.To(target, _run, CancellationToken.None);
        Assert.Equal([0, 2, 3, 4], series.Rows.Select(static row => row.Epoch));
        Assert.Equal(["hidden.W", "hidden.b", "output.W", "output.b", Distances.TotalName], series.Names);
        foreach (EpochDistances row in series.Rows)
        {
            // Samples move by 0.37 an epoch and 0.011 a batch in every number.
            double expected = Math.Sqrt(Samples.Network.Layout.Count) * ((0.37 * (9 - row.Epoch)) - 0.011);
            Assert.Equal(expected, row.Distances.Total.L2, 1e-5);
        }
    }

    [Fact]
    public void Between_TwoRuns_TakesTheEpochsOfBoth()
    {
        var clock = new FakeClock();
        using (var writer = RunWriter.Open(_folder["other"], Samples.Configuration, 3, new SaveSchedule(1), time: clock))
            new FakeDescent(3).Run(writer, clock);
        var series = SeriesDistances.Between(_run, Run.Open(_folder["other"]), CancellationToken.None);
        Assert.Equal([0, 2, 3], series.Rows.Select(static row => row.Epoch));
        Assert.All(series.Rows, static row => Assert.Equal(0, row.Distances.Total.L2));
    }

    [Fact]
    public void Between_WhenStopped_Throws() =>
        Assert.Throws<OperationCanceledException>(() => SeriesDistances.Between(_run, _run, new CancellationToken(canceled: true)));

    [Fact]
    public void To_InARunWithoutSnapshots_IsRefused()
    {
        RunWriter.Open(_folder["empty"], Samples.Configuration, 4, new SaveSchedule()).Dispose();
        var target = new Snapshot(Samples.Network, Samples.At(9, 1));
        var empty = Run.Open(_folder["empty"]);
        Assert.Throws<UnusableInputException>(() => SeriesDistances.To(target, empty, CancellationToken.None));
        Assert.Throws<UnusableInputException>(() => SeriesDistances.Between(_run, empty, CancellationToken.None));
    }

    [Fact]
    public void Tables_OfASeries_HaveARowAnEpochOrAParameter()
    {
        var series = SeriesDistances.To(_run.ReadLast(), _run, CancellationToken.None);
        string[] wide = series.ToTable(static distance => distance.L2).ToCsv().TrimEnd().Split('\n');
        Assert.Equal("epoch,hidden.W,hidden.b,output.W,output.b,total", wide[0]);
        Assert.Equal(1 + 4, wide.Length);
        string[] tall = series.ToLongTable().ToCsv().TrimEnd().Split('\n');
        Assert.Equal("epoch,parameter,l2,relative,cosine,norm_a,norm_b", tall[0]);
        Assert.Equal(1 + (4 * 5), tall.Length);
        Assert.StartsWith("4,total,0,0,1,", tall[^1]);
    }

    [Fact]
    public void Figure_OfASeries_HasAChartForEachParameterAndTheTotal()
    {
        Figure figure = SeriesDistances.To(_run.ReadLast(), _run, CancellationToken.None).ToFigure("title", "distance", AxisScale.Linear, withUnrelated: true);
        Assert.Equal(["hidden.W", "hidden.b", "output.W", "output.b", "total"], figure.Charts.Select(static chart => chart.Title));
        Assert.All(figure.Charts, static chart => Assert.Equal(2, chart.Series.Count));
    }
}
