namespace Minima.Figures;

/// <summary>A small picture with two lines below it.</summary>
/// <param name="Values">Row after row, 0 for blank paper to 1 for full ink; what lies outside is cut off.</param>
/// <param name="Width">Pixels in a row; <paramref name="Values"/> has a whole number of rows.</param>
/// <param name="Caption">The first line.</param>
/// <param name="Name">The second line, fainter.</param>
/// <param name="Description">What a screen reader says of it.</param>
public sealed record Tile(ReadOnlyMemory<float> Values, int Width, string Caption, string Name, string Description);

/// <summary>
/// Small pictures in rows, each with its captions, and the files made of them: an SVG that stands as it is, and beside it a table. The
/// same sheet gives the same bytes on every machine.
/// </summary>
/// <param name="Title">The heading.</param>
/// <param name="Tiles">The pictures, row by row; <see cref="Most"/> says how many are reasonable.</param>
/// <param name="Data">What stands beside the sheet as CSV.</param>
public sealed record Sheet(string Title, IReadOnlyList<Tile> Tiles, Table Data)
{
    // Each tile is a few hundred runs of pixels, of some bytes each: 200 digits make 300 kB, and nothing makes more than some MB.
    private const int MostTiles = 200;
    private const int MostPixels = 1 << 18;

    /// <summary>A line below the title.</summary>
    public string Subtitle { get; init; } = "";

    /// <summary>Pictures in a row; null: as many as suit their number.</summary>
    public int? Columns { get; init; }

    /// <summary>A note below the pictures.</summary>
    public string Note { get; init; } = "";

    /// <summary>How many pictures of <paramref name="pixels"/> pixels a sheet should have at most, so that its file stays small; at least 1.</summary>
    public static int Most(int pixels) => Math.Clamp(MostPixels / pixels, 1, MostTiles);

    /// <summary>Writes <c>basePath.svg</c> and <c>basePath.csv</c>.</summary>
    /// <exception cref="IOException">A file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public void Save(string basePath, Theme theme = Theme.Auto)
    {
        AtomicFile.Write(basePath + ".svg", ToSvg(theme));
        AtomicFile.Write(basePath + ".csv", Data.ToCsv());
    }

    /// <summary>The sheet as an SVG document.</summary>
    public string ToSvg(Theme theme = Theme.Auto) => SheetRenderer.Render(this, theme);
}
