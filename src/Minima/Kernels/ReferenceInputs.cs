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

    /// <summary>Spreads lists out, those for gradients or those for products.</summary>
    public static ReferenceInputs Of(PackedInputs inputs, int rows, bool byRow)
    {
        var spread = new ReferenceInputs(inputs.Examples, rows);
        if (byRow && inputs.PutOff.Exists)
            spread.Take(inputs.PutOff, rows);
        if (inputs.Examples == 0)
            return spread;
        for (int row = 0; row < rows && byRow; row++)
        {
            for (Lit* entry = inputs.Row(row, out Lit* end); entry < end; entry++)
                spread._values[entry->Row, row] = entry->Value;
        }

        for (int block = 0; block < Tile.Panels(rows) && !byRow; block++)
        {
            for (int n = 0; n < inputs.Examples; n++)
            {
                for (Lit* entry = inputs.Example(block, n, out Lit* end); entry < end; entry++)
                    spread._values[n, entry->Row] = entry->Value;
            }
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

    /// <summary>Whether a row takes no step in this pass.</summary>
    public bool Waits(int row) => _waits[row];

    /// <summary>How many decays a row takes before.</summary>
    public int Owed(int row) => _owed[row];

    private void Take(PutOff putOff, int rows)
    {
        PutsOff = !putOff.Settles;
        Array.Fill(_waits, PutsOff);
        for (int block = 0; block < Tile.Panels(rows); block++)
        {
            for (byte* lit = putOff.Lit(block, out byte* end); lit < end; lit++)
                _waits[(block * Tile.Columns) + *lit] = false;
            for (LateRow* late = putOff.Late(block, out LateRow* end); late < end; late++)
                _owed[(block * Tile.Columns) + late->Offset] = late->Decays;
        }
    }

    public bool TryGet(int example, int row, out float value)
    {
        value = _values[example, row].GetValueOrDefault();
        return _values[example, row].HasValue;
    }
}
