namespace Minima.Kernels;

/// <summary>
/// Squares and magnitudes of a panel's weights in 32 lanes: lane i has columns i and i + 32. Over each block of 64 rows, row by row, left to
/// right, they are chains of floats, which are then added in double.
/// </summary>
internal static unsafe class PenaltyKernel<S, V>
    where S : ISimd<V>
    where V : unmanaged
{
    /// <summary>All blocks of a panel.</summary>
    public static void Run(in PanelPass pass)
    {
        for (int row = 0; row < pass.Rows; row += Tile.Columns)
            Run(in pass, row, Math.Min(row + Tile.Columns, pass.Rows), squared: false);
    }

    /// <summary>One block, from <paramref name="row"/> up to <paramref name="end"/>; what is wanted of it.</summary>
    /// <param name="pass">The panel.</param>
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
        V even = default, odd = default;
        for (; rows > 0; rows--, weights += Tile.Columns)
        {
            V w0 = S.Load(weights), w1 = S.Load(weights + Tile.Strip);
            V w2 = S.Load(weights + (2 * Tile.Strip)), w3 = S.Load(weights + (3 * Tile.Strip));
            S.AddProduct(ref even, w0, w0);
            S.AddProduct(ref odd, w1, w1);
            S.AddProduct(ref even, w2, w2);
            S.AddProduct(ref odd, w3, w3);
        }

        S.Accumulate(sums, even);
        S.Accumulate(sums + Tile.Strip, odd);
    }

    private static void AddMagnitudes(float* weights, int rows, double* sums)
    {
        V even = default, odd = default;
        for (; rows > 0; rows--, weights += Tile.Columns)
        {
            even = S.Add(even, S.Abs(S.Load(weights)));
            odd = S.Add(odd, S.Abs(S.Load(weights + Tile.Strip)));
            even = S.Add(even, S.Abs(S.Load(weights + (2 * Tile.Strip))));
            odd = S.Add(odd, S.Abs(S.Load(weights + (3 * Tile.Strip))));
        }

        S.Accumulate(sums, even);
        S.Accumulate(sums + Tile.Strip, odd);
    }
}
