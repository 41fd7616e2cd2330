using Minima.Data;
using Minima.Figures;
using Minima.Networks;
using Minima.Studies;
using Minima.Tests.Networks;
using Minima.Trajectories;

namespace Minima.Tests.Studies;

public sealed class SnapshotTestTests
{
    private static readonly DataSet Small = SmallData.Dense(80, 13, 4);
    private static readonly Network Network = Network.Perceptron(13, [5], 4);
    private static readonly Snapshot Snapshot = new(Network, SmallData.Point(Network, 3));

    [Theory]
    [InlineData(DataPart.Train, 80)]
    [InlineData(DataPart.Validation, 90)]
    [InlineData(DataPart.Test, 65)]
    public void Of_APart_AgreesWithPlainDoublePrecision(DataPart part, int count)
    {
        var test = SnapshotTest.Of("it", Snapshot, Small, part, threads: 2);
        Examples examples = Small[part];
        var plain = new PlainNetwork(Network, 0, 0);
        double[] at = [.. Snapshot.Parameters.Values.Select(static x => (double)x)];
        var row = new float[13];
        var confusion = new int[4, 4];
        var wrong = new List<(int Index, int Predicted, int True, double[] Probabilities)>();
        double loss = 0;
        for (int n = 0; n < count; n++)
        {
            examples.CopyRow(n, row);
            double[] logs = plain.LogProbabilities(at, [.. row.Select(static x => (double)x)]);
            int predicted = Array.IndexOf(logs, logs.Max()), truth = examples.Labels[n];
            confusion[truth, predicted]++;
            loss -= logs[truth] / count;
            if (predicted != truth)
                wrong.Add((n, predicted, truth, [.. logs.Select(Math.Exp)]));
        }

        Assert.Equal((count, wrong.Count), (test.Evaluation.Examples, test.Evaluation.Errors));
        Assert.True(Math.Abs(test.Evaluation.Loss - loss) <= 1e-6);
        Assert.Equal(confusion, test.Confusion);
        Assert.Equal(wrong.Select(static w => (w.Index, w.Predicted, w.True)), test.Wrong.Select(static w => (w.Index, w.Predicted, w.True)));
        foreach ((WrongPrediction ours, double[] expected) in test.Wrong.Zip(wrong.Select(static w => w.Probabilities)))
        {
            Assert.Equal(Enumerable.Range(0, 4).OrderByDescending(k => expected[k]), ours.Sorted().Select(static entry => entry.Class));
            Assert.All(ours.Sorted(), entry => Assert.True(Math.Abs(entry.Probability - expected[entry.Class]) <= 1e-5));
            Assert.Equal(ours.Predicted, ours.Sorted()[0].Class);
        }
    }

    [Fact]
    public void Tables_OfATest_HaveEveryWrongPrediction()
    {
        var test = SnapshotTest.Of("it", Snapshot, Small);
        string[] rows = SnapshotSheet.LongList(test).ToCsv().TrimEnd().Split('\n');
        Assert.Equal("index,predicted,true,p0,p1,p2,p3", rows[0]);
        Assert.Equal(1 + test.Wrong.Count, rows.Length);
        Assert.StartsWith($"{test.Wrong[0].Index},{test.Wrong[0].Predicted},{test.Wrong[0].True},", rows[1]);
        Assert.Equal(2 + test.Wrong.Count, SnapshotSheet.List(test).ToText().TrimEnd().Split('\n').Length);
        string[] confusion = SnapshotSheet.Confusion(test).ToCsv().TrimEnd().Split('\n');
        Assert.Equal("true \\ read,0,1,2,3,errors", confusion[0]);
        Assert.Equal(test.Wrong.Count, confusion.Skip(1).Sum(static row => int.Parse(row.Split(',')[^1])));
    }

    [Fact]
    public void Draw_ManyWrong_ShowsTheFirstAndSaysHowMany()
    {
        // From a zero output layer everything is read as 0, and nine in ten of the built-in digits are something else.
        DataSet digits = BuiltInDigits.Draw(2016, 6, 3, 300);
        Network network = Network.Perceptron(784, [3], 10);
        var test = SnapshotTest.Of("start", new Snapshot(network, new Parameters(network.Layout)), digits);
        Assert.Equal(270, test.Evaluation.Errors);
        Sheet sheet = SnapshotSheet.Draw(test);
        Assert.Equal(200, sheet.Tiles.Count);
        Assert.Equal("The first 200 are shown; all 270 stand in the table beside the figure.", sheet.Note);
        WrongPrediction first = test.Wrong[0];
        Assert.Equal(($"{first.True} \u2192 0", $"#{first.Index}"), (sheet.Tiles[0].Caption, sheet.Tiles[0].Name));
        var row = new float[784];
        digits.Test.CopyRow(first.Index, row);
        Assert.Equal(row, sheet.Tiles[0].Values.ToArray());
        Assert.Equal(28, sheet.Tiles[0].Width);
    }

    [Fact]
    public void Draw_ExamplesThatAreNoPictures_Refused()
    {
        var test = SnapshotTest.Of("it", Snapshot, Small);
        Assert.Contains("no square picture", Assert.Throws<UnusableInputException>(() => SnapshotSheet.Draw(test)).Message);
    }

    [Fact]
    public void Of_WhatDoesNotFit_RefusedWithBothNames()
    {
        Refused(Snapshot, SmallData.Dense(20, 12, 4), "'it' takes 13 numbers an example, but the data 'random' has 12");
        Refused(Snapshot, SmallData.Dense(20, 13, 5), "'it' tells 4 classes apart, but the data 'random' has 5");
        Refused(Snapshot, Small with { Test = Examples.FromPixels([], [], 13) }, "The test set of the data 'random' is empty");
        Parameters broken = Snapshot.Parameters.Clone();
        broken["hidden.b"][2] = float.NaN;
        Refused(new Snapshot(Network, broken), Small, "'it': hidden.b[2] is NaN");

        static void Refused(Snapshot snapshot, DataSet data, string words) =>
            Assert.Contains(words, Assert.Throws<UnusableInputException>(() => SnapshotTest.Of("it", snapshot, data)).Message);
    }

    [Theory]
    [InlineData(DataPart.Test, 174)]
    [InlineData(DataPart.Validation, 180)]
    [InlineData(DataPart.Train, 33)]
    public void Of_ThePublishedModel_CountsItsErrors(DataPart part, int errors)
    {
        string? root = Environment.GetEnvironmentVariable("MINIMA_DATA");
        string model = Path.Combine(root ?? "", "dml", PublishedModel.FileName);
        Assert.SkipUnless(root is not null && File.Exists(model), "MINIMA_DATA names no folder with mnist/ and the published model.");
        var snapshot = Snapshot.Read(model);
        DataSet data = new DataLocator([new DataRoot(root!, "MINIMA_DATA")]).Load("mnist");
        var test = SnapshotTest.Of("published", snapshot, data, part);
        Assert.Equal(errors, test.Evaluation.Errors);
        Assert.Equal(errors, test.Wrong.Count);
    }
}
