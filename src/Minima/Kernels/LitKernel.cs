using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Minima.Kernels;

/// <summary>
/// <see cref="PanelPass"/> where only inputs that are not zero are visited. The panel is walked in blocks of 64 rows, 16 KB, which stay in
/// the first-level cache while they are used. Within a block, first the rows take their steps: a row's 64 gradients are summed in
/// registers over the examples that light it, against rows of deltas. Then every example multiplies the rows that it lights into its 64
/// sums, which are in registers while it does. Both are one long series of multiply-adds whose second factor comes from memory; what an
/// inner loop costs to begin and to end is hidden behind those of the row before.
/// </summary>
/// <typeparam name="S">Operations on a strip of sixteen lanes; four of them are the width of a panel.</typeparam>
/// <typeparam name="V">The strip.</typeparam>
internal static unsafe class LitKernel<S, V>
    where S : ISimd<V>
    where V : unmanaged
{
    /// <summary>The rows of a whole block.</summary>
    private static ReadOnlySpan<byte> AllOffsets =>
    [
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31,
        32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63,
    ];

    public static void Run(in PanelPass pass, PackedInputs previous, PackedInputs next)
    {
        for (int row = 0; row < pass.Rows; row += Tile.Columns)
        {
            int end = Math.Min(row + Tile.Columns, pass.Rows);
            bool usual = pass.Deltas != null && pass.Gradient == null && !pass.Step.Magnitudes;
            if (usual)
                StepBlock(in pass, previous, row, end);
            else if (pass.Deltas != null && pass.Gradient != null)
                AddGradients(pass.Gradient, pass.Deltas, previous, row, end);
            else if (pass.Deltas != null)
                StepWithSigns(in pass, previous, row, end);
            PenaltyKernel<S, V>.Run(in pass, row, end, squared: usual);
            if (pass.Sums != null)
                Multiply(in pass, next, row / Tile.Columns);
        }
    }

    /// <summary>The usual way: all rows of a block take the step, or those that must not wait.</summary>
    private static void StepBlock(in PanelPass pass, PackedInputs previous, int row, int end)
    {
        float* weights = pass.Weights + ((nint)row * Tile.Columns);
        PutOff putOff = previous.PutOff;
        byte* offset = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(AllOffsets));
        byte* last = offset + (end - row);
        bool some = putOff.Exists && !putOff.Settles;
        if (putOff.Exists)
            CatchUp(weights, putOff.Late(row / Tile.Columns, out LateRow* lastLate), lastLate, pass.Step.Beta);
        if (some)
            offset = putOff.Lit(row / Tile.Columns, out last);
        if (pass.Squares == null)
            StepRows(in pass, previous, row, offset, last);
        else if (some)
            StepRowsAndSquareChange(in pass, previous, row, offset, last);
        else
            StepRowsAndSquare(in pass, previous, row, offset, last);
    }

    private static void CatchUp(float* block, LateRow* late, LateRow* last, float factor)
    {
        V beta = S.Broadcast(factor);
        for (; late < last; late++)
        {
            float* weights = block + (late->Offset * Tile.Columns);
            V w0 = S.Load(weights), w1 = S.Load(weights + Tile.Strip);
            V w2 = S.Load(weights + (2 * Tile.Strip)), w3 = S.Load(weights + (3 * Tile.Strip));
            for (int decays = late->Decays; decays > 0; decays--)
            {
                w0 = S.Multiply(beta, w0);
                w1 = S.Multiply(beta, w1);
                w2 = S.Multiply(beta, w2);
                w3 = S.Multiply(beta, w3);
            }

            S.Store(weights, w0);
            S.Store(weights + Tile.Strip, w1);
            S.Store(weights + (2 * Tile.Strip), w2);
            S.Store(weights + (3 * Tile.Strip), w3);
        }
    }

    /// <summary>A row's gradient in registers, and the step. Where no example lights a row, fma(-lr, 0, fl(beta W)) is fl(beta W).</summary>
    private static void StepRows(in PanelPass pass, PackedInputs previous, int row, byte* offset, byte* last)
    {
        V beta = S.Broadcast(pass.Step.Beta), minusRate = S.Broadcast(pass.Step.MinusRate);
        for (; offset < last; offset++)
        {
            int at = row + *offset;
            float* weights = pass.Weights + ((nint)at * Tile.Columns);
            V g0 = default, g1 = default, g2 = default, g3 = default;
            SumRow(previous, at, pass.Deltas, ref g0, ref g1, ref g2, ref g3);
            Step(weights, minusRate, beta, g0);
            Step(weights + Tile.Strip, minusRate, beta, g1);
            Step(weights + (2 * Tile.Strip), minusRate, beta, g2);
            Step(weights + (3 * Tile.Strip), minusRate, beta, g3);
        }
    }

    /// <summary>The same, and the squares of what comes out, in the order of <see cref="PenaltyKernel{S, V}"/>.</summary>
    private static void StepRowsAndSquare(in PanelPass pass, PackedInputs previous, int row, byte* offset, byte* last)
    {
        V beta = S.Broadcast(pass.Step.Beta), minusRate = S.Broadcast(pass.Step.MinusRate);
        V even = default, odd = default;
        for (; offset < last; offset++)
        {
            int at = row + *offset;
            float* weights = pass.Weights + ((nint)at * Tile.Columns);
            V g0 = default, g1 = default, g2 = default, g3 = default;
            SumRow(previous, at, pass.Deltas, ref g0, ref g1, ref g2, ref g3);
            V w = Step(weights, minusRate, beta, g0);
            S.AddProduct(ref even, w, w);
            w = Step(weights + Tile.Strip, minusRate, beta, g1);
            S.AddProduct(ref odd, w, w);
            w = Step(weights + (2 * Tile.Strip), minusRate, beta, g2);
            S.AddProduct(ref even, w, w);
            w = Step(weights + (3 * Tile.Strip), minusRate, beta, g3);
            S.AddProduct(ref odd, w, w);
        }

        S.Accumulate(pass.Squares, even);
        S.Accumulate(pass.Squares + Tile.Strip, odd);
    }

    /// <summary>The same, but of each square only by how much it differs from that of the decayed weight.</summary>
    private static void StepRowsAndSquareChange(in PanelPass pass, PackedInputs previous, int row, byte* offset, byte* last)
    {
        V beta = S.Broadcast(pass.Step.Beta), minusRate = S.Broadcast(pass.Step.MinusRate);
        V even = default, odd = default;
        for (; offset < last; offset++)
        {
            int at = row + *offset;
            float* weights = pass.Weights + ((nint)at * Tile.Columns);
            V g0 = default, g1 = default, g2 = default, g3 = default;
            SumRow(previous, at, pass.Deltas, ref g0, ref g1, ref g2, ref g3);
            StepAndSquareChange(weights, minusRate, beta, g0, ref even);
            StepAndSquareChange(weights + Tile.Strip, minusRate, beta, g1, ref odd);
            StepAndSquareChange(weights + (2 * Tile.Strip), minusRate, beta, g2, ref even);
            StepAndSquareChange(weights + (3 * Tile.Strip), minusRate, beta, g3, ref odd);
        }

        S.Accumulate(pass.Squares, even);
        S.Accumulate(pass.Squares + Tile.Strip, odd);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StepAndSquareChange(float* weights, V minusRate, V beta, V gradient, ref V squares)
    {
        V decayed = S.Multiply(beta, S.Load(weights));
        V stepped = S.Fma(minusRate, gradient, decayed);
        S.Store(weights, stepped);
        S.AddProduct(ref squares, S.Subtract(stepped, decayed), S.Add(stepped, decayed));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SumRow(PackedInputs previous, int row, float* deltas, ref V g0, ref V g1, ref V g2, ref V g3)
    {
        for (Lit* at = previous.Row(row, out Lit* last); at < last; at++)
        {
            V value = S.Broadcast(at->Value);
            float* delta = at->In(deltas);
            S.AddProduct(ref g0, value, delta, 0);
            S.AddProduct(ref g1, value, delta, Tile.Strip);
            S.AddProduct(ref g2, value, delta, 2 * Tile.Strip);
            S.AddProduct(ref g3, value, delta, 3 * Tile.Strip);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Step(float* weights, V minusRate, V beta, V gradient)
    {
        V stepped = S.Fma(minusRate, gradient, S.Multiply(beta, S.Load(weights)));
        S.Store(weights, stepped);
        return stepped;
    }

    private static void AddGradients(float* gradient, float* deltas, PackedInputs previous, int row, int end)
    {
        for (gradient += (nint)row * Tile.Columns; row < end; row++, gradient += Tile.Columns)
        {
            Lit* entry = previous.Row(row, out Lit* last);
            if (entry < last)
                AddRows(entry, last, deltas, gradient);
        }
    }

    /// <summary>By way of memory, with l1.</summary>
    private static void StepWithSigns(in PanelPass pass, PackedInputs previous, int row, int end)
    {
        float* gradient = stackalloc float[Tile.Columns];
        for (; row < end; row++)
        {
            new Span<float>(gradient, Tile.Columns).Clear();
            Lit* entry = previous.Row(row, out Lit* last);
            AddRows(entry, last, pass.Deltas, gradient);
            SignedStep<S, V>.Take(pass.Weights + ((nint)row * Tile.Columns), gradient, Tile.Columns, pass.Step);
        }
    }

    private static void Multiply(in PanelPass pass, PackedInputs next, int block)
    {
        float* sums = pass.Sums, weights = pass.Weights;
        int examples = next.Examples;
        for (int example = 0; example < examples; example++, sums += Tile.Columns)
        {
            Lit* entry = next.Example(block, example, out Lit* last);
            if (entry < last)
                AddRows(entry, last, weights, sums);
        }
    }

    /// <summary>to += sum of value * from[row], in the order of the entries, 64 numbers wide.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddRows(Lit* at, Lit* last, float* from, float* to)
    {
        V s0 = S.Load(to), s1 = S.Load(to + Tile.Strip), s2 = S.Load(to + (2 * Tile.Strip)), s3 = S.Load(to + (3 * Tile.Strip));
        for (; at < last; at++)
        {
            V value = S.Broadcast(at->Value);
            float* row = at->In(from);
            S.AddProduct(ref s0, value, row, 0);
            S.AddProduct(ref s1, value, row, Tile.Strip);
            S.AddProduct(ref s2, value, row, 2 * Tile.Strip);
            S.AddProduct(ref s3, value, row, 3 * Tile.Strip);
        }

        S.Store(to, s0);
        S.Store(to + Tile.Strip, s1);
        S.Store(to + (2 * Tile.Strip), s2);
        S.Store(to + (3 * Tile.Strip), s3);
    }
}
