using System.Runtime.Intrinsics;

namespace Minima.Kernels;

/// <summary>
/// The kernels on vectors: one source for every kind of machine.
/// </summary>
/// <typeparam name="S">Operations on a strip of sixteen lanes.</typeparam>
/// <typeparam name="V">The strip.</typeparam>
/// <typeparam name="W">Operations on as many of a panel's columns as the registers hold, 16 or 64.</typeparam>
/// <typeparam name="U">Those columns.</typeparam>
internal sealed unsafe class VectorKernels<S, V, W, U>(string name) : IKernels
    where S : struct, ISimd<V>
    where V : unmanaged
    where W : struct, ISimd<U>
    where U : unmanaged
{
    public string Name => name;

    public void Pass(in PanelPass<PackedInputs> pass) => TileKernel<W, U, PackedInputs>.Run(in pass);

    public void Pass(in PanelPass<DenseInputs> pass) => TileKernel<W, U, DenseInputs>.Run(in pass);

    public void Activate(Unit unit, float* values, float* biases, int examples, int columns) =>
        UnitKernel<S, V>.Activate(unit, values, biases, examples, columns);

    public void Differentiate(Unit unit, float* outputs, float* deltas, int examples) =>
        UnitKernel<S, V>.Differentiate(unit, outputs, deltas, examples * Tile.Columns);

    public void StepBiases(float* deltas, int stride, int examples, float* biases, int columns, float? minusRate)
    {
        for (int column = 0; column < columns; column += S.Lanes)
        {
            V sum = default;
            for (int n = 0; n < examples; n++)
                sum = S.Add(sum, S.Load(deltas + ((long)n * stride) + column));
            V bias = S.Load(biases + column);
            S.Store(biases + column, minusRate is float rate ? S.Fma(S.Broadcast(rate), sum, bias) : S.Add(bias, sum));
        }
    }

    public void Share(float* hidden, int examples, float* weights, int classes, float* shares) =>
        ShareKernel<S, V>.Run(hidden, examples, weights, classes, shares);

    public void Softmax(in SoftmaxPass pass) => SoftmaxKernel<S, V>.Run(in pass);

    public void Transpose(float* tile, float* destination, int stride)
    {
        // 4 x 4 at a time: pairs of rows interleaved twice.
        for (int column = 0; column < Tile.Columns; column += 4)
        {
            Vector128<float> r0 = Vector128.Load(tile + column), r1 = Vector128.Load(tile + Tile.Columns + column);
            Vector128<float> r2 = Vector128.Load(tile + (2 * Tile.Columns) + column), r3 = Vector128.Load(tile + (3 * Tile.Columns) + column);
            Vector128<double> low01 = Interleave(r0, r1, out Vector128<double> high01), low23 = Interleave(r2, r3, out Vector128<double> high23);
            float* target = destination + ((long)column * stride);
            Vector128.Create(low01.GetLower(), low23.GetLower()).AsSingle().Store(target);
            Vector128.Create(low01.GetUpper(), low23.GetUpper()).AsSingle().Store(target + stride);
            Vector128.Create(high01.GetLower(), high23.GetLower()).AsSingle().Store(target + (2L * stride));
            Vector128.Create(high01.GetUpper(), high23.GetUpper()).AsSingle().Store(target + (3L * stride));
        }
    }

    /// <summary>(a0 b0 a1 b1) and (a2 b2 a3 b3), as pairs of floats in doubles.</summary>
    private static Vector128<double> Interleave(Vector128<float> a, Vector128<float> b, out Vector128<double> high)
    {
        Vector128<float> left = Vector128.Shuffle(a, Vector128.Create(0, 0, 1, 1)), right = Vector128.Shuffle(b, Vector128.Create(0, 0, 1, 1));
        Vector128<int> odd = Vector128.Create(0, -1, 0, -1);
        Vector128<float> leftHigh = Vector128.Shuffle(a, Vector128.Create(2, 2, 3, 3)), rightHigh = Vector128.Shuffle(b, Vector128.Create(2, 2, 3, 3));
        high = Vector128.ConditionalSelect(odd.AsSingle(), rightHigh, leftHigh).AsDouble();
        return Vector128.ConditionalSelect(odd.AsSingle(), right, left).AsDouble();
    }
}
