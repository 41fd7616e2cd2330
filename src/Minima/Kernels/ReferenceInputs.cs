namespace Minima.Kernels;

/// <summary>A batch of inputs spread out, each with whether it is listed: what <see cref="ReferenceKernels"/> walks, the same for every kind.</summary>
internal sealed unsafe class ReferenceInputs
{
    private readonly float?[,] _values;
    private readonly bool[] _waits;
    private readonly int[] _owed;

    private ReferenceInputs(int examples, int rows) => (_values, _waits, _owed) = (new float?[examples, rows], new bool[rows], new int[rows]);

    public int Examples => _values.GetLength(0);

    /// <summary>Whether steps are put off for some rows, so that squares are taken by their change.</summary>
    public bool PutsOff { get; private set; }

    /// <summary>Spreads the gradient's lists out, of either form.</summary>
    public static ReferenceInputs OfGradient(PackedInputs inputs, int rows)
    {
        var spread = new ReferenceInputs(inputs.Examples, rows);
        bool[] dark = new bool[rows];
        for (int pair = 0; pair < rows / 2 && inputs.Grouped.Pairs.Exists; pair++)
            spread.PutPair(inputs.Grouped.Pairs, pair, dark);
        for (int row = 0; row < rows && inputs.Single.Rows.Exists; row++)
            spread.PutRow(inputs.Single.Rows, row, dark);
        if (inputs.PutsOff)
            dark.CopyTo(spread._waits, 0);
        spread.Take(inputs.Grouped.PutOff);
        spread.Take(inputs.Single.PutOff);
        return spread;
    }

    /// <summary>Spreads the product's lists out: the same inputs.</summary>
    public static ReferenceInputs OfProduct(PackedInputs inputs, int rows)
    {
        var spread = new ReferenceInputs(inputs.Examples, rows);
        for (int group = 0; group < rows / Tile.Rows && inputs.Grouped.Groups.Exists; group++)
        {
            GroupVisits visits = GroupVisits.Of(inputs.Grouped.Groups, group);
            for (LitGroup* visit = visits.Start; visit < visits.Second; visit++)
                spread.Put(visit->Example, Tile.Rows * group, visit->First, visit->Second);
            for (LitGroup* visit = visits.Both; visit < visits.End; visit++)
                spread.Put(visit->Example, (Tile.Rows * group) + 2, visit->Third, visit->Fourth);
        }

        Visits<LitInput> blocks = inputs.Single.Blocks;
        for (int list = 0; list < SingleInputs.BlocksOf(rows) * inputs.Examples && blocks.Exists; list++)
        {
            for (LitInput* visit = blocks.At(list); visit < blocks.At(list + 1); visit++)
                spread._values[list % inputs.Examples, visit->Row] = visit->Value;
        }

        return spread;
    }

    /// <summary>Spreads a layer's outputs out.</summary>
    public static ReferenceInputs Of(DenseInputs inputs, int rows)
    {
        var spread = new ReferenceInputs(inputs.Examples, rows);
        for (int n = 0; n < inputs.Examples; n++)
        {
            for (int row = 0; row < rows; row++)
                spread._values[n, row] = inputs.Group(row / Tile.Rows)[(n * inputs.Stride) + (row % Tile.Rows)];
        }

        return spread;
    }

    /// <summary>Whether a row takes no step in this pass: decays at most.</summary>
    public bool Waits(int row) => _waits[row];

    /// <summary>How many decays a row takes that takes no step.</summary>
    public int Owed(int row) => _owed[row];

    /// <summary>Where a pair is visited, both its inputs are, a zero too.</summary>
    private void PutPair(Visits<LitPair> pairs, int pair, bool[] dark)
    {
        LitPair* visit = pairs.At(pair), end = pairs.At(pair + 1);
        (dark[2 * pair], dark[(2 * pair) + 1]) = (visit == end, visit == end);
        for (; visit < end; visit++)
            Put(visit->Example, 2 * pair, visit->First, visit->Second);
    }

    private void PutRow(Visits<LitInput> rows, int row, bool[] dark)
    {
        dark[row] = rows.Count(row) == 0;
        for (LitInput* visit = rows.At(row); visit < rows.At(row + 1); visit++)
            _values[visit->Row, row] = visit->Value;
    }

    private void Put(int example, int row, float first, float second) =>
        (_values[example, row], _values[example, row + 1]) = (first, second);

    private void Take(PutOff<TouchedGroup> putOff)
    {
        PutsOff |= putOff.Exists && !putOff.Settles;
        for (TouchedGroup* touched = putOff.First; touched < putOff.End; touched++)
        {
            Span<int> owed = _owed.AsSpan(Tile.Rows * touched->Group, Tile.Rows);
            owed[..2].Fill(touched->First == TouchedGroup.Alone ? 0 : Math.Max(-touched->First, 0));
            owed[2..].Fill(touched->Second == TouchedGroup.Alone ? 0 : Math.Max(-touched->Second, 0));
        }
    }

    private void Take(PutOff<TouchedRow> putOff)
    {
        PutsOff |= putOff.Exists && !putOff.Settles;
        for (TouchedRow* touched = putOff.First; touched < putOff.End; touched++)
            _owed[touched->Row] = Math.Max(-touched->Visits, 0);
    }

    public bool TryGet(int example, int row, out float value)
    {
        value = _values[example, row].GetValueOrDefault();
        return _values[example, row].HasValue;
    }
}
