using System.Globalization;
using System.Text;
using Minima.Formats;

namespace Minima.Figures;

/// <summary>On which side a column's cells are flush.</summary>
public enum Alignment
{
    /// <summary>For words.</summary>
    Left,

    /// <summary>For numbers.</summary>
    Right,
}

/// <summary>A column of a table.</summary>
/// <param name="Heading">What stands above it.</param>
/// <param name="Alignment">Left for words, right for numbers.</param>
/// <param name="Format">A .NET number format for its numbers, such as <c>F4</c>; CSV ignores it.</param>
public sealed record Column(string Heading, Alignment Alignment = Alignment.Right, string Format = "G6");

/// <summary>Rows of words and numbers under headings, to print, to paste into a text, or to compute with.</summary>
public sealed class Table
{
    private const string Missing = "-";

    private readonly List<object?[]> _rows = [];

    /// <summary>An empty table with these columns.</summary>
    public Table(params IReadOnlyList<Column> columns) => Columns = columns;

    /// <summary>The columns from left to right.</summary>
    public IReadOnlyList<Column> Columns { get; }

    /// <summary>Adds a row: for each column a string, a number, a truth value, or null where there is nothing to say.</summary>
    /// <exception cref="ArgumentException">There are not as many cells as columns.</exception>
    public void Add(params object?[] cells)
    {
        if (cells.Length != Columns.Count)
            throw new ArgumentException($"The table has {Columns.Count} columns, but the row has {cells.Length} cells.", nameof(cells));
        _rows.Add(cells);
    }

    /// <summary>Columns of fixed width, two spaces apart, a rule under the headings: for a terminal.</summary>
    public string ToText()
    {
        IReadOnlyList<string[]> rows = Shown();
        int[] widths = Widths(rows);
        var text = new StringBuilder();
        foreach (string[] row in rows)
        {
            text.Append(string.Join("  ", row.Select((cell, i) => Pad(cell, i, widths))).TrimEnd()).Append('\n');
            if (ReferenceEquals(row, rows[0]))
                text.AppendJoin("  ", widths.Select(static width => new string('-', width))).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>A Markdown table (GitHub's), its columns padded so that it reads well as text too.</summary>
    public string ToMarkdown()
    {
        IReadOnlyList<string[]> rows = [.. Shown().Select(static row => row.Select(Escape).ToArray())];
        int[] widths = [.. Widths(rows).Select(static width => Math.Max(3, width))];
        var text = new StringBuilder();
        foreach (string[] row in rows)
        {
            text.Append("| ").AppendJoin(" | ", row.Select((cell, i) => Pad(cell, i, widths))).Append(" |\n");
            if (ReferenceEquals(row, rows[0]))
                text.Append("| ").AppendJoin(" | ", widths.Select(Rule)).Append(" |\n");
        }

        return text.ToString();

        static string Escape(string cell) => cell.Replace("\\", "\\\\").Replace("|", "\\|").ReplaceLineEndings(" ");

        string Rule(int width, int i) =>
            Columns[i].Alignment == Alignment.Right ? new string('-', width - 1) + ":" : new string('-', width);
    }

    /// <summary>Comma-separated values, numbers with full precision, nothing where a cell is null.</summary>
    public string ToCsv() => string.Concat(
        _rows.Select(static row => Csv.Row(row.Select(Exact))).Prepend(Csv.Row(Columns.Select(static column => column.Heading))));

    private static string Exact(object? cell) => cell switch
    {
        null => "",
        double number => Csv.Number(number),
        bool truth => truth ? "true" : "false",
        IFormattable value => value.ToString(null, CultureInfo.InvariantCulture),
        _ => cell.ToString() ?? "",
    };

    private List<string[]> Shown() =>
        [[.. Columns.Select(static column => column.Heading)], .. _rows.Select(row => row.Select(Show).ToArray())];

    private string Show(object? cell, int column) => cell switch
    {
        null => Missing,
        bool truth => truth ? "yes" : "no",
        double or float or decimal => ((IFormattable)cell).ToString(Columns[column].Format, CultureInfo.InvariantCulture),
        _ => Printable(Exact(cell).ReplaceLineEndings(" ")),
    };

    // Names may come out of files, which must not write to a terminal as they like.
    private static string Printable(string text) => text.Any(char.IsControl) ? string.Concat(text.Select(static c => char.IsControl(c) ? '?' : c)) : text;

    private int[] Widths(IReadOnlyList<string[]> rows) => [.. Columns.Select((_, i) => rows.Max(row => row[i].Length))];

    private string Pad(string cell, int column, int[] widths) =>
        Columns[column].Alignment == Alignment.Right ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]);
}
