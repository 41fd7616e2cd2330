using System.Runtime.CompilerServices;

namespace Minima.Kernels;

/// <summary>
/// <see cref="PanelPass"/> over lit inputs one by one, for registers that hold one row of 64 numbers and little more. A block of 128 rows takes its
/// steps, row by row, a row's gradient in registers; then the next batch is multiplied with the block, example by example, the example's sums
/// in registers. Each multiply-add reads its other factor where that stands, in the first-level cache: with AVX2 eight of them for each input that is
/// spread over a register. No dark neighbour is multiplied, and no sum is written before its list ends.
/// </summary>
/// <typeparam name="S">Operations on a strip, a quarter of a row.</typeparam>
/// <typeparam name="V">The strip.</typeparam>
internal static unsafe class SingleKernel<S, V>
    where S : ISimd<V>
    where V : unmanaged
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    // A loop that fills the registers stays a method of its own: within a larger one, what is live around it would take some of them.
    private const MethodImplOptions Apart = MethodImplOptions.NoInlining;

    private const int BlockRows = SingleInputs.BlockRows;
    private const int SumRows = PenaltyKernel<S, V>.BlockRows;

    public static void Run(in PanelPass pass, in PackedInputs previous, in PackedInputs next)
    {
        PutOff<TouchedRow> putOff = previous.Single.PutOff;
        bool usual = pass.Deltas != null && pass.Gradient == null && !pass.Step.Magnitudes;
        bool putsOff = usual && putOff.Exists, changes = putsOff && !putOff.Settles, sums = pass.Squares != null || pass.Magnitudes != null;
        float* squares = stackalloc float[Tile.Columns];
        new Span<float>(squares, Tile.Columns).Clear();
        var cursor = new Cursor { Touched = putOff.First, End = putOff.End, Visit = previous.Single.Rows.First };
        for (int first = 0; first < pass.Rows; first += BlockRows)
        {
            int end = Math.Min(first + BlockRows, pass.Rows);
            if (changes)
                StepTouched(in pass, ref cursor, end, squares);
            for (int row = first; row < end && !changes; row += SumRows)
            {
                int sumEnd = Math.Min(row + SumRows, end);
                if (putsOff)
                    StepWhole(in pass, ref cursor, sumEnd, squares);
                else if (usual)
                    StepListed(in pass, previous.Single.Rows, row, sumEnd, squares);
                else if (pass.Deltas != null)
                    StepByWay(in pass, previous.Single.Rows, row, sumEnd);
                if (sums)
                    SumPenalties(in pass, row, sumEnd, squares, stepped: usual);
            }

            if (pass.Sums != null)
                Multiply(in pass, in next, first / BlockRows);
        }

        if (changes && pass.Squares != null)
            AddSquares(in pass, squares, pass.Step.MinusRate);
    }

    /// <summary>
    /// Products alone, of several batches whose sums stand one behind the other: a block of weights is fetched once for all of them, and it is
    /// the sums that pass by.
    /// </summary>
    public static void Multiply(in PanelPass pass, ReadOnlySpan<PackedInputs> inputs)
    {
        for (int block = 0; block < SingleInputs.BlocksOf(pass.Rows); block++)
        {
            PanelPass own = pass;
            foreach (ref readonly PackedInputs batch in inputs)
            {
                Multiply(in own, in batch, block);
                own.Sums += (long)batch.Examples * Tile.Columns;
            }
        }
    }

    /// <summary>The usual way, for the rows that are touched, up to <paramref name="end"/>.</summary>
    /// <param name="pass">The panel.</param>
    /// <param name="cursor">The rows, from the first one on.</param>
    /// <param name="end">Up to this row.</param>
    /// <param name="squares">[64], to which the changes of their squares are added.</param>
    [MethodImpl(Apart)]
    private static void StepTouched(in PanelPass pass, ref Cursor cursor, int end, float* squares)
    {
        // Each a loop of its own: what is asked in the loop costs it registers.
        if (pass.Squares != null)
            StepUpTo(in pass, ref cursor, end, squares, Squaring.Change);
        else
            StepUpTo(in pass, ref cursor, end, squares, Squaring.None);
    }

    /// <summary>Nothing was put off: every row takes a step, visited or not.</summary>
    private static void StepListed(in PanelPass pass, Visits<LitInput> rows, int first, int end, float* squares)
    {
        TouchedRow* all = stackalloc TouchedRow[SumRows];
        for (int row = first; row < end; row++)
            all[row - first] = new TouchedRow(row, rows.Count(row));
        var cursor = new Cursor { Touched = all, End = all + (end - first), Visit = rows.At(first) };
        StepWhole(in pass, ref cursor, end, squares);
    }

    /// <summary>The same where all rows are touched, and their squares are summed whole.</summary>
    [MethodImpl(Apart)]
    private static void StepWhole(in PanelPass pass, ref Cursor cursor, int end, float* squares)
    {
        if (pass.Squares != null)
            StepUpTo(in pass, ref cursor, end, squares, Squaring.Whole);
        else
            StepUpTo(in pass, ref cursor, end, squares, Squaring.None);
    }

    /// <summary>The steps of some rows, or their decays, and what is summed of the squares meanwhile.</summary>
    [MethodImpl(Inline)]
    private static void StepUpTo(in PanelPass pass, ref Cursor cursor, int end, float* squares, Squaring squaring)
    {
        float* weights = pass.Weights, deltas = pass.Deltas;
        V beta = S.Broadcast(pass.Step.Beta), minusRate = S.Broadcast(pass.Step.MinusRate);
        TouchedRow* touched = cursor.Touched, last = cursor.End;
        LitInput* visit = cursor.Visit;
        for (; touched < last && touched->Row < end; touched++)
        {
            float* row = weights + ((nint)touched->Row * Tile.Columns);
            if (touched->Visits < 0)
            {
                Decay(row, beta, -touched->Visits, squares, squaring);
                continue;
            }

            V a = default, b = default, c = default, d = default;
            LitInput* behind = visit + touched->Visits;
            AddProducts(visit, behind, deltas, ref a, ref b, ref c, ref d);
            visit = behind;
            Step(row, beta, minusRate, a, squares, squaring);
            Step(row + S.Lanes, beta, minusRate, b, squares + S.Lanes, squaring);
            Step(row + (2 * S.Lanes), beta, minusRate, c, squares + (2 * S.Lanes), squaring);
            Step(row + (3 * S.Lanes), beta, minusRate, d, squares + (3 * S.Lanes), squaring);
        }

        cursor.Touched = touched;
        cursor.Visit = visit;
    }

    [MethodImpl(Inline)]
    private static void Step(float* weights, V beta, V minusRate, V gradient, float* squares, Squaring squaring)
    {
        V decayed = S.Multiply(beta, S.Load(weights));
        V stepped = S.Fma(minusRate, gradient, decayed);
        S.Store(weights, stepped);
        if (squaring == Squaring.None)
            return;
        S.Store(squares, squaring == Squaring.Change
            ? S.Fma(gradient, S.Add(stepped, decayed), S.Load(squares))
            : S.Fma(stepped, stepped, S.Load(squares)));
    }

    /// <summary>The decays of a row, all its columns at once: each waits for the one before.</summary>
    [MethodImpl(Inline)]
    private static void Decay(float* row, V beta, int count, float* squares, Squaring squaring)
    {
        V a = S.Load(row), b = S.Load(row + S.Lanes), c = S.Load(row + (2 * S.Lanes)), d = S.Load(row + (3 * S.Lanes));
        for (; count > 0; count--)
            (a, b, c, d) = (S.Multiply(beta, a), S.Multiply(beta, b), S.Multiply(beta, c), S.Multiply(beta, d));
        Keep(row, a, squares, squaring);
        Keep(row + S.Lanes, b, squares + S.Lanes, squaring);
        Keep(row + (2 * S.Lanes), c, squares + (2 * S.Lanes), squaring);
        Keep(row + (3 * S.Lanes), d, squares + (3 * S.Lanes), squaring);
    }

    [MethodImpl(Inline)]
    private static void Keep(float* weights, V weight, float* squares, Squaring squaring)
    {
        S.Store(weights, weight);
        if (squaring == Squaring.Whole)
            S.Store(squares, S.Fma(weight, weight, S.Load(squares)));
    }

    /// <summary>A gradient that is kept, or that l1 is added to: by way of memory.</summary>
    private static void StepByWay(in PanelPass pass, Visits<LitInput> rows, int first, int end)
    {
        float* scratch = stackalloc float[Tile.Columns];
        for (int row = first; row < end; row++)
        {
            nint at = (nint)row * Tile.Columns;
            float* gradient = pass.Gradient == null ? scratch : pass.Gradient + at;
            if (pass.Gradient == null)
                new Span<float>(scratch, Tile.Columns).Clear();
            AddProducts(rows.At(row), rows.At(row + 1), pass.Deltas, gradient);
            if (pass.Gradient == null)
                SignedStep<S, V>.Take(pass.Weights + at, scratch, Tile.Columns, pass.Step);
        }
    }

    /// <summary>A batch's products with the weights of a block as they stand.</summary>
    [MethodImpl(Apart)]
    private static void Multiply(in PanelPass pass, in PackedInputs next, int block)
    {
        int list = block * next.Examples;
        LitInput* visit = next.Single.Blocks.At(list);
        float* weights = pass.Weights, sums = pass.Sums;
        for (int n = 0; n < next.Examples; n++, sums += Tile.Columns)
        {
            LitInput* last = next.Single.Blocks.At(list + n + 1);
            if (visit < last)
                AddProducts(visit, last, weights, sums);
            visit = last;
        }
    }

    [MethodImpl(Inline)]
    private static void AddProducts(LitInput* visit, LitInput* last, float* rows, float* sums)
    {
        V a = S.Load(sums), b = S.Load(sums + S.Lanes), c = S.Load(sums + (2 * S.Lanes)), d = S.Load(sums + (3 * S.Lanes));
        AddProducts(visit, last, rows, ref a, ref b, ref c, ref d);
        S.Store(sums, a);
        S.Store(sums + S.Lanes, b);
        S.Store(sums + (2 * S.Lanes), c);
        S.Store(sums + (3 * S.Lanes), d);
    }

    /// <summary>A row of 64 sums goes on by the products of some inputs with their rows.</summary>
    [MethodImpl(Inline)]
    private static void AddProducts(LitInput* visit, LitInput* last, float* rows, ref V a, ref V b, ref V c, ref V d)
    {
        for (; visit < last; visit++)
        {
            float* row = visit->In(rows);
            V value = S.Broadcast(visit->Value);
            S.AddProduct(ref a, value, row, 0);
            S.AddProduct(ref b, value, row, S.Lanes);
            S.AddProduct(ref c, value, row, 2 * S.Lanes);
            S.AddProduct(ref d, value, row, 3 * S.Lanes);
        }
    }

    /// <summary>What is wanted of some rows' squares and magnitudes, in double; where steps were taken, the squares are summed already.</summary>
    private static void SumPenalties(in PanelPass pass, int first, int end, float* squares, bool stepped)
    {
        for (int column = 0; column < Tile.Columns && (!stepped || pass.Magnitudes != null); column += S.Lanes)
        {
            PanelPass own = pass.From(column);
            PenaltyKernel<S, V>.Run(in own, first, end, squared: stepped);
        }

        if (stepped && pass.Squares != null)
            AddSquares(in pass, squares, 1);
        new Span<float>(squares, Tile.Columns).Clear();
    }

    private static void AddSquares(in PanelPass pass, float* squares, float factor)
    {
        for (int column = 0; column < Tile.Columns; column += S.Lanes)
            S.Accumulate(pass.Squares + column, S.Multiply(S.Broadcast(factor), S.Load(squares + column)));
    }

    /// <summary>How far a pass has come: the rows that it steps next, and the visits of the first.</summary>
    private ref struct Cursor
    {
        public TouchedRow* Touched;
        public TouchedRow* End;
        public LitInput* Visit;
    }
}
