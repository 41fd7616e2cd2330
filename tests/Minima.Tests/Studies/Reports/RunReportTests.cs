using Minima.Networks;
using Minima.Numerics;
using Minima.Studies;
using Minima.Studies.Reports;
using Minima.Tests.Cli;
using Minima.Trajectories;

namespace Minima.Tests.Studies.Reports;

public sealed class RunReportTests : IDisposable
{
    private readonly CommandLine _line = new();
    private readonly Run _run;
    private readonly Minima.Data.DataSet _data;

    public RunReportTests()
    {
        _line.AddDigits("digits", 200, 100);
        _line.Run("train", "--out", "~/run", "--data", "~/digits", "--hidden", "20", "--epochs", "4", "--save-every", "1", "--learning-rate", "0.05");
        _run = Run.Open(_line["run"]);
        _data = RecordedData.Load(_run, null, Minima.Data.DataLocator.FromEnvironment());
    }

    public void Dispose() => _line.Dispose();

    private RunReport Report(ReportOptions options) => RunReport.Of(_run, _data, options, cancellation: TestContext.Current.CancellationToken);

    [Fact]
    public void Units_OfTheLastSnapshot_AreItsWeights()
    {
        UnitSeries units = Report(new ReportOptions()).Units!;
        Parameters last = _run.ReadLast().Parameters;
        ReadOnlySpan<float> weights = last["hidden.W"], outgoing = last["output.W"];
        Assert.Equal((28, 28), (units.Width, units.Height));
        Assert.Equal(Enumerable.Range(0, 20), units.Last.Units);
        double[] norms = new double[20];
        for (int unit = 0; unit < 20; unit++)
        {
            for (int k = 0; k < 10; k++)
                norms[unit] += (double)outgoing[(unit * 10) + k] * outgoing[(unit * 10) + k];
            Assert.True(Math.Abs(Math.Sqrt(norms[unit]) - units.Last.Outgoing[unit]) <= 1e-12);
            for (int i = 0; i < 784; i++)
            {
                double drawn = units.Last.Pixels[(unit * 784) + i] * units.Last.Scale[unit] / 127;
                Assert.True(Math.Abs(drawn - weights[(i * 20) + unit]) <= units.Last.Scale[unit] / 253);
            }
        }

        // The sixteen followed ones are those with the largest norms, at every snapshot.
        Assert.Equal([0, 1, 2, 3, 4], units.Along.Select(static frame => frame.Epoch));
        Assert.Equal(Enumerable.Range(0, 20).OrderByDescending(unit => norms[unit]).Take(16).Order(), units.Along[0].Units);
        Assert.Equal(units.Last.Pixels.AsSpan(784 * units.Along[^1].Units[3], 784).ToArray(), units.Along[^1].Pixels.AsSpan(784 * 3, 784).ToArray());
    }

    [Fact]
    public void Readings_OfAllSnapshots_AreWhatEachPredicts()
    {
        SnapshotReadings readings = Report(new ReportOptions()).Readings!;
        Assert.Equal([0, 1, 2, 3, 4], readings.Epochs);
        using var test = new Functional(_run.Configuration.Network, _data.Test);
        for (int i = 0; i < readings.Epochs.Count; i++)
        {
            byte[] predictions = test.Predict(_run.Read(readings.Epochs[i]).Parameters);
            Assert.All(readings.Digits, digit => Assert.Equal(predictions[digit.Index], digit.Says[i]));
        }

        // Each example that the last one reads wrongly, and no other.
        byte[] last = test.Predict(_run.ReadLast().Parameters), labels = _data.Test.Labels.ToArray();
        Assert.Equal(Enumerable.Range(0, 100).Where(i => last[i] != labels[i]), readings.Digits.Select(static digit => digit.Index));
        Assert.Equal(readings.Results[^1].Errors, readings.Digits.Count);
        ReadDigit first = readings.Digits[0];
        Assert.Equal(_data.Test.Pixels.Slice(first.Index * 784, 784).ToArray(), first.Pixels);
        float[] logProbabilities = test.LogProbabilities(_run.ReadLast().Parameters);
        Assert.True(Math.Abs(first.Probability - Math.Exp(logProbabilities[(first.Index * 10) + first.Says[^1]])) <= 1e-12);
    }

    [Fact]
    public void Pictures_WithLittleRoom_AreFewer()
    {
        RunReport report = Report(new ReportOptions { UnitBytes = 2 * 784 * 16 * 3, Digits = 5 });
        Assert.Equal([0, 2, 4], report.Units!.Along.Select(static frame => frame.Epoch));
        Assert.Equal(20, Report(new ReportOptions()).Units!.Last.Units.Count);
        Assert.Equal(7, Report(new ReportOptions { UnitBytes = 2 * 784 * 7 }).Units!.Last.Units.Count);
        Assert.Equal(5, report.Readings!.Digits.Count);

        // Those that it is most certain of.
        SnapshotReadings all = Report(new ReportOptions()).Readings!;
        Assert.Equal(
            all.Digits.OrderByDescending(static digit => digit.Probability).Take(5).Select(static digit => digit.Index).Order(),
            report.Readings.Digits.Select(static digit => digit.Index));
    }
}
