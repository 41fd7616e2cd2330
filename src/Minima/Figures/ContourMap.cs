namespace Minima.Figures;

/// <summary>Points on a map, joined in their order, such as the snapshots of a run.</summary>
/// <param name="Name">What the legend calls it.</param>
/// <param name="X">Their horizontal places.</param>
/// <param name="Y">Their vertical places.</param>
/// <param name="IsJoined">Whether a line runs through them.</param>
public sealed record MapPath(string Name, IReadOnlyList<double> X, IReadOnlyList<double> Y, bool IsJoined = true)
{
    /// <summary>What stands beside the first point, such as its epoch; empty: nothing.</summary>
    public string Begins { get; init; } = "";

    /// <summary>What stands beside the last point; empty: nothing.</summary>
    public string Ends { get; init; } = "";
}

/// <summary>A height over a grid of a plane, as contour lines.</summary>
/// <param name="Title">What the height is, with its unit.</param>
/// <param name="X">The columns, ascending, equally far apart; at least two.</param>
/// <param name="Y">The rows, ascending, equally far apart; at least two.</param>
/// <param name="Heights">Row after row, [Y][X]; what is not finite is marked as such.</param>
public sealed record ContourMap(string Title, IReadOnlyList<double> X, IReadOnlyList<double> Y, IReadOnlyList<double> Heights)
{
    /// <summary>What runs to the right.</summary>
    public string XLabel { get; init; } = "x";

    /// <summary>What runs upwards.</summary>
    public string YLabel { get; init; } = "y";

    /// <summary>Whether the lines' levels stand at equal ratios, or at equal differences.</summary>
    public AxisScale Levels { get; init; } = AxisScale.Logarithmic;

    /// <summary>What is drawn upon it.</summary>
    public IReadOnlyList<MapPath> Paths { get; init; } = [];
}

/// <summary>
/// Maps side by side under one title, and the files made of them: an SVG that stands as it is, and beside it the heights as CSV. The same
/// maps give the same bytes on every machine.
/// </summary>
/// <param name="Title">The heading.</param>
/// <param name="Maps">The maps, row by row.</param>
public sealed record ContourFigure(string Title, IReadOnlyList<ContourMap> Maps)
{
    /// <summary>A line below the title.</summary>
    public string Subtitle { get; init; } = "";

    /// <summary>A note below the maps.</summary>
    public string Note { get; init; } = "";

    /// <summary>Writes <c>basePath.svg</c> and <c>basePath.csv</c>.</summary>
    /// <exception cref="IOException">A file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public void Save(string basePath, Theme theme = Theme.Auto)
    {
        AtomicFile.Write(basePath + ".svg", ToSvg(theme));
        AtomicFile.Write(basePath + ".csv", ToCsv());
    }

    /// <summary>The figure as an SVG document.</summary>
    public string ToSvg(Theme theme = Theme.Auto) => ContourRenderer.Render(this, theme);

    /// <summary>A row for each point of each grid and of each path: <c>map,series,x,y,height</c>.</summary>
    public string ToCsv()
    {
        var table = new Table(
            new Column("map", Alignment.Left), new Column("series", Alignment.Left), new Column("x"), new Column("y"), new Column("height"));
        foreach (ContourMap map in Maps)
        {
            for (int i = 0; i < map.Heights.Count; i++)
                table.Add(map.Title, "grid", map.X[i % map.X.Count], map.Y[i / map.X.Count], map.Heights[i]);
            foreach (MapPath path in map.Paths)
            {
                for (int i = 0; i < path.X.Count; i++)
                    table.Add(map.Title, path.Name, path.X[i], path.Y[i], null);
            }
        }

        return table.ToCsv();
    }
}
