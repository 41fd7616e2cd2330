using System.Globalization;
using Minima.Formats;

namespace Minima.Studies;

/// <summary>
/// Reads losses on lines that were measured elsewhere: CSV with <c>t</c>, with <c>line</c> where there are several (otherwise it is <c>raw</c>), and any of
/// <c>train_loss</c>, <c>train_cost</c>, <c>train_error</c>, <c>test_loss</c>, <c>test_error</c>; <c>loss</c>, <c>cost</c> and <c>error</c> mean the training set's.
/// </summary>
internal static class MeasuredLosses
{
    public static readonly IReadOnlyList<string> Figures = ["train_loss", "train_cost", "train_error", "test_loss", "test_error"];

    private static readonly string[] LineNames = ["raw", "permuted", "aligned", "given"];

    // What an export writes beside, for a person.
    private static readonly string[] Known = ["t", "line", "file"];

    /// <summary>The lines, and what was assumed or left out.</summary>
    /// <exception cref="UnusableInputException">It cannot be read, or a figure is missing or makes no sense; the message names the row.</exception>
    public static (IReadOnlyList<MeasuredLine> Lines, IReadOnlyList<string> Remarks) Read(CsvFile file)
    {
        string path = file.Path;
        var remarks = new List<string>();
        int t = Column("t") ?? throw new UnusableInputException($"'{path}' has no column 't', the place on the line from 0 to 1; it has {string.Join(", ", file.Headings.Select(Shown.Quoted))}.");
        int? line = Column("line");
        int?[] columns = [.. Figures.Select(Column)];
        string[] bare = [.. Figures.Take(3).Select(static figure => figure["train_".Length..])];
        for (int i = 0; i < bare.Length; i++)
        {
            if (Column(bare[i]) is not { } at)
                continue;
            if (columns[i] is not null)
                throw new UnusableInputException($"'{path}' has both '{bare[i]}' and '{Figures[i]}', which mean the same. Leave one of them out.");
            columns[i] = at;
            remarks.Add($"'{bare[i]}' is taken to be the training set's.");
        }

        string[] unknown = [.. file.Headings.Where(heading => !Known.Contains(heading) && !Figures.Contains(heading) && !bare.Contains(heading))];
        if (unknown.Length > 0)
            remarks.Add($"Columns that are not read: {string.Join(", ", unknown.Select(Shown.Quoted))}.");
        var byLine = new Dictionary<string, List<MeasuredPoint>>(StringComparer.Ordinal);
        for (int row = 0; row < file.Rows.Count; row++)
        {
            string name = line is { } at ? file.Rows[row][at].Trim() : LineNames[0];
            if (!LineNames.Contains(name))
                throw Bad(row, $"the line is {Shown.Quoted(name)}; expected is one of {string.Join(", ", LineNames)}");
            double?[] values = [.. columns.Select((column, i) => column is { } place ? Figure(row, place, i) : null)];
            double place = Number(row, t) ?? throw Bad(row, "t is empty");
            if (!(place is >= 0 and <= 1))
                throw Bad(row, $"t is {Shown.Quoted(file.Rows[row][t])}; a number from 0 to 1 is expected");
            if (!byLine.TryGetValue(name, out List<MeasuredPoint>? points))
                byLine[name] = points = [];
            points.Add(new MeasuredPoint(place, values[0], values[1], values[2], values[3], values[4]));
        }

        MeasuredLine[] lines = [.. LineNames.Where(byLine.ContainsKey).Select(name => new MeasuredLine(name, [.. byLine[name].OrderBy(static point => point.T)]))];
        if (lines.Length == 0)
            throw new UnusableInputException($"'{path}' has no rows; a row for each point of a line is expected.");
        foreach (MeasuredLine one in lines)
        {
            Demand(one, path);
            if (Figures.Zip(Readers).Where(pair => pair.Second(one.Points[0]) is null != pair.Second(lines[0].Points[0]) is null).Select(static pair => pair.First).FirstOrDefault() is { } uneven)
                throw new UnusableInputException($"'{path}': '{lines[0].Name}' and '{one.Name}' do not both have {uneven}; lines are compared by the same figures.");
        }

        return (lines, remarks);

        int? Column(string heading) => file.Headings.ToList().IndexOf(heading) is >= 0 and var index ? index : null;

        double? Figure(int row, int column, int figure)
        {
            double? value = Number(row, column);
            return value is not { } number || (number >= 0 && (number <= 1 || !Figures[figure].EndsWith("error", StringComparison.Ordinal)))
                ? value
                : throw Bad(row, $"{file.Headings[column]} is {number.ToString(CultureInfo.InvariantCulture)}; {(number < 0 ? "it cannot be negative" : "errors are a fraction, from 0 to 1")}");
        }

        double? Number(int row, int column)
        {
            string text = file.Rows[row][column].Trim();
            if (text.Length == 0)
                return null;
            return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number)
                ? number
                : throw Bad(row, $"{file.Headings[column]} is {Shown.Quoted(text)}; a finite number is expected");
        }

        UnusableInputException Bad(int row, string what) => new($"'{path}', row {row + 1}: {what}.");
    }

    private static void Demand(MeasuredLine line, string path)
    {
        double[] places = [.. line.Points.Select(static point => point.T)];
        if (places.Length < 3 || places[0] != 0 || places[^1] != 1)
            throw new UnusableInputException($"'{path}': the line '{line.Name}' has {places.Length} points from t = {Shown(places[0])} to {Shown(places[^1])}; both ends, 0 and 1, and at least one point between them are expected.");
        for (int i = 1; i < places.Length; i++)
        {
            if (places[i] == places[i - 1])
                throw new UnusableInputException($"'{path}': the line '{line.Name}' has two points at t = {Shown(places[i])}.");
        }

        bool any = false;
        foreach ((string name, Func<MeasuredPoint, double?> figure) in Figures.Zip(Readers))
        {
            MeasuredPoint? empty = line.Points.FirstOrDefault(point => figure(point) is null);
            any |= empty is null;
            if (empty is not null && line.Points.Any(point => figure(point) is not null))
                throw new UnusableInputException($"'{path}': the line '{line.Name}' has no {name} at t = {Shown(empty.T)}, but at other points. Fill the column in, or leave it empty throughout.");
        }

        if (!any)
            throw new UnusableInputException($"'{path}': the line '{line.Name}' has no figures. Fill in one of {string.Join(", ", Figures)}, for every point.");

        static string Shown(double t) => t.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>What takes a figure out of a point, in the order of <see cref="Figures"/>.</summary>
    private static readonly Func<MeasuredPoint, double?>[] Readers =
    [
        static point => point.TrainLoss, static point => point.TrainCost, static point => point.TrainError, static point => point.TestLoss, static point => point.TestError,
    ];
}
