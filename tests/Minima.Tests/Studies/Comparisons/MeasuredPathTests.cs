using System.Globalization;
using Minima.Cli;
using Minima.Studies.Comparisons;
using Minima.Tests.Cli;

namespace Minima.Tests.Studies.Comparisons;

public sealed class MeasuredPathTests : IDisposable
{
    private readonly CommandLine _line = new();

    public void Dispose() => _line.Dispose();

    [Fact]
    public void Read_LinesByHand_HasTheirBarriers()
    {
        var measured = Read("""
            line,t,file,train_loss,train_error,test_loss,test_error
            raw,0,"a, b.safetensors",0.2,0.02,0.3,0.04
            raw,1,c,0.4,0.04,0.5,0.06
            raw,0.25,c,1.25,0.325,0.35,0.045
            raw,0.5,c,0.9,0.2,0.4,0.3
            aligned,0,c,0.2,0.02,0.3,0.04
            aligned,0.5,c,0.31,0.04,0.41,0.055
            aligned,1,c,0.4,0.04,0.5,0.06

            """);
        Assert.Equal(["raw", "aligned"], measured.Lines.Select(static line => line.Name));
        Close(1.0, measured.Lines[0].Barrier(static point => point.TrainLoss));
        Close(0.3, measured.Lines[0].Barrier(static point => point.TrainError));
        Close(0, measured.Lines[0].Barrier(static point => point.TestLoss));
        Close(0.25, measured.Lines[0].Barrier(static point => point.TestError));
        Assert.Null(measured.Lines[0].Barrier(static point => point.TrainCost));
        Assert.Equal(0.25, measured.Lines[0].Top.T);
        Assert.Equal("aligned", measured.Best.Name);
        Assert.Equal(Verdict.Connected, measured.Verdict);
        Assert.Contains("errors rise by at most 1.00 percentage points on the training set and 0.50 on the test set, the training loss by 0.01 nats", measured.Sentence);

        // The barrier of 0.01 is 2.5 % of the higher end's 0.4.
        Close(0.025, measured.Checks[1].Aligned);
    }

    [Theory]
    [InlineData("0.2,0.301,0.4", "", Verdict.SameBasin)]
    [InlineData("0.2,0.39,0.4", "0.1,0.5,0.1;0.1,0.5,0.1", Verdict.NoSymmetryFound)]
    [InlineData("0.2,0.39,0.4", "0.1,0.119,0.1;0.1,0.1,0.1", Verdict.Connected)]
    [InlineData("0.2,0.39,0.4", "0.1,0.121,0.1;", Verdict.NoSymmetryFound)]
    [InlineData("0.2,0.39,0.4", "0.1,0.119,0.1;", null)]
    [InlineData("0.2,0.39,0.4", "", null)]
    [InlineData("0.2,0.405,0.4", "0.1,0.5,0.1;0.1,0.1,0.1", Verdict.NoSymmetryFound)]
    [InlineData("", "0.1,0.119,0.1;0.1,0.1,0.1", Verdict.Connected)]
    [InlineData("", "0.1,0.121,0.1;0.1,0.1,0.1", null)]
    public void Verdict_OfAThreePointLine_IsWhatTheRulesSay(string losses, string errors, Verdict? expected)
    {
        string[] loss = Three(losses), train = Three(errors.Split(';')[0]), test = Three(errors.Contains(';') ? errors.Split(';')[1] : "");
        string[] places = ["0", "0.5", "1"];
        var measured = Read("t,loss,train_error,test_error\n" + string.Join('\n', Enumerable.Range(0, 3).Select(i => $"{places[i]},{loss[i]},{train[i]},{test[i]}")));
        Assert.Equal(expected, measured.Verdict);
        Assert.Equal(expected is null, measured.Sentence.StartsWith("What was measured does not decide: missing is", StringComparison.Ordinal));
        Assert.Contains("'loss' is taken to be the training set's.", measured.Remarks);

        static string[] Three(string text) => text.Length == 0 ? ["", "", ""] : text.Split(',');
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("line,loss\nraw,1", "has no column 't'")]
    [InlineData("t,loss", "has no rows")]
    [InlineData("t,loss\n0,1\n1,2", "has 2 points from t = 0 to 1; both ends")]
    [InlineData("t,loss\n0,1\n0.5,1\n0.9,2", "from t = 0 to 0.9")]
    [InlineData("t,loss\n0,1\n0.5,x\n1,2", "row 2: loss is 'x'; a finite number")]
    [InlineData("t,loss\n0,1\n0.5,nan\n1,2", "row 2: loss is 'nan'; a finite number")]
    [InlineData("t,loss\n0,1\n0.5,\n1,2", "has no train_loss at t = 0.5")]
    [InlineData("t,loss\n0,1\n0.5,1,2\n1,2", "row 2: 3 fields, where 2 headings")]
    [InlineData("t,loss\n0,1\n1.5,1\n1,2", "row 2: t is '1.5'")]
    [InlineData("t,loss\n0,1\n0.5,1\n0.5,1\n1,2", "two points at t = 0.5")]
    [InlineData("t,error\n0,1\n0.5,13\n1,1", "error is 13; errors are a fraction")]
    [InlineData("t,loss\n0,1\n0.5,-1\n1,1", "loss is -1; it cannot be negative")]
    [InlineData("t,loss,train_loss\n0,1,1", "both 'loss' and 'train_loss'")]
    [InlineData("t,t\n0,1", "has the column 't' twice")]
    [InlineData("line,t,loss\nstraight,0,1", "the line is 'straight'; expected is one of raw")]
    [InlineData("t,file\n0,a\n0.5,b\n1,c", "has no figures")]
    [InlineData("t,loss\n0,\"1", "a quote that is not closed")]
    [InlineData("line,t,loss,error\nraw,0,1,\nraw,.5,1,\nraw,1,1,\naligned,0,1,0\naligned,.5,1,0\naligned,1,1,0", "do not both have train_error")]
    public void Read_WhatIsNoSuchTable_IsRefusedWithThePlace(string content, string words) =>
        Assert.Contains(words, Assert.Throws<UnusableInputException>(() => Read(content)).Message);

    [Fact]
    public void Path_ExportedAndMeasuredByTest_GivesThePathsOwnBarriers()
    {
        _line.Train("one", "--epochs", "8");
        _line.Train("two", "--epochs", "8", "--hidden-seed", "9");
        Outcome exported = _line.Run("path", "~/one", "~/two", "--export", "5", "--out", "~/line", "--json");
        Assert.True(exported.ExitCode == ExitCode.Done, exported.Messages);
        Assert.Equal(10, exported.Json.GetProperty("points").GetArrayLength());
        string[] files = [.. Directory.EnumerateFiles(_line["line"]).Select(static file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];
        Assert.Equal("aligned-t0.0000.safetensors aligned-t0.2500.safetensors aligned-t0.5000.safetensors", string.Join(' ', files.Take(3)));
        Assert.Equal((11, "points.csv"), (files.Length, files[5]));

        // Somebody measures them.
        string[] rows = File.ReadAllLines(_line["line/points.csv"]);
        Assert.Equal("line,t,file,train_loss,train_cost,train_error,test_loss,test_error", rows[0]);
        for (int i = 1; i < rows.Length; i++)
        {
            string[] fields = rows[i].Split(',');
            var (train, test) = (Measure(fields[2], "train"), Measure(fields[2], "test"));
            rows[i] = string.Create(CultureInfo.InvariantCulture, $"{fields[0]},{fields[1]},{fields[2]},{train.Loss},,{train.Error},{test.Loss},{test.Error}");
        }

        File.WriteAllLines(_line["line/points.csv"], rows);
        Outcome finished = _line.Run("path", "--losses", "~/line/points.csv", "--json"), own = _line.Run("path", "~/one", "~/two", "--points", "5", "--lines-only", "--json");
        Assert.True(finished.ExitCode == ExitCode.Done, finished.Messages);
        foreach (string line in new[] { "raw", "aligned" })
        {
            for (int i = 0; i < 5; i++)
            {
                double theirs = finished.Json.GetProperty(line).GetProperty("points")[i].GetProperty("test_loss").GetDouble();
                Assert.True(Math.Abs(theirs - own.Json.GetProperty(line).GetProperty("points")[i].GetProperty("test_loss").GetDouble()) <= 1e-5);
            }

            double barrier = finished.Json.GetProperty(line).GetProperty("barrier").GetProperty("test").GetProperty("error").GetDouble();
            Assert.True(barrier >= 0);
        }

        Assert.Equal(System.Text.Json.JsonValueKind.Null, finished.Json.GetProperty("permuted").ValueKind);
        Assert.Contains("The rules that speak of lines", _line.Run("path", "--losses", "~/line/points.csv").Results);

        (double Loss, double Error) Measure(string file, string set)
        {
            var json = _line.Run("test", "~/line/" + file, "--data", "~/tiny", "--set", set, "--json").Json;
            return (json.GetProperty("loss").GetDouble(), json.GetProperty("error_rate").GetDouble());
        }
    }

    [Theory]
    [InlineData("path a b --export 5", "say into which folder (--out DIR)")]
    [InlineData("path a b --out ~/x", "--out is the folder of --export")]
    [InlineData("path a b --export 5 --out ~/tiny", "is not empty")]
    [InlineData("path a b --export 5 --out ~/x --csv ~/y.csv", "nothing to put into --csv")]
    [InlineData("path a b --losses ~/x.csv", "Leave 'a' out")]
    [InlineData("path --losses ~/x.csv", "There is no file")]
    [InlineData("path --losses ~/x.npz", "A is missing")]
    [InlineData("path a", "B is missing")]
    public void Path_Misused_IsRefusedWithASentence(string line, string sentence)
    {
        Outcome outcome = _line.Run(line.Split(' '));
        Assert.Equal(ExitCode.Unusable, outcome.ExitCode);
        Assert.Contains(sentence, outcome.Messages);
    }

    private static void Close(double expected, double? found) => Assert.True(found is { } value && Math.Abs(value - expected) <= 1e-12, $"{found}, {expected}");

    private MeasuredPath Read(string content)
    {
        File.WriteAllText(_line["measured.csv"], content);
        return MeasuredPath.Read(_line["measured.csv"]);
    }
}
