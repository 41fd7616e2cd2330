using Minima.Data;
using Minima.Figures;
using Minima.Minimisation;
using Minima.Networks;
using Minima.Studies;
using Minima.Tests.Networks;
using Minima.Trajectories;

namespace Minima.Tests.Studies;

public sealed class SeriesTestTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DataSet _data = SmallData.Dense(80, 13, 4);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Of_ARun_CountsWhatTheTrainingCounted()
    {
        Run run = Train(rate: 0.1);
        var told = new List<int>();
        var test = SeriesTest.Of(run, _data, DataPart.Test, threads: 1, new Told(told.Add), TestContext.Current.CancellationToken);
        Assert.Equal([0, 2, 4, 5], test.Rows.Select(static row => row.Epoch));
        Assert.Equal([0, 2, 4, 5], told);
        Assert.All(test.Rows, row => Assert.Equal(run.Metrics[row.Epoch].TestErrors, row.Evaluation!.Errors));
        var validation = SeriesTest.Of(run, _data, DataPart.Validation, cancellation: TestContext.Current.CancellationToken);
        Assert.All(validation.Rows, row => Assert.Equal(run.Metrics[row.Epoch].ValidationErrors, row.Evaluation!.Errors));
        foreach (EpochTest row in test.Rows)
            Assert.Equal(SnapshotTest.Of("it", run.Read(row.Epoch), _data).Evaluation, row.Evaluation);
    }

    [Fact]
    public void TableAndFigure_OfARun_HaveARowAndAPointForEachSnapshot()
    {
        var test = SeriesTest.Of(Train(rate: 0.1), _data, cancellation: TestContext.Current.CancellationToken);
        string[] rows = test.ToTable().ToCsv().TrimEnd().Split('\n');
        Assert.Equal("epoch,errors,error_rate,low,high,loss", rows[0]);
        Assert.Equal(1 + 4, rows.Length);
        Series series = Assert.Single(test.ToFigure(AxisScale.Linear).Charts[0].Series);
        Assert.Equal(test.Rows.Select(static row => (double)row.Evaluation!.Errors), series.Y);
        for (int i = 0; i < series.Y.Count; i++)
            Assert.True(series.Band!.Low[i] <= series.Y[i] && series.Y[i] <= series.Band.High[i]);
    }

    [Fact]
    public void Of_ARunThatDiverged_HasARowWithoutFigures()
    {
        Run run = Train(rate: 1e30);
        Assert.True(run.HasDiverged);
        var test = SeriesTest.Of(run, _data, cancellation: TestContext.Current.CancellationToken);
        Assert.NotNull(test.Rows[0].Evaluation);
        Assert.Null(test.Rows[^1].Evaluation);
        Assert.Null(test.Rows[^1].Interval);
        Assert.StartsWith("hidden.W[", test.Rows[^1].NotFinite);
        Assert.Contains("not finite", test.ToFigure(AxisScale.Logarithmic).ToSvg());
        Assert.EndsWith(",,,,,\n", test.ToTable().ToCsv());
    }

    [Fact]
    public void Of_ARunWithoutSnapshots_IsRefused() =>
        Assert.Throws<UnusableInputException>(() => SeriesTest.Of(Begin(_data.Fingerprint, "random"), _data, cancellation: TestContext.Current.CancellationToken));

    [Fact]
    public void Of_WhenStopped_Throws()
    {
        Run run = Train(rate: 0.1);
        Assert.Throws<OperationCanceledException>(() => SeriesTest.Of(run, _data, cancellation: new CancellationToken(canceled: true)));
    }

    [Fact]
    public void Load_OfARun_TakesItsDataAndNoOther()
    {
        DataSet digits = BuiltInDigits.Load();
        var locator = new DataLocator([]);
        Assert.Equal("digits", RecordedData.Load(null, null, locator).Name);
        Run run = Begin(digits.Fingerprint, "digits");
        Assert.Equal(digits.Fingerprint, RecordedData.Load(run, null, locator).Fingerprint);
        Assert.Null(RecordedData.Remark(run, digits));

        Run other = Begin(new string('0', 64), "digits");
        string message = Assert.Throws<UnusableInputException>(() => RecordedData.Load(other, null, locator)).Message;
        Assert.Contains("with the fingerprint 000000000000...", message);
        Assert.Contains(digits.Fingerprint[..12], message);
        Assert.Equal(digits.Fingerprint, RecordedData.Load(other, "digits", locator).Fingerprint);
        Assert.Contains("was trained on other data", RecordedData.Remark(other, digits));

        Run lost = Begin(new string('0', 64), "nowhere");
        message = Assert.Throws<UnusableInputException>(() => RecordedData.Load(lost, null, locator)).Message;
        Assert.Contains("records the data 'nowhere'", message);
        Assert.Contains("--data", message);
    }

    private Run Train(double rate)
    {
        string folder = _folder[FormattableString.Invariant($"run{rate}")];
        Training.Run(Configuration(rate, _data.Fingerprint, "random"), _data, folder, 5, new SaveSchedule(2), threads: 1);
        return Run.Open(folder);
    }

    /// <summary>A run that has only begun.</summary>
    private Run Begin(string fingerprint, string name)
    {
        string folder = _folder[fingerprint[..8] + name];
        RunWriter.Open(folder, Configuration(0.1, fingerprint, name), 5, new SaveSchedule(2)).Dispose();
        return Run.Open(folder);
    }

    private static RunConfiguration Configuration(double rate, string fingerprint, string name) => new(
        Network.Perceptron(13, [5], 4), new Start(), new DescentOptions { BatchSize = 10, LearningRate = rate }, name, fingerprint);

    private sealed class Told(Action<int> tell) : IProgress<EpochTest>
    {
        public void Report(EpochTest value) => tell(value.Epoch);
    }
}
