namespace Minima.Formats;

/// <summary>A <see cref="NumberSummary"/> on the way: elements are taken in some at a time, summed in double in the order in which they come.</summary>
internal sealed unsafe class RunningSummary
{
    private const int Together = 1024;

    private long _count, _notNumbers, _nonFinite, _zeros;
    private double _squares, _sum, _least = double.PositiveInfinity, _largest = double.NegativeInfinity;

    /// <summary>Takes in elements that are real numbers, as their bytes.</summary>
    public void Add(ReadOnlySpan<byte> bytes, ElementType type)
    {
        int size = type.Bits() / 8, count = bytes.Length / size;
        Span<double> values = stackalloc double[Together];
        for (int first = 0; first < count; first += Together)
        {
            Span<double> some = values[..Math.Min(Together, count - first)];
            ReadOnlySpan<byte> source = bytes.Slice(first * size, some.Length * size);
            int widened = type.IsFloating() ? some.Length / Widening.Step * Widening.Step : 0;
            if (widened > 0)
            {
                fixed (byte* from = source)
                fixed (double* to = some)
                    Widening.ToDoubles(type, from, to, widened);
            }

            for (int i = widened; i < some.Length; i++)
                some[i] = TensorNumbers.At(source, type, i);
            Add(some);
        }
    }

    /// <summary>Counts elements that are no real numbers.</summary>
    public void AddOthers(long count)
    {
        _count += count;
        _notNumbers += count;
    }

    /// <summary>Takes in what another has summed.</summary>
    public void Add(RunningSummary other)
    {
        _count += other._count;
        _notNumbers += other._notNumbers;
        _nonFinite += other._nonFinite;
        _zeros += other._zeros;
        _squares += other._squares;
        _sum += other._sum;
        _least = Math.Min(_least, other._least);
        _largest = Math.Max(_largest, other._largest);
    }

    /// <summary>What has come so far, in figures.</summary>
    public NumberSummary ToSummary()
    {
        if (_notNumbers > 0 && _notNumbers == _count)
            return new NumberSummary(_count, null, null, null, null, null, null);
        long finite = _count - _notNumbers - _nonFinite;
        return finite == 0
            ? new NumberSummary(_count, null, null, null, null, _nonFinite, _zeros)
            : new NumberSummary(_count, Math.Sqrt(_squares), _least, _largest, _sum / finite, _nonFinite, _zeros);
    }

    private void Add(ReadOnlySpan<double> values)
    {
        // Locals, which the loop keeps in registers.
        double squares = _squares, sum = _sum, least = _least, largest = _largest;
        foreach (double value in values)
        {
            if (!double.IsFinite(value))
            {
                _nonFinite++;
                continue;
            }

            if (value == 0)
                _zeros++;
            squares += value * value;
            sum += value;
            least = Math.Min(least, value);
            largest = Math.Max(largest, value);
        }

        _count += values.Length;
        (_squares, _sum, _least, _largest) = (squares, sum, least, largest);
    }
}
