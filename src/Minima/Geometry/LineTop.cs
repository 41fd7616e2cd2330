namespace Minima.Geometry;

/// <summary>
/// Looks for the highest point of a smooth curve near the highest of a grid, some places at a time: the vertex of the parabola through
/// the highest point and its neighbours, and a place close to it on either side, which then hold the top between them. Where that did
/// not narrow the bracket enough, both its halves are halved instead, so it always ends.
/// </summary>
internal sealed class LineTop
{
    /// <summary>How near, in t, the neighbours of the result are.</summary>
    public const double Tolerance = 1e-4;

    private readonly SortedList<double, double> _curve = [];
    private double _before = double.PositiveInfinity;

    /// <summary>A search that knows the curve at the places of a grid.</summary>
    public LineTop(IEnumerable<(double T, double Height)> grid)
    {
        foreach ((double t, double height) in grid)
            _curve[t] = height;
    }

    /// <summary>Where the curve is highest as far as is known; the first of equals.</summary>
    public double Best => _curve.GetKeyAtIndex(Index);

    private int Index
    {
        get
        {
            int best = 0;
            for (int i = 1; i < _curve.Count; i++)
                best = _curve.GetValueAtIndex(i) > _curve.GetValueAtIndex(best) ? i : best;
            return best;
        }
    }

    /// <summary>The places to evaluate next; none where the top is known, or where the curve is not finite.</summary>
    public IReadOnlyList<double> Ask()
    {
        int best = Index;
        double middle = Best, left = _curve.GetKeyAtIndex(Math.Max(best - 1, 0)), right = _curve.GetKeyAtIndex(Math.Min(best + 1, _curve.Count - 1));
        if (!_curve.Values.All(double.IsFinite) || Math.Max(middle - left, right - middle) <= Tolerance)
            return [];
        double width = right - left, near = Math.Max(width / 16, 0.8 * Tolerance);
        double[] halves = [left + ((middle - left) / 2), middle + ((right - middle) / 2)];
        double vertex = middle > left && middle < right && width < 0.3 * _before ? Vertex(left, middle, right) : double.NaN;
        _before = width;
        return [.. (double.IsFinite(vertex) ? [vertex - near, vertex, vertex + near] : halves)
            .Where(t => t > left && t < right && !_curve.ContainsKey(t)).Distinct()];
    }

    /// <summary>Takes what was asked for.</summary>
    public void Tell(double t, double height) => _curve[t] = height;

    // Of the parabola through three points: where its slope, linear between the two chords' middles, is zero.
    private double Vertex(double left, double middle, double right)
    {
        double first = (_curve[middle] - _curve[left]) / (middle - left), second = (_curve[right] - _curve[middle]) / (right - middle);
        double from = (left + middle) / 2, to = (middle + right) / 2;
        return from + ((to - from) * first / (first - second));
    }
}
