using System.Runtime.CompilerServices;

namespace Minima.Kernels;

/// <summary>
/// <see cref="PanelPass"/> where only inputs that are not zero are visited, with a neighbour or three. A group of four rows stands in
/// registers: first as sums of their gradients, pair by pair, over the examples that light either of two; then, after the step, as weights,
/// which the examples of the next batch that light the group multiply into their sums. So a row of deltas that is read serves two
/// multiply-adds, a row of sums two or four, and a weight is read and written once. Groups that neither batch lights may be passed over
/// (<see cref="PutOff{T}"/>).
/// </summary>
/// <typeparam name="W">Operations on as many columns as the registers hold in four rows, and half as much again; a divisor of 64.</typeparam>
/// <typeparam name="U">Those columns.</typeparam>
internal static unsafe class LitKernel<W, U>
    where W : ISimd<U>
    where U : unmanaged
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;
    private const int PairFloats = 2 * Tile.Columns;
    private const int BlockGroups = Tile.Columns / Tile.Rows;

    public static void Run(in PanelPass pass, in GroupedInputs previous, in GroupedInputs next)
    {
        bool usual = pass.Deltas != null && pass.Gradient == null && !pass.Step.Magnitudes;
        for (int column = 0; column < Tile.Columns; column += W.Lanes)
        {
            PanelPass own = pass.From(column);
            if (usual && previous.PutOff.Exists)
            {
                RunTouched(in own, in previous, in next);
                continue;
            }

            for (int group = 0; group < own.Groups; group += BlockGroups)
                RunBlock(in own, in previous, in next, group, Math.Min(group + BlockGroups, own.Groups), usual);
        }
    }

    /// <summary>
    /// Products alone, of several batches whose sums stand one behind the other: a block of weights is fetched once for all of them, and it is
    /// the sums that pass by.
    /// </summary>
    public static void Multiply(in PanelPass pass, ReadOnlySpan<PackedInputs> inputs)
    {
        for (int column = 0; column < Tile.Columns; column += W.Lanes)
        {
            for (int group = 0; group < pass.Groups; group += BlockGroups)
            {
                PanelPass own = pass.From(column);
                foreach (ref readonly PackedInputs batch in inputs)
                {
                    Multiply(in own, batch.Grouped.Groups, group, Math.Min(group + BlockGroups, pass.Groups));
                    own.Sums += (long)batch.Examples * Tile.Columns;
                }
            }
        }
    }

    /// <summary>The usual way, for the groups that are touched, of W.Lanes columns. Where that is all of them, squares are added block by block.</summary>
    private static void RunTouched(in PanelPass pass, in GroupedInputs previous, in GroupedInputs next)
    {
        PutOff<TouchedGroup> putOff = previous.PutOff;
        int block = putOff.Settles ? BlockGroups : Math.Max(pass.Groups, 1);
        LitPair* visits = previous.Pairs.First;
        LitGroup* nextVisits = next.Groups.First;
        for (TouchedGroup* touched = putOff.First; touched < putOff.End; touched += block)
        {
            TouchedGroup* end = touched + Math.Min(block, putOff.End - touched);
            StepAndMultiply(in pass, touched, end, ref visits, ref nextVisits, putOff.Settles ? Squaring.Whole : Squaring.Change);
        }
    }

    /// <summary>The groups from <paramref name="first"/> up to <paramref name="end"/>, all of them, of W.Lanes columns.</summary>
    private static void RunBlock(in PanelPass pass, in GroupedInputs previous, in GroupedInputs next, int first, int end, bool usual)
    {
        if (usual)
        {
            TouchedGroup* all = stackalloc TouchedGroup[BlockGroups];
            for (int group = first; group < end; group++)
                all[group - first] = TouchedGroup.Of(previous.Pairs, next.Groups, group);
            LitPair* visits = previous.Pairs.At(2 * first);
            LitGroup* nextVisits = next.Groups.Exists ? next.Groups.At(GroupVisits.Parts * first) : null;
            StepAndMultiply(in pass, all, all + (end - first), ref visits, ref nextVisits, Squaring.Whole);
        }
        else if (pass.Deltas != null)
        {
            StepByWay(in pass, previous.Pairs, 2 * first, 2 * end);
        }

        PenaltyKernel<W, U>.Run(in pass, Tile.Rows * first, Tile.Rows * end, squared: usual);
        if (!usual && pass.Sums != null)
            Multiply(in pass, next.Groups, first, end);
    }

    /// <summary>The usual way: some groups' steps and products, and what is summed of the squares meanwhile.</summary>
    /// <param name="pass">The panel.</param>
    /// <param name="touched">The groups.</param>
    /// <param name="end">Behind the last.</param>
    /// <param name="visits">The gradient's visits of the first group; afterwards those behind the last.</param>
    /// <param name="nextVisits">The same of the product.</param>
    /// <param name="squaring">What is summed, where anything is.</param>
    private static void StepAndMultiply(
        in PanelPass pass, TouchedGroup* touched, TouchedGroup* end, ref LitPair* visits, ref LitGroup* nextVisits, Squaring squaring)
    {
        squaring = pass.Squares == null ? Squaring.None : squaring;
        float* deltas = pass.Deltas, sums = pass.Sums;
        float beta = pass.Step.Beta, minusRate = pass.Step.MinusRate;
        LitPair* visit = visits;
        LitGroup* next = nextVisits;
        U squares = default;
        for (; touched < end; touched++)
        {
            float* weights = pass.Weights + ((nint)touched->Group * Tile.Size);
            StepAndMultiply(in *touched, ref visit, ref next, deltas, weights, sums, beta, minusRate, squaring, ref squares);
        }

        if (squaring == Squaring.Change)
            squares = W.Multiply(W.Broadcast(minusRate), squares);
        if (squaring != Squaring.None)
            W.Accumulate(pass.Squares, squares);
        visits = visit;
        nextVisits = next;
    }

    /// <summary>
    /// A group: its pairs' steps or decays, and its products. All its lists' ends are known first: where a list ends is seldom foreseen, and what comes
    /// behind would wait.
    /// </summary>
    /// <param name="group">What becomes of it.</param>
    /// <param name="visit">The gradient's visits of the group; afterwards those of the next.</param>
    /// <param name="next">The same of the product.</param>
    /// <param name="deltas">[examples][64].</param>
    /// <param name="weights">The group's rows, [4][64].</param>
    /// <param name="sums">[examples][64]; null: there is no product.</param>
    /// <param name="beta">What a decay multiplies by.</param>
    /// <param name="minusRate">-lr.</param>
    /// <param name="squaring">What is summed.</param>
    /// <param name="squares">Its sum.</param>
    [MethodImpl(Inline)]
    private static void StepAndMultiply(
        in TouchedGroup group,
        ref LitPair* visit,
        ref LitGroup* next,
        float* deltas,
        float* weights,
        float* sums,
        float beta,
        float minusRate,
        Squaring squaring,
        ref U squares)
    {
        LitGroup* both = next + group.NextFirst, second = both + group.NextBoth, end = second + group.NextSecond;
        TakePair(group.First, ref visit, deltas, weights, beta, minusRate, squaring, ref squares, out U a, out U b);
        TakePair(group.Second, ref visit, deltas, weights + PairFloats, beta, minusRate, squaring, ref squares, out U c, out U d);
        if (sums != null)
            LitProduct<W, U>.AddGroup(new GroupVisits(next, both, second, end), sums, a, b, c, d);
        next = end;
    }

    /// <summary>A gradient that is kept, or that l1 is added to: by way of memory.</summary>
    private static void StepByWay(in PanelPass pass, Visits<LitPair> previous, int first, int end)
    {
        float* scratch = stackalloc float[PairFloats];
        for (int pair = first; pair < end; pair++)
        {
            nint at = (nint)pair * PairFloats;
            float* gradient = pass.Gradient == null ? scratch : pass.Gradient + at;
            U a = default, b = default;
            if (pass.Gradient != null)
                (a, b) = (W.Load(gradient), W.Load(gradient + Tile.Columns));
            SumGradients(previous.At(pair), previous.At(pair + 1), pass.Deltas, ref a, ref b);
            W.Store(gradient, a);
            W.Store(gradient + Tile.Columns, b);
            for (int row = 0; row < 2 && pass.Gradient == null; row++)
                SignedStep<W, U>.Take(pass.Weights + at + (row * Tile.Columns), scratch + (row * Tile.Columns), W.Lanes, pass.Step);
        }
    }

    /// <summary>The product with the weights as they stand.</summary>
    private static void Multiply(in PanelPass pass, Visits<LitGroup> next, int first, int end)
    {
        float* weights = pass.Weights + ((nint)first * Tile.Size), sums = pass.Sums;
        for (int group = first; group < end; group++, weights += Tile.Size)
            LitProduct<W, U>.Add(GroupVisits.Of(next, group), weights, sums);
    }

    /// <summary>
    /// Gradient and step of a pair, or the decays of one that no example lights; its weights afterwards, unless it is left alone. Without a gradient
    /// a step is a decay: fma(-lr, 0, fl(beta W)) is fl(beta W).
    /// </summary>
    [MethodImpl(Inline)]
    private static void TakePair(
        int count,
        ref LitPair* visit,
        float* deltas,
        float* weights,
        float beta,
        float minusRate,
        Squaring squaring,
        ref U squares,
        out U a,
        out U b)
    {
        (a, b) = (default, default);
        if (count >= 0)
        {
            LitPair* last = visit + count;
            SumGradients(visit, last, deltas, ref a, ref b);
            a = Step(weights, beta, minusRate, a, squaring, ref squares);
            b = Step(weights + Tile.Columns, beta, minusRate, b, squaring, ref squares);
            visit = last;
        }
        else if (count != TouchedGroup.Alone)
        {
            (a, b) = (W.Load(weights), W.Load(weights + Tile.Columns));
            for (U factor = W.Broadcast(beta); count < 0; count++)
                (a, b) = (W.Multiply(factor, a), W.Multiply(factor, b));
            W.Store(weights, a);
            W.Store(weights + Tile.Columns, b);
            if (squaring == Squaring.Whole)
            {
                W.AddProduct(ref squares, a, a);
                W.AddProduct(ref squares, b, b);
            }
        }
    }

    [MethodImpl(Inline)]
    private static void SumGradients(LitPair* visit, LitPair* last, float* deltas, ref U a, ref U b)
    {
        for (; visit < last; visit++)
        {
            U delta = W.Load(visit->In(deltas));
            W.AddProduct(ref a, W.Broadcast(visit->First), delta);
            W.AddProduct(ref b, W.Broadcast(visit->Second), delta);
        }
    }

    [MethodImpl(Inline)]
    private static U Step(float* weights, float beta, float minusRate, U gradient, Squaring squaring, ref U squares)
    {
        U decayed = W.Multiply(W.Broadcast(beta), W.Load(weights));
        U stepped = W.Fma(W.Broadcast(minusRate), gradient, decayed);
        W.Store(weights, stepped);
        if (squaring == Squaring.Change)
            W.AddProduct(ref squares, gradient, W.Add(stepped, decayed));
        else if (squaring == Squaring.Whole)
            W.AddProduct(ref squares, stepped, stepped);
        return stepped;
    }
}
