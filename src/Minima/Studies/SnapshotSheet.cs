using System.Globalization;
using Minima.Data;
using Minima.Figures;
using Minima.Networks;

namespace Minima.Studies;

/// <summary>The tables and the sheet of pictures that a test of a snapshot gives.</summary>
public static class SnapshotSheet
{
    private const int MostProbabilities = 10;

    /// <summary>Every wrong prediction, to read: its probabilities in one column, the largest first, ten at most.</summary>
    public static Table List(SnapshotTest test)
    {
        var table = new Table(
            new Column("index"), new Column("predicted"), new Column("true"), new Column("probabilities, the largest first", Alignment.Left));
        foreach (WrongPrediction wrong in test.Wrong)
            table.Add(wrong.Index, wrong.Predicted, wrong.True, string.Join("  ", wrong.Sorted().Take(MostProbabilities).Select(Shown)));
        return table;

        static string Shown(ClassProbability entry) =>
            string.Create(CultureInfo.InvariantCulture, $"{entry.Class}: {entry.Probability:F4}");
    }

    /// <summary>Every wrong prediction, to compute with: a column <c>p0</c>, <c>p1</c>, ... for each class's probability.</summary>
    public static Table LongList(SnapshotTest test)
    {
        int classes = test.Snapshot.Network.Classes;
        var table = new Table(
        [
            new Column("index"), new Column("predicted"), new Column("true"),
            .. Enumerable.Range(0, classes).Select(static k => new Column($"p{k}")),
        ]);
        foreach (WrongPrediction wrong in test.Wrong)
            table.Add([wrong.Index, wrong.Predicted, wrong.True, .. Enumerable.Range(0, classes).Select(k => (object)wrong.Probability(k))]);
        return table;
    }

    /// <summary>A row for each true class, a column for each class that was read; a dot for none.</summary>
    public static Table Confusion(SnapshotTest test)
    {
        int classes = test.Snapshot.Network.Classes;
        var table = new Table(
            [new Column("true \\ read"), .. Enumerable.Range(0, classes).Select(static k => new Column($"{k}")), new Column("errors")]);
        for (int truth = 0; truth < classes; truth++)
        {
            int[] row = [.. Enumerable.Range(0, classes).Select(read => test.Confusion[truth, read])];
            table.Add([truth, .. row.Select(static count => count == 0 ? "." : (object)count), row.Sum() - row[truth]]);
        }

        return table;
    }

    /// <summary>The pictures of what is read wrongly, by index, each with its labels.</summary>
    /// <exception cref="UnusableInputException">The examples are no pictures.</exception>
    public static Sheet Draw(SnapshotTest test)
    {
        Examples examples = test.Data[test.Part];
        ImageSize size = test.Data.Images ?? ImageSize.OfSquare(test.Data.Inputs) ?? throw new UnusableInputException(
            $"An example of the data '{test.Data.Name}' has {test.Data.Inputs} numbers, which is no square picture, and the data does not say "
            + "how wide its pictures are: no sheet of them can be drawn. Leave --figure out; --list has the same examples.");
        int most = Sheet.Most(examples.Width);
        IEnumerable<Tile> tiles = test.Wrong.Take(most).Select(wrong =>
        {
            var values = new float[examples.Width];
            examples.CopyRow(wrong.Index, values);
            return new Tile(
                values, size.Columns, $"{wrong.True} \u2192 {wrong.Predicted}", $"#{wrong.Index}", $"{wrong.Index}: {wrong.True} read as {wrong.Predicted}");
        });
        Evaluation evaluation = test.Evaluation;
        return new Sheet($"Read wrongly by {test.Name}", [.. tiles], LongList(test))
        {
            Subtitle = $"{evaluation.Errors:N0} of {evaluation.Examples:N0} in the {Fit.Words(test.Part)} of {test.Data.Name}. "
                + "Below each: the true class \u2192 the class that was read, and the index.",
            Note = test.Wrong.Count > most ? $"The first {most:N0} are shown; all {test.Wrong.Count:N0} stand in the table beside the figure." : "",
        };
    }

    /// <summary>Such as <c>784-500-10 tanh</c>.</summary>
    internal static string Sizes(Network network)
    {
        string sizes = network.Sizes;
        string[] hidden = [.. network.Layers.SkipLast(1).Select(static layer => layer.Activation.ToString().ToLowerInvariant()).Distinct()];
        return hidden.Length == 1 ? $"{sizes} {hidden[0]}" : sizes;
    }
}
