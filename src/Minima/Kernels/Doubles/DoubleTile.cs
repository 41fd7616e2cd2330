namespace Minima.Kernels.Doubles;

/// <summary>
/// The shapes of the double precision kernels. A panel is 8 columns of a weight matrix, [rows][8], one cache line a row; a tile is what a
/// block of at most 64 examples has in the columns of a panel, [64][8]: 4 KiB. Four rows of a panel fill eight AVX2 registers.
/// </summary>
internal static class DoubleTile
{
    public const int Columns = 8;

    /// <summary>Examples in a block: rows of a tile.</summary>
    public const int Rows = 64;

    public const int Size = Rows * Columns;

    /// <summary>Panels for so many columns: as many as fill whole panels of the single precision kernels, which hold eight of these.</summary>
    public static int Panels(int columns) => Tile.Panels(columns) * (Tile.Columns / Columns);

    /// <summary>Classes in pairs, as <see cref="Products.Dot"/> takes them.</summary>
    public static int Pairs(int classes) => (classes + 1) / 2 * 2;

    /// <summary>Room for so many numbers in groups of four.</summary>
    public static int Pad(int count) => Tile.Groups(count) * Tile.Rows;
}
