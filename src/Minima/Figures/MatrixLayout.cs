namespace Minima.Figures;

/// <summary>How large the parts of a heat map are: the same for all of its matrices, so that their cells line up.</summary>
internal sealed class MatrixLayout
{
    public const double NameSize = 10.5;
    public const double ValueSize = 10.5;

    private const int MostWithValues = 12;
    private const double NameLine = 13;
    private const double TitleLine = 22;
    private const double NamesLine = 16;
    private const double LongestName = 200;
    private const int FewColumns = 6;
    private const double WidestCell = 110;

    /// <summary>Measures what all matrices need.</summary>
    public MatrixLayout(HeatMap map)
    {
        int rows = Math.Max(1, map.Matrices.Max(static matrix => matrix.Rows.Count)), columns = Math.Max(1, map.Matrices.Max(static matrix => matrix.Columns.Count));
        WithValues = rows <= MostWithValues && columns <= MostWithValues;
        double widest = map.Matrices.SelectMany(static matrix => matrix.Values.Cast<double>()).Where(double.IsFinite)
            .Select(value => TextWidth.Of(MatrixRenderer.Shown(value, map.Format), ValueSize)).DefaultIfEmpty(0).Max();
        double Longest(Func<Matrix, IReadOnlyList<string>> names) =>
            map.Matrices.SelectMany(names).Select(static name => TextWidth.Of(Short(name), NameSize)).DefaultIfEmpty(0).Max();
        double column = Longest(static matrix => matrix.Columns);

        // Few columns are made as wide as their names, so that these can be read without turning one's head.
        double forNames = columns <= FewColumns && column + 8 <= WidestCell ? column + 8 : 0;
        double cell = WithValues ? Math.Max(Math.Max(30, widest + 8), forNames) : Math.Clamp(420.0 / Math.Max(rows, columns), 3, 26);
        (CellWidth, CellHeight) = (cell, WithValues ? Math.Min(cell, 34) : cell);
        Gap = cell > 8 ? 1 : 0;
        IsUpright = column + 4 > CellWidth;
        RowNames = Longest(static matrix => matrix.Rows) + 8;
        ColumnNames = (IsUpright ? column : NameLine) + 6;
        double titles = map.Matrices.SelectMany(static matrix => new[] { TextWidth.Of(matrix.Title, Plot.TitleSize, bold: true), TextWidth.Of(matrix.Names, NameSize) })
            .DefaultIfEmpty(0).Max();
        Width = RowNames + Math.Max(columns * CellWidth, titles);
        Header = (map.Matrices.Any(static matrix => matrix.Title.Length > 0) ? TitleLine : 0) + (map.Matrices.Any(static matrix => matrix.Names.Length > 0) ? NamesLine : 0);
        Height = Header + ColumnNames + (rows * CellHeight);
        EveryRow = Every(CellHeight);
        EveryColumn = IsUpright ? Every(CellWidth) : 1;
    }

    /// <summary>Whether numbers stand in the cells.</summary>
    public bool WithValues { get; }

    public double CellWidth { get; }

    public double CellHeight { get; }

    /// <summary>The room between two cells.</summary>
    public double Gap { get; }

    /// <summary>Whether columns' names are written from bottom to top.</summary>
    public bool IsUpright { get; }

    /// <summary>The width of the rows' names.</summary>
    public double RowNames { get; }

    /// <summary>The height of title and names' meaning, where any matrix has them.</summary>
    public double Header { get; }

    /// <summary>The height of the columns' names.</summary>
    public double ColumnNames { get; }

    /// <summary>Of a whole matrix.</summary>
    public double Width { get; }

    /// <summary>Of a whole matrix.</summary>
    public double Height { get; }

    /// <summary>Only every so manieth row has room for its name.</summary>
    public int EveryRow { get; }

    /// <summary>Only every so manieth column has room for its name.</summary>
    public int EveryColumn { get; }

    /// <summary>A name that is not too long to stand beside the cells.</summary>
    public static string Short(string name)
    {
        if (TextWidth.Of(name, NameSize) <= LongestName)
            return name;
        int kept = name.Length;
        while (kept > 1 && TextWidth.Of(name[..kept] + "\u2026", NameSize) > LongestName)
            kept--;
        return name[..kept] + "\u2026";
    }

    private static int Every(double size) => Math.Max(1, (int)Math.Ceiling(NameLine / size));
}
