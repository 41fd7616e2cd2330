namespace Minima.Numerics;

/// <summary>Means and variances of the columns of a matrix that comes in parts, row after row, in double precision.</summary>
/// <param name="columns">How many columns there are.</param>
internal sealed class Moments(int columns)
{
    private readonly double[] _shift = new double[columns];
    private readonly double[] _sums = new double[columns];
    private readonly double[] _squares = new double[columns];
    private long _rows;

    /// <summary>Adds rows: [rows][columns].</summary>
    public void Add(ReadOnlySpan<double> rows)
    {
        // Squares of what differs from the first row: nothing is lost where the mean is large beside the spread.
        if (_rows == 0 && rows.Length >= columns)
            rows[..columns].CopyTo(_shift);
        for (int first = 0; first < rows.Length; first += columns)
        {
            for (int j = 0; j < columns; j++)
            {
                double value = rows[first + j] - _shift[j];
                _sums[j] += value;
                _squares[j] += value * value;
            }
        }

        _rows += rows.Length / columns;
    }

    /// <summary>The means.</summary>
    public double[] Means() => [.. _shift.Zip(_sums, (shift, sum) => shift + (sum / _rows))];

    /// <summary>The variances, the sum of squares divided by the number of rows; never negative.</summary>
    public double[] Variances() => [.. _squares.Zip(_sums, (square, sum) => Math.Max(0, (square / _rows) - (sum / _rows * (sum / _rows))))];
}
