using System.Runtime.CompilerServices;

namespace Minima.Kernels;

/// <summary>
/// <see cref="PanelPass"/> where every input is taken: a tile of 4 rows is held in registers, <see cref="ILanes{T, V}.Lanes"/> columns at a
/// time. On AVX-512 that is all 64 columns, and sixteen multiply-adds meet four loads of a row of deltas or sums and four broadcast
/// inputs. Every element's arithmetic is the same whatever the number of lanes.
/// </summary>
/// <remarks>
/// A gradient that is kept, and l1, go through memory in methods of their own: the compiler keeps track of a limited number of values in
/// one method, and beyond it all of them, the tile included, would live on the stack.
/// </remarks>
internal static unsafe class TileKernel<S, V>
    where S : ISimd<V>
    where V : unmanaged
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    public static void Run(in PanelPass pass, DenseInputs previous, DenseInputs next)
    {
        for (int column = 0; column < Tile.Columns; column += S.Lanes)
        {
            if (pass.Deltas == null)
                Multiply(in pass, next, column);
            else if (pass.Gradient == null && !pass.Step.Magnitudes)
                StepAndMultiply(in pass, previous, next, column);
            else
                StepByWay(in pass, previous, next, column);
        }
    }

    /// <summary>The usual way: the gradient in registers, the step, the next product.</summary>
    private static void StepAndMultiply(in PanelPass pass, DenseInputs previous, DenseInputs next, int column)
    {
        float* weights = pass.Weights + column, deltas = pass.Deltas + column, sums = pass.Sums + column;
        float beta = pass.Step.Beta, minusRate = pass.Step.MinusRate;
        bool multiply = pass.Sums != null;
        int groups = pass.Groups, before = previous.Examples, after = multiply ? next.Examples : 0;
        for (int group = 0; group < groups; group++, weights += Tile.Size)
        {
            V w0 = default, w1 = default, w2 = default, w3 = default;
            float* x = previous.Group(group), delta = deltas;
            for (int n = 0; n < before; n++, x += previous.Stride, delta += Tile.Columns)
            {
                V row = S.Load(delta);
                S.AddProduct(ref w0, row, S.Broadcast(x[0]));
                S.AddProduct(ref w1, row, S.Broadcast(x[1]));
                S.AddProduct(ref w2, row, S.Broadcast(x[2]));
                S.AddProduct(ref w3, row, S.Broadcast(x[3]));
            }

            w0 = Stepped(weights, w0, beta, minusRate);
            w1 = Stepped(weights + Tile.Columns, w1, beta, minusRate);
            w2 = Stepped(weights + (2 * Tile.Columns), w2, beta, minusRate);
            w3 = Stepped(weights + (3 * Tile.Columns), w3, beta, minusRate);
            if (!multiply)
                continue;
            x = next.Group(group);
            float* sum = sums;
            for (int n = 0; n < after; n++, x += next.Stride, sum += Tile.Columns)
                MultiplyFour(sum, x, w0, w1, w2, w3);
        }
    }

    /// <summary>Gradient into a buffer, then step or not, and product, each a pass of its own.</summary>
    private static void StepByWay(in PanelPass pass, DenseInputs previous, DenseInputs next, int column)
    {
        float* scratch = stackalloc float[Tile.Size];
        for (int group = 0; group < pass.Groups; group++)
        {
            float* weights = pass.Weights + column + ((nint)group * Tile.Size);
            float* gradient = pass.Gradient == null ? scratch : pass.Gradient + column + ((nint)group * Tile.Size);
            for (int row = 0; row < Tile.Rows && pass.Gradient == null; row++)
                S.Store(gradient + (row * Tile.Columns), default);
            SumGradient(gradient, pass.Deltas + column, previous, group);
            for (int row = 0; row < Tile.Rows && pass.Gradient == null; row++)
                SignedStep<S, V>.Take(weights + (row * Tile.Columns), gradient + (row * Tile.Columns), S.Lanes, pass.Step);
        }

        Multiply(in pass, next, column);
    }

    /// <summary>The product with the weights as they stand.</summary>
    private static void Multiply(in PanelPass pass, DenseInputs next, int column)
    {
        if (pass.Sums == null)
            return;
        float* weights = pass.Weights + column, sums = pass.Sums + column;
        for (int group = 0; group < pass.Groups; group++, weights += Tile.Size)
        {
            V w0 = S.Load(weights), w1 = S.Load(weights + Tile.Columns);
            V w2 = S.Load(weights + (2 * Tile.Columns)), w3 = S.Load(weights + (3 * Tile.Columns));
            float* x = next.Group(group), sum = sums;
            for (int n = 0; n < next.Examples; n++, x += next.Stride, sum += Tile.Columns)
                MultiplyFour(sum, x, w0, w1, w2, w3);
        }
    }

    [MethodImpl(Inline)]
    private static void MultiplyFour(float* sums, float* x, V w0, V w1, V w2, V w3)
    {
        V sum = S.Load(sums);
        S.AddProduct(ref sum, w0, S.Broadcast(x[0]));
        S.AddProduct(ref sum, w1, S.Broadcast(x[1]));
        S.AddProduct(ref sum, w2, S.Broadcast(x[2]));
        S.AddProduct(ref sum, w3, S.Broadcast(x[3]));
        S.Store(sums, sum);
    }

    /// <summary>Takes the step on one row, and returns it: fma(-lr, g, fl(beta * W)).</summary>
    [MethodImpl(Inline)]
    private static V Stepped(float* weights, V gradient, float beta, float minusRate)
    {
        V stepped = S.Fma(S.Broadcast(minusRate), gradient, S.Multiply(S.Broadcast(beta), S.Load(weights)));
        S.Store(weights, stepped);
        return stepped;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void SumGradient(float* gradient, float* deltas, DenseInputs inputs, int group)
    {
        float* x = inputs.Group(group);
        V g0 = S.Load(gradient), g1 = S.Load(gradient + Tile.Columns);
        V g2 = S.Load(gradient + (2 * Tile.Columns)), g3 = S.Load(gradient + (3 * Tile.Columns));
        for (int n = 0; n < inputs.Examples; n++, x += inputs.Stride, deltas += Tile.Columns)
        {
            V row = S.Load(deltas);
            S.AddProduct(ref g0, row, S.Broadcast(x[0]));
            S.AddProduct(ref g1, row, S.Broadcast(x[1]));
            S.AddProduct(ref g2, row, S.Broadcast(x[2]));
            S.AddProduct(ref g3, row, S.Broadcast(x[3]));
        }

        S.Store(gradient, g0);
        S.Store(gradient + Tile.Columns, g1);
        S.Store(gradient + (2 * Tile.Columns), g2);
        S.Store(gradient + (3 * Tile.Columns), g3);
    }
}
