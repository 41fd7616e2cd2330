namespace Minima.Networks;

/// <summary>
/// What makes a layer a convolution: z[o][y][x] = sum over c, u, v of W[o][c][u][v] x[c][y + Kernel - 1 - u][x + Kernel - 1 - v] over the valid part of the
/// inputs. It is a true convolution, as in Theano; other frameworks slide the kernel as it stands, and their kernels are these turned by half a
/// turn. Of each square of Pool x Pool sums the largest goes on, borders that fill no square are left out; then come bias, one for each map, and
/// activation.
/// </summary>
/// <param name="Channels">Channels that come in: images of one layer, [channels][height][width].</param>
/// <param name="Height">Rows of a channel.</param>
/// <param name="Width">Columns of a channel.</param>
/// <param name="Maps">Maps that go out.</param>
/// <param name="Kernel">Rows and columns of a kernel.</param>
/// <param name="Pool">Rows and columns of a square of which the largest sum is taken; 1: all go on.</param>
public sealed record Convolution(int Channels, int Height, int Width, int Maps, int Kernel, int Pool = 1)
{
    private const int MostNumbers = 1 << 26;

    /// <summary>Rows that go out.</summary>
    public int OutHeight => (Height - Kernel + 1) / Pool;

    /// <summary>Columns that go out.</summary>
    public int OutWidth => (Width - Kernel + 1) / Pool;

    /// <summary>Numbers of a map that go out.</summary>
    public int Places => OutHeight * OutWidth;

    /// <summary>Numbers that come in.</summary>
    public int Inputs => checked(Channels * Height * Width);

    /// <summary>Numbers that go out.</summary>
    public int Outputs => checked(Maps * Places);

    /// <summary>In words: <c>20@5x5, pooled 2x2</c>.</summary>
    public override string ToString() => $"{Maps}@{Kernel}x{Kernel}{(Pool > 1 ? $", pooled {Pool}x{Pool}" : "")}";

    /// <summary>Makes sure that there is such a layer.</summary>
    /// <exception cref="UnusableInputException">A size is not positive, or too large for the inputs.</exception>
    internal void Require(string name)
    {
        if (Channels < 1 || Height < 1 || Width < 1 || Maps < 1 || Kernel < 1 || Pool < 1)
            throw new UnusableInputException($"Layer '{name}': channels, height, width, maps, kernel and pool of a convolution must be at least 1.");
        if (Kernel > Height || Kernel > Width)
            throw new UnusableInputException($"Layer '{name}': a kernel of {Kernel} x {Kernel} does not fit into {Height} x {Width} inputs.");
        if (OutHeight < 1 || OutWidth < 1)
            throw new UnusableInputException($"Layer '{name}': {Height - Kernel + 1} x {Width - Kernel + 1} sums hold no square of {Pool} x {Pool} to pool.");

        // Within 32 bits, with room for the examples of a strip, everywhere.
        Int128 most = Int128.Max(
            Int128.Max((Int128)Channels * Height * Width, (Int128)Maps * (Height - Kernel + 1) * (Width - Kernel + 1)), (Int128)Maps * Channels * Kernel * Kernel);
        if (most > MostNumbers)
            throw new UnusableInputException($"Layer '{name}': inputs, sums or weights are {most:N0} numbers; at most {MostNumbers:N0} are possible.");
    }
}
