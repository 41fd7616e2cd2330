using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Minima.Numerics;
using V = System.Runtime.Intrinsics.Vector256<double>;

namespace Minima.Kernels.Doubles;

/// <summary>
/// What is done to tiles number by number: activations, their slopes, and how slopes change along a direction. All of it is computed from
/// the outputs h, where h' = dh/dz: 1 - h^2 for tanh, h (1 - h) for sigmoid, 1 or 0 for relu.
/// </summary>
internal static unsafe class Slopes
{
    /// <summary>tile[n][j] &lt;- unit(tile[n][j] + biases[j]); columns from <paramref name="columns"/> on become 0.</summary>
    public static void Activate(Unit unit, double* tile, double* biases, int rows, int columns)
    {
        for (int n = 0; n < rows; n++, tile += DoubleTile.Columns)
        {
            for (int j = 0; j < DoubleTile.Columns; j++)
            {
                double z = tile[j] + biases[j];
                tile[j] = j >= columns ? 0 : unit switch
                {
                    Unit.Tanh => Elementary.Tanh(z),
                    Unit.Sigmoid => 1 / (1 + Elementary.Exp(-z)),
                    _ => z > 0 ? z : 0,
                };
            }
        }
    }

    /// <summary>tile[n][j] &lt;- tile[n][j] * h': deltas of the outputs become those of the sums.</summary>
    public static void Differentiate(Unit unit, double* outputs, double* tile, int rows)
    {
        for (int i = 0; i < rows * DoubleTile.Columns; i += 4)
            (Vector256.Load(tile + i) * Slope(unit, Vector256.Load(outputs + i))).Store(tile + i);
    }

    /// <summary>changes[n][j] &lt;- h' * (changes[n][j] + biases[j]): how the outputs change where the sums change so.</summary>
    public static void Forward(Unit unit, double* outputs, double* changes, double* biases, int rows)
    {
        V low = Vector256.Load(biases), high = Vector256.Load(biases + 4);
        for (int i = 0; i < rows * DoubleTile.Columns; i += DoubleTile.Columns)
        {
            ((Vector256.Load(changes + i) + low) * Slope(unit, Vector256.Load(outputs + i))).Store(changes + i);
            ((Vector256.Load(changes + i + 4) + high) * Slope(unit, Vector256.Load(outputs + i + 4))).Store(changes + i + 4);
        }
    }

    /// <summary>
    /// Deltas of a layer's outputs, and their changes, become those of its sums: delta &lt;- delta * h', and its change
    /// &lt;- change * h' + delta * h'' * Rz, where h'' * Rz = c(h) * Rh: -2 h Rh for tanh, (1 - 2 h) Rh for sigmoid, 0 for relu.
    /// </summary>
    /// <param name="unit">The activation.</param>
    /// <param name="outputs">h.</param>
    /// <param name="changes">Rh, what <see cref="Forward"/> gave.</param>
    /// <param name="deltas">Overwritten.</param>
    /// <param name="deltaChanges">Overwritten.</param>
    /// <param name="rows">Examples.</param>
    public static void Backward(Unit unit, double* outputs, double* changes, double* deltas, double* deltaChanges, int rows)
    {
        for (int i = 0; i < rows * DoubleTile.Columns; i += 4)
        {
            V h = Vector256.Load(outputs + i), slope = Slope(unit, h), delta = Vector256.Load(deltas + i);
            V bend = Bend(unit, h) * Vector256.Load(changes + i);
            Vector256.FusedMultiplyAdd(delta, bend, Vector256.Load(deltaChanges + i) * slope).Store(deltaChanges + i);
            (delta * slope).Store(deltas + i);
        }
    }

    /// <summary>h' of a single output.</summary>
    public static double Slope(Unit unit, double h) => Slope(unit, Vector256.Create(h)).ToScalar();

    /// <summary>sums[j] += the sum over the rows, ascending, of tile[n][j].</summary>
    public static void SumRows(double* tile, int rows, double* sums)
    {
        V low = Vector256.Load(sums), high = Vector256.Load(sums + 4);
        for (int n = 0; n < rows; n++, tile += DoubleTile.Columns)
            (low, high) = (low + Vector256.Load(tile), high + Vector256.Load(tile + 4));
        low.Store(sums);
        high.Store(sums + 4);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Slope(Unit unit, V h) => unit switch
    {
        Unit.Tanh => Vector256.FusedMultiplyAdd(-h, h, V.One),
        Unit.Sigmoid => Vector256.FusedMultiplyAdd(-h, h, h),
        _ => Vector256.GreaterThan(h, V.Zero) & V.One,
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Bend(Unit unit, V h) => unit switch
    {
        Unit.Tanh => -(h + h),
        Unit.Sigmoid => V.One - (h + h),
        _ => V.Zero,
    };
}
