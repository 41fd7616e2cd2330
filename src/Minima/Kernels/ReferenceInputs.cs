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

    /// <summary>Spreads the gradient's lists out. Where a pair is visited, both its inputs are, a zero too.</summary>
    public static ReferenceInputs OfGradient(PackedInputs inputs, int rows)
    {
        var spread = new ReferenceInputs(inputs.Examples, rows);
        bool[] dark = new bool[rows];
        for (int pair = 0; pair < rows / 2 && inputs.Exists; pair++)
        {
            LitPair* visit = inputs.Pairs.At(pair), end = inputs.Pairs.At(pair + 1);
            (dark[2 * pair], dark[(2 * pair) + 1]) = (visit == end, visit == end);
            for (; visit < end; visit++)
                spread.Put(visit->Example, 2 * pair, visit->First, visit->Second);
        }

        if (inputs.PutOff.Exists)
            spread.Take(inputs.PutOff, dark);
        return spread;
    }

    /// <summary>Spreads the product's lists out: the same inputs, by groups of two pairs.</summary>
    public static ReferenceInputs OfProduct(PackedInputs inputs, int rows)
    {
        var spread = new ReferenceInputs(inputs.Examples, rows);
        for (int group = 0; group < rows / Tile.Rows && inputs.Exists; group++)
        {
            GroupVisits visits = GroupVisits.Of(inputs.Groups, group);
            for (LitGroup* visit = visits.Start; visit < visits.Second; visit++)
                spread.Put(visit->Example, Tile.Rows * group, visit->First, visit->Second);
            for (LitGroup* visit = visits.Both; visit < visits.End; visit++)
                spread.Put(visit->Example, (Tile.Rows * group) + 2, visit->Third, visit->Fourth);
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

    private void Put(int example, int row, float first, float second) =>
        (_values[example, row], _values[example, row + 1]) = (first, second);

    private void Take(PutOff putOff, bool[] dark)
    {
        PutsOff = !putOff.Settles;
        dark.CopyTo(_waits, 0);
        for (TouchedGroup* touched = putOff.First; touched < putOff.End; touched++)
        {
            Span<int> owed = _owed.AsSpan(Tile.Rows * touched->Group, Tile.Rows);
            owed[..2].Fill(touched->First == TouchedGroup.Alone ? 0 : Math.Max(-touched->First, 0));
            owed[2..].Fill(touched->Second == TouchedGroup.Alone ? 0 : Math.Max(-touched->Second, 0));
        }
    }

    public bool TryGet(int example, int row, out float value)
    {
        value = _values[example, row].GetValueOrDefault();
        return _values[example, row].HasValue;
    }
}
