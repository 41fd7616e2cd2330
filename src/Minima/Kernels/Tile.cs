namespace Minima.Kernels;

/// <summary>
/// The shapes that all kernels agree on. A panel is 64 columns of a weight matrix, [rows][64]: that of the default network, 784 x 64,
/// stays in a core's own cache. A group is four neighbouring rows: a tile of 4 x 64 fills sixteen AVX-512 registers, and a group of
/// four inputs that are all zero is skipped. Sizes that do not fit are padded with zeros.
/// </summary>
internal static class Tile
{
    public const int Columns = 64;
    public const int Rows = 4;
    public const int Size = Rows * Columns;

    /// <summary>Bytes of a row of 64 numbers.</summary>
    public const uint RowBytes = Columns * sizeof(float);

    /// <summary>Lanes of a strip, the unit of the output layer; 16 on every path, whatever the registers.</summary>
    public const int Strip = 16;

    /// <summary>Classes whose sums over a strip of examples are kept in registers at once: ten classes are two such groups.</summary>
    public const int ClassGroup = 5;

    public static int Panels(int columns) => (columns + Columns - 1) / Columns;

    public static int Groups(int rows) => (rows + Rows - 1) / Rows;

    public static int Strips(int rows) => (rows + Strip - 1) / Strip;

    public static int ClassGroups(int classes) => (classes + ClassGroup - 1) / ClassGroup;

    public static int PadToStrip(int count) => (count + Strip - 1) / Strip * Strip;
}
