namespace Minima.Kernels;

/// <summary>A batch of inputs spread out, each with whether it is listed: what <see cref="ReferenceKernels"/> walks, the same for every kind.</summary>
internal sealed unsafe class ReferenceInputs
{
    private readonly float?[,] _values;

    private ReferenceInputs(int examples, int rows) => _values = new float?[examples, rows];

    public int Examples => _values.GetLength(0);

    /// <summary>Spreads lists out, those for gradients or those for products.</summary>
    public static ReferenceInputs Of(PackedInputs inputs, int rows, bool byRow)
    {
        var spread = new ReferenceInputs(inputs.Examples, rows);
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

    public bool TryGet(int example, int row, out float value)
    {
        value = _values[example, row].GetValueOrDefault();
        return _values[example, row].HasValue;
    }
}
