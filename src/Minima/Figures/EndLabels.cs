namespace Minima.Figures;

/// <summary>Places labels in one column, each as near as may be to where it belongs, none over another.</summary>
internal static class EndLabels
{
    /// <summary>
    /// Centres for labels of the given heights that want to stand at <paramref name="wanted"/>: least squares of the displacements, in the
    /// order of the wanted places, without overlap, within [top, bottom] where they fit.
    /// </summary>
    /// <remarks>
    /// With the heights of the labels above it taken off, the condition "none over another" becomes "never decreasing": isotonic
    /// regression, solved by pooling adjacent violators.
    /// </remarks>
    public static double[] Place(IReadOnlyList<double> wanted, IReadOnlyList<double> heights, double top, double bottom)
    {
        int[] order = [.. Enumerable.Range(0, wanted.Count).OrderBy(i => wanted[i])];
        var above = new double[order.Length];
        double total = 0;
        for (int k = 0; k < order.Length; k++)
        {
            above[k] = total + (heights[order[k]] / 2);
            total += heights[order[k]];
        }

        var pools = new Stack<(double Sum, int Count)>();
        for (int k = 0; k < order.Length; k++)
        {
            (double sum, int count) = (wanted[order[k]] - above[k], 1);
            while (pools.TryPeek(out (double Sum, int Count) last) && last.Sum / last.Count >= sum / count)
            {
                pools.Pop();
                (sum, count) = (sum + last.Sum, count + last.Count);
            }

            pools.Push((sum, count));
        }

        // Clamping a never decreasing sequence leaves it never decreasing.
        var places = new double[order.Length];
        double lowest = Math.Max(top, bottom - total);
        int next = 0;
        foreach ((double sum, int count) in pools.Reverse())
        {
            for (int end = next + count; next < end; next++)
                places[order[next]] = Math.Clamp(sum / count, top, lowest) + above[next];
        }

        return places;
    }
}
