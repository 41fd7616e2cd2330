using System.Runtime.CompilerServices;

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
    public static void Run(in PanelPass pass, PackedInputs previous, PackedInputs next)
    {
        for (int row = 0; row < pass.Rows; row += Tile.Columns)
        {
            int end = Math.Min(row + Tile.Columns, pass.Rows);
            bool usual = pass.Deltas != null && pass.Gradient == null && !pass.Step.Magnitudes;
            if (usual && pass.Squares != null)
                StepRowsAndSquare(in pass, previous, row, end);
            else if (usual)
                StepRows(in pass, previous, row, end);
            else if (pass.Deltas != null && pass.Gradient != null)
                AddGradients(pass.Gradient, pass.Deltas, previous, row, end);
            else if (pass.Deltas != null)
                StepWithSigns(in pass, previous, row, end);
            PenaltyKernel<S, V>.Run(in pass, row, end, squared: usual);
            if (pass.Sums != null)
                Multiply(in pass, next, row / Tile.Columns);
        }
    }

    /// <summary>A row's gradient in registers, and the step. Where no example lights a row, fma(-lr, 0, fl(beta W)) is fl(beta W).</summary>
    private static void StepRows(in PanelPass pass, PackedInputs previous, int row, int end)
    {
        float* weights = pass.Weights + ((nint)row * Tile.Columns);
        V beta = S.Broadcast(pass.Step.Beta), minusRate = S.Broadcast(pass.Step.MinusRate);
        for (; row < end; row++, weights += Tile.Columns)
        {
            V g0 = default, g1 = default, g2 = default, g3 = default;
            SumRow(previous, row, pass.Deltas, ref g0, ref g1, ref g2, ref g3);
            Step(weights, minusRate, beta, g0);
            Step(weights + Tile.Strip, minusRate, beta, g1);
            Step(weights + (2 * Tile.Strip), minusRate, beta, g2);
            Step(weights + (3 * Tile.Strip), minusRate, beta, g3);
        }
    }

    /// <summary>The usual way: the same, and the squares of what comes out, in the order of <see cref="PenaltyKernel{S, V}"/>.</summary>
    private static void StepRowsAndSquare(in PanelPass pass, PackedInputs previous, int row, int end)
    {
        float* weights = pass.Weights + ((nint)row * Tile.Columns);
        V beta = S.Broadcast(pass.Step.Beta), minusRate = S.Broadcast(pass.Step.MinusRate);
        V even = default, odd = default;
        for (; row < end; row++, weights += Tile.Columns)
        {
            V g0 = default, g1 = default, g2 = default, g3 = default;
            SumRow(previous, row, pass.Deltas, ref g0, ref g1, ref g2, ref g3);
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SumRow(PackedInputs previous, int row, float* deltas, ref V g0, ref V g1, ref V g2, ref V g3)
    {
        for (Lit* at = previous.Row(row, out Lit* last); at < last; at++)
        {
            Lit entry = *at;
            V value = S.Broadcast(entry.Value);
            float* delta = entry.In(deltas);
            S.AddProduct(ref g0, value, S.Load(delta));
            S.AddProduct(ref g1, value, S.Load(delta + Tile.Strip));
            S.AddProduct(ref g2, value, S.Load(delta + (2 * Tile.Strip)));
            S.AddProduct(ref g3, value, S.Load(delta + (3 * Tile.Strip)));
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
            Lit entry = *at;
            V value = S.Broadcast(entry.Value);
            float* row = entry.In(from);
            S.AddProduct(ref s0, value, S.Load(row));
            S.AddProduct(ref s1, value, S.Load(row + Tile.Strip));
            S.AddProduct(ref s2, value, S.Load(row + (2 * Tile.Strip)));
            S.AddProduct(ref s3, value, S.Load(row + (3 * Tile.Strip)));
        }

        S.Store(to, s0);
        S.Store(to + Tile.Strip, s1);
        S.Store(to + (2 * Tile.Strip), s2);
        S.Store(to + (3 * Tile.Strip), s3);
    }
}
