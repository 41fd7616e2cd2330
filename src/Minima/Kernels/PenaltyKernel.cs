namespace Minima.Kernels;

/// <summary>
/// Squares and magnitudes of a panel's weights, a lane for each column. Over each block of 64 rows they are chains of floats, row by row, which are
/// then added in double.
/// </summary>
internal static unsafe class PenaltyKernel<S, V>
    where S : ISimd<V>
    where V : unmanaged
{
    /// <summary>Rows of a block.</summary>
    public const int BlockRows = 64;

    /// <summary>All blocks and columns of a panel.</summary>
    public static void Run(in PanelPass pass)
    {
        for (int column = 0; column < Tile.Columns; column += S.Lanes)
        {
            PanelPass own = pass.From(column);
            for (int row = 0; row < pass.Rows; row += BlockRows)
                Run(in own, row, Math.Min(row + BlockRows, pass.Rows), squared: false);
        }
    }

    /// <summary>One block, from <paramref name="row"/> up to <paramref name="end"/>, of as many columns as there are lanes; what is wanted of it.</summary>
    /// <param name="pass">The panel, from its first column on.</param>
    /// <param name="row">The block's first row.</param>
    /// <param name="end">Up to this row.</param>
    /// <param name="squared">Whether its squares were added already.</param>
    public static void Run(in PanelPass pass, int row, int end, bool squared)
    {
        float* weights = pass.Weights + ((nint)row * Tile.Columns);
        if (pass.Squares != null && !squared)
            AddSquares(weights, end - row, pass.Squares);
        if (pass.Magnitudes != null)
            AddMagnitudes(weights, end - row, pass.Magnitudes);
    }

    private static void AddSquares(float* weights, int rows, double* sums)
    {
        V squares = default;
        for (; rows > 0; rows--, weights += Tile.Columns)
        {
            V weight = S.Load(weights);
            S.AddProduct(ref squares, weight, weight);
        }

        S.Accumulate(sums, squares);
    }

    private static void AddMagnitudes(float* weights, int rows, double* sums)
    {
        V magnitudes = default;
        for (; rows > 0; rows--, weights += Tile.Columns)
            magnitudes = S.Add(magnitudes, S.Abs(S.Load(weights)));
        S.Accumulate(sums, magnitudes);
    }
}
