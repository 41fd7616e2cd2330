using Minima.Figures;
using Minima.Geometry;

namespace Minima.Studies;

/// <summary>A study of lines as tables.</summary>
public static class PathTables
{
    /// <summary>The barriers: a row a line, errors in percentage points.</summary>
    public static Table ToTable(this PathStudy study, BarrierDefinition? definition = null)
    {
        var table = new Table(
            new Column("line", Alignment.Left), new Column("train loss", Format: "F4"), new Column("train cost", Format: "F4"),
            new Column("train error %", Format: "F2"), new Column("test loss", Format: "F4"), new Column("test error %", Format: "F2"),
            new Column("top at t", Format: "F4"), new Column("top loss", Format: "F4"));
        bool loss = definition?.OfLoss ?? true, error = definition?.OfError ?? true;
        foreach (StudiedLine line in study.Lines)
        {
            LineBarrier barrier = definition is null ? line.Path.Barrier : line.Path.BarrierBy(definition);
            table.Add(
                line.Meaning, loss ? barrier.TrainLoss : null, loss && definition is null ? barrier.TrainCost : null,
                error ? 100 * barrier.TrainError : null, loss ? barrier.TestLoss : null, error ? 100 * barrier.TestError : null,
                line.Path.Top?.T, line.Path.Top?.Train.Loss);
        }

        return table;
    }

    /// <summary>Every point of every line, the tops among them: to compute with.</summary>
    public static Table ToLongTable(this PathStudy study)
    {
        string[] numbers = ["t", "train_loss", "train_cost", "train_errors", "test_loss", "test_errors"];
        var table = new Table([new Column("line", Alignment.Left), new Column("point", Alignment.Left), .. numbers.Select(static name => new Column(name))]);
        foreach (StudiedLine line in study.Lines)
        {
            foreach (LinePoint point in line.Path.Points.Append(line.Path.Top).OfType<LinePoint>())
            {
                table.Add(
                    line.Name, ReferenceEquals(point, line.Path.Top) ? "top" : "grid", point.T, point.Train.Loss, point.TrainCost, point.Train.Errors,
                    point.Test.Loss, point.Test.Errors);
            }
        }

        return table;
    }

    /// <summary>The hidden layers' spreads in the middle of each line: a row a line and layer.</summary>
    public static Table ToSpreadTable(this PathStudy study)
    {
        var table = new Table(
            new Column("line", Alignment.Left), new Column("layer", Alignment.Left), new Column("variance at A", Format: "F4"),
            new Column("at the end", Format: "F4"), new Column("in the middle", Format: "F4"), new Column("middle / mean of ends", Format: "F3"));
        foreach (StudiedLine line in study.Lines)
        {
            foreach (LayerSpread spread in line.Midpoint?.Spreads ?? [])
                table.Add(line.Name, spread.Layer, spread.A, spread.B, spread.Middle, spread.Ratio);
        }

        return table;
    }

    /// <summary>The middle of each line, and the two other networks made of it: a row each, errors in percent.</summary>
    public static Table ToMidpointTable(this PathStudy study)
    {
        var table = new Table(
            new Column("line", Alignment.Left), new Column("network", Alignment.Left), new Column("train loss", Format: "F4"), new Column("train error %", Format: "F2"),
            new Column("test loss", Format: "F4"), new Column("test error %", Format: "F2"), new Column("temperature", Format: "F3"));
        foreach (StudiedLine line in study.Lines)
        {
            if (line.Midpoint is not { } middle)
                continue;
            Add("the middle, t = 1/2", middle.Itself, null);
            Add("not on the line: repaired", middle.Repaired, null);
            Add("not on the line: calibrated", middle.Calibrated, middle.Temperature);

            void Add(string network, TwoEvaluations does, double? temperature) => table.Add(
                line.Name, network, does.Train.Loss, 100 * does.Train.ErrorRate, does.Test.Loss, 100 * does.Test.ErrorRate, temperature);
        }

        return table;
    }
}
