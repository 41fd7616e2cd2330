using Minima.Networks;
using Minima.Numerics;

namespace Minima.Studies;

/// <summary>The places of a plane that a surface is made from, and the order in which they are measured: coarse to fine.</summary>
internal sealed class SurfaceGrid
{
    private const int Coarsest = 16;
    private const int LeftOut = 24;

    /// <summary>The grid of a plane; interpolated from <paramref name="nodes"/> by <paramref name="nodes"/> places where that is not 0.</summary>
    public SurfaceGrid(StudiedPlane plane, int points, int nodes)
    {
        (X, Y) = (Even(points, plane.Left, plane.Right), Even(points, plane.Bottom, plane.Top));
        if (nodes == 0)
        {
            (MeasuredX, MeasuredY, Checked) = (X, Y, []);
            return;
        }

        (MeasuredX, MeasuredY) = (Chebyshev.Points(nodes, plane.Left, plane.Right), Chebyshev.Points(nodes, plane.Bottom, plane.Top));

        // Points of the grid that are spread over all of it, drawn without replacement.
        int[] drawn = [.. new RandomState(0).Permutation(points * points).Take(LeftOut).OrderBy(i => i % points).ThenBy(i => i / points)];
        Checked = [.. drawn.Select(i => new PlanePlace(X[i % points], Y[i / points]))];
    }

    /// <summary>The columns of the surface.</summary>
    public double[] X { get; }

    /// <summary>Its rows.</summary>
    public double[] Y { get; }

    /// <summary>The columns that are measured.</summary>
    public double[] MeasuredX { get; }

    /// <summary>The rows that are measured.</summary>
    public double[] MeasuredY { get; }

    /// <summary>Places that the surface is not made from, to tell how far an interpolation is off.</summary>
    public IReadOnlyList<PlanePlace> Checked { get; }

    /// <summary>All places, each once: every 16th column and row first, then every 8th, down to all; in each round those of a column together.</summary>
    public IReadOnlyList<IReadOnlyList<PlanePlace>> Rounds()
    {
        var rounds = new List<IReadOnlyList<PlanePlace>>();
        for (int step = Coarsest; step >= 1; step /= 2)
        {
            List<PlanePlace> round = [];
            for (int i = 0; i < MeasuredX.Length; i += step)
            {
                for (int j = 0; j < MeasuredY.Length; j += step)
                {
                    if (step == Coarsest || i % (2 * step) != 0 || j % (2 * step) != 0)
                        round.Add(new PlanePlace(MeasuredX[i], MeasuredY[j]));
                }
            }

            rounds.Add(round);
        }

        rounds.Add(Checked);
        return rounds;
    }

    /// <summary>What is known at the measured places, as heights over the surface's grid.</summary>
    public double[] Heights(Func<PlanePlace, double> known)
    {
        double[] measured = [.. MeasuredY.SelectMany(y => MeasuredX.Select(x => known(new PlanePlace(x, y))))];
        if (ReferenceEquals(MeasuredX, X))
            return measured;
        double[][] alongX = [.. X.Select(x => Chebyshev.Factors(MeasuredX, x))], alongY = [.. Y.Select(y => Chebyshev.Factors(MeasuredY, y))];

        // First along each measured row, then up the columns.
        double[][] rows = [.. MeasuredY.Select((_, l) => alongX.Select(factors => Product(factors, measured.AsSpan(l * MeasuredX.Length))).ToArray())];
        return [.. alongY.SelectMany(factors => Enumerable.Range(0, X.Length).Select(i => rows.Select((row, l) => factors[l] * row[i]).Sum()))];
    }

    /// <summary>The interpolant of what is known, at any place.</summary>
    public double Interpolate(Func<PlanePlace, double> known, PlanePlace place) =>
        Product(Chebyshev.Factors(MeasuredY, place.Y), [.. MeasuredY.Select(y =>
            Product(Chebyshev.Factors(MeasuredX, place.X), [.. MeasuredX.Select(x => known(new PlanePlace(x, y)))]))]);

    private static double Product(double[] factors, ReadOnlySpan<double> values)
    {
        double sum = 0;
        for (int k = 0; k < factors.Length; k++)
            sum += factors[k] * values[k];
        return sum;
    }

    private static double[] Even(int points, double low, double high) =>
        [.. Enumerable.Range(0, points).Select(i => i == points - 1 ? high : low + ((high - low) * i / (points - 1)))];
}
