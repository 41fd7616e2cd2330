using Minima.Numerics;

namespace Minima.Networks;

/// <summary>A sum of v v', many at a time.</summary>
internal sealed class OuterSum(int size)
{
    private const int Rows = 96;

    private readonly double[] _rows = new double[Rows * size];
    private readonly double[] _products = new double[size * size];
    private int _count;

    /// <summary>What the terms weigh together, as far as anybody counts.</summary>
    public double Weight { get; set; }

    /// <summary>Adds weight v v'.</summary>
    public void Add(ReadOnlySpan<double> row, double weight)
    {
        Span<double> to = _rows.AsSpan(_count * size, size);
        row.CopyTo(to);
        if (weight != 1)
            Vectors.Scale(Math.Sqrt(weight), to);
        if (++_count == Rows)
            Flush();
    }

    /// <summary>The sum, scaled.</summary>
    public double[] Finish(double scale)
    {
        Flush();
        ColumnProducts.Mirror(size, _products);
        Vectors.Scale(scale, _products);
        return _products;
    }

    private void Flush()
    {
        ReadOnlySpan<double> rows = _rows.AsSpan(0, _count * size);
        ColumnProducts.AddUpper(rows, size, _products);
        _count = 0;
    }
}
