using System.Runtime.CompilerServices;

namespace Minima.Kernels;

/// <summary>
/// The heart of the engine: <see cref="PanelPass{TInputs}"/> with a tile of 4 rows held in registers, <see cref="ISimd{V}.Lanes"/>
/// columns at a time. On AVX-512 that is the whole tile: for each entry sixteen multiply-adds against four loads of a row of deltas
/// or sums and four broadcast inputs. Every element's arithmetic is the same whatever the number of lanes.
/// </summary>
/// <remarks>
/// What is not needed on the usual way (a gradient that is kept, l1) goes through memory in methods of its own: the compiler keeps track
/// of a limited number of values in one method, and beyond it all of them, the tile included, would live on the stack.
/// </remarks>
internal static unsafe class TileKernel<S, V, TInputs>
    where S : ISimd<V>
    where V : unmanaged
    where TInputs : struct, IInputs
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    // Penalties are summed as floats over this many groups (16 weights a lane), then in double.
    private const int GroupsPerFlush = 4;

    public static void Run(in PanelPass<TInputs> pass)
    {
        for (int column = 0; column < Tile.Columns; column += S.Lanes)
        {
            if (pass.Deltas == null)
                Multiply(in pass, column);
            else if (pass.Gradient == null && !pass.Step.Magnitudes && pass.Magnitudes == null)
                StepAndMultiply(in pass, column);
            else
                StepByWay(in pass, column);
        }
    }

    /// <summary>The usual way: the gradient in registers, the step, the sum of squares, the next product.</summary>
    private static void StepAndMultiply(in PanelPass<TInputs> pass, int column)
    {
        TInputs previous = pass.Previous, next = pass.Next;
        float* weights = pass.Weights + column, deltas = pass.Deltas + column, sums = pass.Sums + column;
        double* squares = pass.Squares == null ? null : pass.Squares + column;
        float beta = pass.Step.Beta, minusRate = pass.Step.MinusRate;
        bool multiply = pass.Sums != null;
        int groups = pass.Groups;
        V square = default;
        for (int group = 0; group < groups; group++, weights += Tile.Size)
        {
            V w0 = default, w1 = default, w2 = default, w3 = default;
            Entries entries = previous.Select(group, out float* x);
            nint entry = entries.Begin;
            for (; entry < entries.First; entry++, x += previous.Stride)
            {
                V delta = S.Load(deltas + previous.Offset(entry));
                S.AddProduct(ref w0, delta, S.Broadcast(x[0]));
                S.AddProduct(ref w1, delta, S.Broadcast(x[1]));
                S.AddProduct(ref w2, delta, S.Broadcast(x[2]));
                S.AddProduct(ref w3, delta, S.Broadcast(x[3]));
            }

            for (; entry < entries.Second; entry++, x += previous.Stride)
            {
                V delta = S.Load(deltas + previous.Offset(entry));
                S.AddProduct(ref w0, delta, S.Broadcast(x[0]));
                S.AddProduct(ref w1, delta, S.Broadcast(x[1]));
            }

            for (; entry < entries.End; entry++, x += previous.Stride)
            {
                V delta = S.Load(deltas + previous.Offset(entry));
                S.AddProduct(ref w2, delta, S.Broadcast(x[2]));
                S.AddProduct(ref w3, delta, S.Broadcast(x[3]));
            }

            w0 = Stepped(weights, w0, beta, minusRate);
            w1 = Stepped(weights + Tile.Columns, w1, beta, minusRate);
            w2 = Stepped(weights + (2 * Tile.Columns), w2, beta, minusRate);
            w3 = Stepped(weights + (3 * Tile.Columns), w3, beta, minusRate);
            if (squares != null)
            {
                square = S.Fma(w0, w0, S.Fma(w1, w1, S.Fma(w2, w2, S.Fma(w3, w3, square))));
                if (group % GroupsPerFlush == GroupsPerFlush - 1 || group == groups - 1)
                {
                    S.Accumulate(squares, square);
                    square = default;
                }
            }

            if (!multiply)
                continue;
            entries = next.Select(group, out x);
            entry = entries.Begin;
            for (; entry < entries.First; entry++, x += next.Stride)
                MultiplyFour(sums + next.Offset(entry), x, w0, w1, w2, w3);
            for (; entry < entries.Second; entry++, x += next.Stride)
                MultiplyTwo(sums + next.Offset(entry), x, w0, w1);
            for (; entry < entries.End; entry++, x += next.Stride)
                MultiplyTwo(sums + next.Offset(entry), x + 2, w2, w3);
        }
    }

    /// <summary>Gradient into a buffer, then step or not, penalties, and product, each a pass of its own.</summary>
    private static void StepByWay(in PanelPass<TInputs> pass, int column)
    {
        TInputs previous = pass.Previous;
        float* deltas = pass.Deltas + column;
        float* scratch = stackalloc float[Tile.Size];
        for (int group = 0; group < pass.Groups; group++)
        {
            float* weights = pass.Weights + column + ((long)group * Tile.Size);
            float* gradient = pass.Gradient == null ? scratch : pass.Gradient + column + ((long)group * Tile.Size);
            if (pass.Gradient == null)
                Zero(gradient);
            SumGradient(gradient, deltas, in previous, group);
            for (int row = 0; row < Tile.Rows && pass.Gradient == null; row++)
                StepWithSign(weights + (row * Tile.Columns), gradient + (row * Tile.Columns), pass.Step);
        }

        Multiply(in pass, column);
    }

    /// <summary>Penalties and product with the weights as they stand.</summary>
    private static void Multiply(in PanelPass<TInputs> pass, int column)
    {
        if (pass.Squares != null || pass.Magnitudes != null)
            SumPenalties(in pass, column);
        if (pass.Sums == null)
            return;
        TInputs next = pass.Next;
        float* weights = pass.Weights + column, sums = pass.Sums + column;
        for (int group = 0; group < pass.Groups; group++, weights += Tile.Size)
        {
            V w0 = S.Load(weights), w1 = S.Load(weights + Tile.Columns);
            V w2 = S.Load(weights + (2 * Tile.Columns)), w3 = S.Load(weights + (3 * Tile.Columns));
            Entries entries = next.Select(group, out float* x);
            nint entry = entries.Begin;
            for (; entry < entries.First; entry++, x += next.Stride)
                MultiplyFour(sums + next.Offset(entry), x, w0, w1, w2, w3);
            for (; entry < entries.Second; entry++, x += next.Stride)
                MultiplyTwo(sums + next.Offset(entry), x, w0, w1);
            for (; entry < entries.End; entry++, x += next.Stride)
                MultiplyTwo(sums + next.Offset(entry), x + 2, w2, w3);
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

    [MethodImpl(Inline)]
    private static void MultiplyTwo(float* sums, float* x, V w0, V w1)
    {
        V sum = S.Load(sums);
        S.AddProduct(ref sum, w0, S.Broadcast(x[0]));
        S.AddProduct(ref sum, w1, S.Broadcast(x[1]));
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
    private static void SumGradient(float* gradient, float* deltas, in TInputs inputs, int group)
    {
        Entries entries = inputs.Select(group, out float* x);
        V g0 = S.Load(gradient), g1 = S.Load(gradient + Tile.Columns);
        V g2 = S.Load(gradient + (2 * Tile.Columns)), g3 = S.Load(gradient + (3 * Tile.Columns));
        for (nint entry = entries.Begin; entry < entries.End; entry++, x += inputs.Stride)
        {
            V delta = S.Load(deltas + inputs.Offset(entry));
            if (entry < entries.Second)
            {
                g0 = S.Fma(S.Broadcast(x[0]), delta, g0);
                g1 = S.Fma(S.Broadcast(x[1]), delta, g1);
            }

            if (entry < entries.First || entry >= entries.Second)
            {
                g2 = S.Fma(S.Broadcast(x[2]), delta, g2);
                g3 = S.Fma(S.Broadcast(x[3]), delta, g3);
            }
        }

        S.Store(gradient, g0);
        S.Store(gradient + Tile.Columns, g1);
        S.Store(gradient + (2 * Tile.Columns), g2);
        S.Store(gradient + (3 * Tile.Columns), g3);
    }

    /// <summary>fma(-lr, g + l1 * sign(W), fl(beta * W)), sign(0) = 0.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void StepWithSign(float* weights, float* gradient, Step step)
    {
        V zero = default, weight = S.Load(weights), total = S.Load(gradient);
        if (step.Magnitudes)
        {
            V negative = S.SelectGreater(zero, weight, S.Broadcast(-step.L1), zero);
            total = S.Add(total, S.SelectGreater(weight, zero, S.Broadcast(step.L1), negative));
        }

        S.Store(weights, S.Fma(S.Broadcast(step.MinusRate), total, S.Multiply(S.Broadcast(step.Beta), weight)));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void SumPenalties(in PanelPass<TInputs> pass, int column)
    {
        V square = default, magnitude = default;
        for (int group = 0; group < pass.Groups; group++)
        {
            float* tile = pass.Weights + column + ((long)group * Tile.Size);
            for (int row = Tile.Rows - 1; row >= 0; row--)
            {
                V weight = S.Load(tile + (row * Tile.Columns));
                square = S.Fma(weight, weight, square);
                magnitude = S.Add(S.Abs(weight), magnitude);
            }

            if (group % GroupsPerFlush != GroupsPerFlush - 1 && group != pass.Groups - 1)
                continue;
            if (pass.Squares != null)
                S.Accumulate(pass.Squares + column, square);
            if (pass.Magnitudes != null)
                S.Accumulate(pass.Magnitudes + column, magnitude);
            (square, magnitude) = (default, default);
        }
    }

    private static void Zero(float* tile)
    {
        for (int row = 0; row < Tile.Rows; row++)
            S.Store(tile + (row * Tile.Columns), default);
    }
}
