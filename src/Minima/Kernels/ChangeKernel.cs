using System.Runtime.CompilerServices;

namespace Minima.Kernels;

/// <summary>
/// What <see cref="ChangePass"/> is taken for. Each loop keeps the sums of eight or ten AVX2 registers, as many as hide a multiply-add's
/// latency, and reads each of its numbers once.
/// </summary>
internal static unsafe class ChangeKernel<S, V>
    where S : ISimd<V>
    where V : unmanaged
{
    /// <summary>Examples whose h and Rh, 8 KB, stay in the first-level cache while all classes and columns ask for them.</summary>
    private const int Stretch = 16;

    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    public static void Share(in ChangePass pass, float* weights, float* direction, float* logits)
    {
        for (int column = 0; column < pass.Stride; column += S.Lanes)
        {
            int n = 0;
            for (; n + 4 <= pass.Examples; n += 4)
                ShareFour(in pass, n, weights + column, direction + column, logits + column);
            for (; n < pass.Examples; n++)
                ShareOne(in pass, n, weights + column, direction + column, logits + column);
        }
    }

    public static void Back(in ChangePass pass, Unit unit, float* bends, float* deltaChanges)
    {
        switch (unit)
        {
            case Unit.Tanh:
                Back<TanhSlope<S, V>>(in pass, bends, deltaChanges);
                break;
            case Unit.Sigmoid:
                Back<SigmoidSlope<S, V>>(in pass, bends, deltaChanges);
                break;
            default:
                Back<ReluSlope<S, V>>(in pass, bends, deltaChanges);
                break;
        }
    }

    public static void AddOutgoing(in ChangePass pass, float* gradient)
    {
        for (int first = 0; first < pass.Examples; first += Stretch)
        {
            int end = Math.Min(first + Stretch, pass.Examples);
            for (int column = 0; column < Tile.Columns; column += S.Lanes)
            {
                int k = 0;
                for (; k + Tile.ClassGroup <= pass.Classes; k += Tile.ClassGroup)
                    AddFive(in pass, first, end, k, column, gradient + ((long)k * Tile.Columns) + column);
                for (; k < pass.Classes; k++)
                    AddOne(in pass, first, end, k, column, gradient + ((long)k * Tile.Columns) + column);
            }
        }
    }

    private static void ShareFour(in ChangePass pass, int n, float* weights, float* direction, float* logits)
    {
        int stride = pass.Stride;
        float* changes = pass.Changes + ((long)n * Tile.Columns), outputs = pass.Outputs + ((long)n * Tile.Columns);
        logits += (long)n * stride;
        V s0 = S.Load(logits), s1 = S.Load(logits + stride), s2 = S.Load(logits + (2 * stride)), s3 = S.Load(logits + (3 * stride));
        for (int j = 0; j < Tile.Columns; j++, weights += stride, direction += stride, changes++, outputs++)
        {
            V w = S.Load(weights), v = S.Load(direction);
            S.AddProduct(ref s0, S.Broadcast(changes[0]), w);
            S.AddProduct(ref s1, S.Broadcast(changes[Tile.Columns]), w);
            S.AddProduct(ref s2, S.Broadcast(changes[2 * Tile.Columns]), w);
            S.AddProduct(ref s3, S.Broadcast(changes[3 * Tile.Columns]), w);
            S.AddProduct(ref s0, S.Broadcast(outputs[0]), v);
            S.AddProduct(ref s1, S.Broadcast(outputs[Tile.Columns]), v);
            S.AddProduct(ref s2, S.Broadcast(outputs[2 * Tile.Columns]), v);
            S.AddProduct(ref s3, S.Broadcast(outputs[3 * Tile.Columns]), v);
        }

        S.Store(logits, s0);
        S.Store(logits + stride, s1);
        S.Store(logits + (2 * stride), s2);
        S.Store(logits + (3 * stride), s3);
    }

    private static void ShareOne(in ChangePass pass, int n, float* weights, float* direction, float* logits)
    {
        float* changes = pass.Changes + ((long)n * Tile.Columns), outputs = pass.Outputs + ((long)n * Tile.Columns);
        logits += (long)n * pass.Stride;
        V sum = S.Load(logits);
        for (int j = 0; j < Tile.Columns; j++, weights += pass.Stride, direction += pass.Stride)
        {
            S.AddProduct(ref sum, S.Broadcast(changes[j]), S.Load(weights));
            S.AddProduct(ref sum, S.Broadcast(outputs[j]), S.Load(direction));
        }

        S.Store(logits, sum);
    }

    private static void Back<T>(in ChangePass pass, float* bends, float* deltaChanges)
        where T : ISlope<V>
    {
        float* deltas = pass.Deltas, changesAbove = pass.DeltaChanges, outputs = pass.Outputs, changes = pass.Changes;
        for (int n = 0; n < pass.Examples; n++, deltas += pass.Stride, changesAbove += pass.Stride)
        {
            V s0 = default, s1 = default, s2 = default, s3 = default;
            float* weights = pass.Weights, direction = pass.Direction;
            for (int k = 0; k < pass.Classes; k++, weights += Tile.Columns, direction += Tile.Columns)
            {
                V change = S.Broadcast(changesAbove[k]), delta = S.Broadcast(deltas[k]);
                S.AddProduct(ref s0, change, weights, 0);
                S.AddProduct(ref s1, change, weights, Tile.Strip);
                S.AddProduct(ref s2, change, weights, 2 * Tile.Strip);
                S.AddProduct(ref s3, change, weights, 3 * Tile.Strip);
                S.AddProduct(ref s0, delta, direction, 0);
                S.AddProduct(ref s1, delta, direction, Tile.Strip);
                S.AddProduct(ref s2, delta, direction, 2 * Tile.Strip);
                S.AddProduct(ref s3, delta, direction, 3 * Tile.Strip);
            }

            Finish<T>(s0, ref outputs, ref changes, ref bends, ref deltaChanges);
            Finish<T>(s1, ref outputs, ref changes, ref bends, ref deltaChanges);
            Finish<T>(s2, ref outputs, ref changes, ref bends, ref deltaChanges);
            Finish<T>(s3, ref outputs, ref changes, ref bends, ref deltaChanges);
        }
    }

    /// <summary>h' Ra + (a c) Rh for a strip, and on to the next.</summary>
    [MethodImpl(Inline)]
    private static void Finish<T>(V sum, ref float* outputs, ref float* changes, ref float* bends, ref float* deltaChanges)
        where T : ISlope<V>
    {
        V slope = T.Of(S.Load(outputs));
        S.Store(deltaChanges, S.Fma(S.Load(bends), S.Load(changes), S.Multiply(sum, slope)));
        outputs += Tile.Strip;
        changes += Tile.Strip;
        bends += Tile.Strip;
        deltaChanges += Tile.Strip;
    }

    private static void AddFive(in ChangePass pass, int first, int end, int k, int column, float* gradient)
    {
        long at = ((long)first * Tile.Columns) + column, above = ((long)first * pass.Stride) + k;
        float* outputs = pass.Outputs + at, changes = pass.Changes + at;
        float* deltas = pass.Deltas + above, deltaChanges = pass.DeltaChanges + above;
        V g0 = S.Load(gradient), g1 = S.Load(gradient + Tile.Columns), g2 = S.Load(gradient + (2 * Tile.Columns));
        V g3 = S.Load(gradient + (3 * Tile.Columns)), g4 = S.Load(gradient + (4 * Tile.Columns));
        for (int n = first; n < end; n++, outputs += Tile.Columns, changes += Tile.Columns, deltas += pass.Stride, deltaChanges += pass.Stride)
        {
            V h = S.Load(outputs);
            S.AddProduct(ref g0, h, S.Broadcast(deltaChanges[0]));
            S.AddProduct(ref g1, h, S.Broadcast(deltaChanges[1]));
            S.AddProduct(ref g2, h, S.Broadcast(deltaChanges[2]));
            S.AddProduct(ref g3, h, S.Broadcast(deltaChanges[3]));
            S.AddProduct(ref g4, h, S.Broadcast(deltaChanges[4]));
            h = S.Load(changes);
            S.AddProduct(ref g0, h, S.Broadcast(deltas[0]));
            S.AddProduct(ref g1, h, S.Broadcast(deltas[1]));
            S.AddProduct(ref g2, h, S.Broadcast(deltas[2]));
            S.AddProduct(ref g3, h, S.Broadcast(deltas[3]));
            S.AddProduct(ref g4, h, S.Broadcast(deltas[4]));
        }

        S.Store(gradient, g0);
        S.Store(gradient + Tile.Columns, g1);
        S.Store(gradient + (2 * Tile.Columns), g2);
        S.Store(gradient + (3 * Tile.Columns), g3);
        S.Store(gradient + (4 * Tile.Columns), g4);
    }

    private static void AddOne(in ChangePass pass, int first, int end, int k, int column, float* gradient)
    {
        long at = ((long)first * Tile.Columns) + column, above = ((long)first * pass.Stride) + k;
        float* outputs = pass.Outputs + at, changes = pass.Changes + at;
        float* deltas = pass.Deltas + above, deltaChanges = pass.DeltaChanges + above;
        V sum = S.Load(gradient);
        for (int n = first; n < end; n++, outputs += Tile.Columns, changes += Tile.Columns, deltas += pass.Stride, deltaChanges += pass.Stride)
        {
            S.AddProduct(ref sum, S.Load(outputs), S.Broadcast(*deltaChanges));
            S.AddProduct(ref sum, S.Load(changes), S.Broadcast(*deltas));
        }

        S.Store(gradient, sum);
    }
}
