namespace Minima.Kernels.Strips;

/// <summary>The places of a convolution over the valid part of its inputs, followed by the largest of Pool x Pool sums, borders that fill no such square left out.</summary>
/// <param name="Channels">Channels that come in.</param>
/// <param name="Height">Rows of a channel.</param>
/// <param name="Width">Columns of a channel.</param>
/// <param name="Maps">Maps that go out.</param>
/// <param name="Kernel">Rows and columns of a kernel.</param>
/// <param name="Pool">Rows and columns of a square of which the largest sum is taken; 1: every sum.</param>
internal readonly record struct StripGrid(int Channels, int Height, int Width, int Maps, int Kernel, int Pool)
{
    /// <summary>Rows of sums.</summary>
    public int SumHeight => Height - Kernel + 1;

    /// <summary>Columns of sums.</summary>
    public int SumWidth => Width - Kernel + 1;

    /// <summary>Sums of a map.</summary>
    public int Sums => SumHeight * SumWidth;

    /// <summary>Rows that go out.</summary>
    public int PooledHeight => SumHeight / Pool;

    /// <summary>Columns that go out.</summary>
    public int PooledWidth => SumWidth / Pool;

    /// <summary>Numbers of a map that go out.</summary>
    public int Pooled => PooledHeight * PooledWidth;

    /// <summary>Numbers that lead into a sum.</summary>
    public int Rows => Channels * Kernel * Kernel;
}
