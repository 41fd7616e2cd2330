using System.Runtime.CompilerServices;

namespace Minima.Kernels;

/// <summary>
/// <see cref="PanelPass"/> where only inputs that are not zero are visited, with a neighbour or three. A group of four rows stands in
/// registers: first as sums of their gradients, pair by pair, over the examples that light either of two; then, after the step, as weights,
/// which the examples of the next batch that light the group multiply into their sums. So a row of deltas that is read serves two
/// multiply-adds, a row of sums two or four, and a weight is read and written once. Where the registers hold two rows, it goes pair by pair.
/// </summary>
/// <typeparam name="W">Operations on as many columns as the registers hold in two rows or four; a divisor of 64.</typeparam>
/// <typeparam name="U">Those columns.</typeparam>
internal static unsafe class LitKernel<W, U>
    where W : ISimd<U>
    where U : unmanaged
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;
    private const int PairFloats = 2 * Tile.Columns;
    private const int BlockGroups = Tile.Columns / Tile.Rows;

    /// <summary>What is summed of the squares while steps are taken.</summary>
    private enum Squaring
    {
        /// <summary>Nothing.</summary>
        None,

        /// <summary>Those of all weights.</summary>
        Whole,

        /// <summary>
        /// By how much those of the weights that step differ from those of the decayed weights, over -lr: where w = d - lr g, the squares of w and d
        /// differ by (w - d) (w + d), and g (w + d) takes an operation less.
        /// </summary>
        Change,
    }

    public static void Run(in PanelPass pass, in PackedInputs previous, in PackedInputs next)
    {
        for (int column = 0; column < Tile.Columns; column += W.Lanes)
        {
            PanelPass own = pass.From(column);
            for (int group = 0; group < own.Groups; group += BlockGroups)
                RunBlock(in own, in previous, in next, group, Math.Min(group + BlockGroups, own.Groups));
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
                    Multiply(in own, batch.Groups, group, Math.Min(group + BlockGroups, pass.Groups));
                    own.Sums += (long)batch.Examples * Tile.Columns;
                }
            }
        }
    }

    /// <summary>The groups from <paramref name="first"/> up to <paramref name="end"/>, of W.Lanes columns.</summary>
    private static void RunBlock(in PanelPass pass, in PackedInputs previous, in PackedInputs next, int first, int end)
    {
        bool usual = pass.Deltas != null && pass.Gradient == null && !pass.Step.Magnitudes;
        if (usual)
        {
            PutOff putOff = previous.PutOff;
            bool some = putOff.Exists && !putOff.Settles;
            if (putOff.Exists)
                CatchUp(pass.Weights, putOff.Late(first / BlockGroups, out LatePair* last), last, pass.Step.Beta);
            Squaring squaring = pass.Squares == null ? Squaring.None : some ? Squaring.Change : Squaring.Whole;
            if (LitProduct<W, U>.HoldsGroup)
                StepAndMultiplyGroups(in pass, previous.Pairs, next.Groups, first, end, some, squaring);
            else
                StepAndMultiplyPairs(in pass, previous.Pairs, next.Groups, 2 * first, 2 * end, some, squaring);
        }
        else if (pass.Deltas != null)
        {
            StepByWay(in pass, previous.Pairs, 2 * first, 2 * end);
        }

        PenaltyKernel<W, U>.Run(in pass, Tile.Rows * first, Tile.Rows * end, squared: usual);
        if (!usual && pass.Sums != null)
            Multiply(in pass, next.Groups, first, end);
    }

    private static void CatchUp(float* panel, LatePair* late, LatePair* last, float factor)
    {
        U beta = W.Broadcast(factor);
        for (; late < last; late++)
        {
            float* weights = panel + ((nint)late->Pair * PairFloats);
            U a = W.Load(weights), b = W.Load(weights + Tile.Columns);
            for (int decays = late->Decays; decays > 0; decays--)
            {
                a = W.Multiply(beta, a);
                b = W.Multiply(beta, b);
            }

            W.Store(weights, a);
            W.Store(weights + Tile.Columns, b);
        }
    }

    /// <summary>
    /// The usual way, where the registers hold a group. All its lists are looked up first: where a list ends is seldom foreseen, and what comes
    /// behind would wait.
    /// </summary>
    private static void StepAndMultiplyGroups(
        in PanelPass pass, Visits<LitPair> previous, Visits<LitGroup> next, int first, int end, bool litAlone, Squaring squaring)
    {
        float* weights = pass.Weights + ((nint)first * Tile.Size), deltas = pass.Deltas, sums = pass.Sums;
        float beta = pass.Step.Beta, minusRate = pass.Step.MinusRate;
        U squares = default;
        for (int group = first; group < end; group++, weights += Tile.Size)
        {
            // Borders are dark in whole rows.
            if (litAlone && previous.Start(2 * group) == previous.Start((2 * group) + 2) && (sums == null || GroupVisits.IsDark(next, group)))
                continue;
            GroupVisits visits = sums == null ? default : GroupVisits.Of(next, group);
            LitPair* start = previous.At(2 * group), second = previous.At((2 * group) + 1), last = previous.At((2 * group) + 2);
            StepPair(start, second, deltas, weights, beta, minusRate, litAlone, visits.LightFirst, squaring, ref squares, out U a, out U b);
            float* below = weights + PairFloats;
            StepPair(second, last, deltas, below, beta, minusRate, litAlone, visits.LightSecond, squaring, ref squares, out U c, out U d);
            LitProduct<W, U>.AddGroup(visits, sums, a, b, c, d);
        }

        Keep(in pass, squaring, squares);
    }

    /// <summary>The usual way, where the registers hold a pair.</summary>
    private static void StepAndMultiplyPairs(
        in PanelPass pass, Visits<LitPair> previous, Visits<LitGroup> next, int first, int end, bool litAlone, Squaring squaring)
    {
        float* weights = pass.Weights + ((nint)first * PairFloats), deltas = pass.Deltas, sums = pass.Sums;
        float beta = pass.Step.Beta, minusRate = pass.Step.MinusRate;
        U squares = default;
        for (int pair = first; pair < end; pair++, weights += PairFloats)
        {
            LitPair* visit = previous.At(pair), last = previous.At(pair + 1);
            LitGroup* nextVisit = null, nextLast = null;
            if (sums != null)
                nextVisit = GroupVisits.OfPair(next, pair, out nextLast);
            StepPair(visit, last, deltas, weights, beta, minusRate, litAlone, nextVisit < nextLast, squaring, ref squares, out U a, out U b);
            LitProduct<W, U>.AddPair(nextVisit, nextLast, 2 * (pair & 1), sums, a, b);
        }

        Keep(in pass, squaring, squares);
    }

    private static void Keep(in PanelPass pass, Squaring squaring, U squares)
    {
        if (squaring == Squaring.Change)
            squares = W.Multiply(W.Broadcast(pass.Step.MinusRate), squares);
        if (squaring != Squaring.None)
            W.Accumulate(pass.Squares, squares);
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
    /// Gradient and step of a pair, which leave its weights. One that no example lights has the gradient zero: fma(-lr, 0, fl(beta W)) is
    /// fl(beta W). One that takes no step is read only where the product wants it.
    /// </summary>
    [MethodImpl(Inline)]
    private static void StepPair(
        LitPair* visit,
        LitPair* last,
        float* deltas,
        float* weights,
        float beta,
        float minusRate,
        bool litAlone,
        bool wanted,
        Squaring squaring,
        ref U squares,
        out U a,
        out U b)
    {
        (a, b) = (default, default);
        if (visit < last || !litAlone)
        {
            SumGradients(visit, last, deltas, ref a, ref b);
            a = Step(weights, beta, minusRate, a, squaring, ref squares);
            b = Step(weights + Tile.Columns, beta, minusRate, b, squaring, ref squares);
        }
        else if (wanted)
        {
            a = W.Load(weights);
            b = W.Load(weights + Tile.Columns);
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
