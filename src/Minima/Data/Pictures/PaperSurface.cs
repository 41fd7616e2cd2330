namespace Minima.Data.Pictures;

/// <summary>
/// A rough idea of how light the paper is, good enough to tell whether writing is darker or lighter: a surface of second degree, so that a
/// lamp at the side or a lens's dark corners do not pass for ink. Fitted to the medians of cells by least absolute deviations, which go
/// along with what most of the cells say and take no notice of how far the rest lies off; the picture's writing is the rest.
/// </summary>
internal sealed class PaperSurface
{
    /// <summary>Cells along the longer side, at most.</summary>
    private const int Cells = 32;

    private const int Terms = 6;
    private const int Rounds = 40;

    // Below this many shades a deviation counts as nothing: keeps the weights of the reweighted squares finite.
    private const double Nothing = 0.25;

    private readonly double[] _factors;
    private readonly int _width;
    private readonly int _height;

    private PaperSurface(double[] factors, int width, int height) => (_factors, _width, _height) = (factors, width, height);

    /// <summary>The surface of a picture.</summary>
    public static PaperSurface Fit(Picture picture)
    {
        var cells = new PictureCells(picture, Cells);
        double[][] points = [.. Enumerable.Range(0, cells.Medians.Length).Select(i => cells.Centre(i)).Select(
            centre => TermsAt(centre.X, centre.Y, picture.Width, picture.Height))];
        return new PaperSurface(LeastAbsoluteDeviations(points, cells.Medians), picture.Width, picture.Height);
    }

    /// <summary>The paper's shade along a row, for each pixel; it may leave 0 to 255.</summary>
    public void CopyRow(int y, Span<double> row)
    {
        for (int x = 0; x < row.Length; x++)
            row[x] = At(x, y);
    }

    /// <summary>The paper's shade at a place, in pixels counted from 0.</summary>
    public double At(double x, double y)
    {
        double u = Centred(x, _width), v = Centred(y, _height);
        return _factors[0] + (_factors[1] * u) + (_factors[2] * v) + (_factors[3] * u * u) + (_factors[4] * u * v) + (_factors[5] * v * v);
    }

    private static double[] TermsAt(double x, double y, int width, int height)
    {
        double u = Centred(x, width), v = Centred(y, height);
        return [1, u, v, u * u, u * v, v * v];
    }

    /// <summary>From -1 to 1 over the side.</summary>
    private static double Centred(double at, int side) => side == 1 ? 0 : (2 * at / (side - 1)) - 1;

    /// <summary>Iteratively reweighted least squares: weights 1 / |deviation| turn a sum of squares into one of absolute values.</summary>
    private static double[] LeastAbsoluteDeviations(double[][] points, byte[] shades)
    {
        // Begins with the median everywhere, which is right wherever the light is even.
        byte[] sorted = [.. shades.Order()];
        double[] factors = [sorted[sorted.Length / 2], 0, 0, 0, 0, 0];
        for (int round = 0; round < Rounds; round++)
        {
            var system = new double[Terms, Terms + 1];
            for (int i = 0; i < points.Length; i++)
            {
                double deviation = shades[i];
                for (int k = 0; k < Terms; k++)
                    deviation -= factors[k] * points[i][k];
                double weight = 1 / Math.Max(Nothing, Math.Abs(deviation));
                for (int k = 0; k < Terms; k++)
                {
                    for (int l = 0; l < Terms; l++)
                        system[k, l] += weight * points[i][k] * points[i][l];
                    system[k, Terms] += weight * points[i][k] * shades[i];
                }
            }

            factors = Solve(system);
        }

        return factors;
    }

    /// <summary>Gauss's elimination with pivots; a term that the points do not determine (a picture of one row) is zero.</summary>
    private static double[] Solve(double[,] system)
    {
        double scale = system[0, 0];
        var pivots = new int[Terms];
        for (int column = 0, row = 0; column < Terms; column++)
        {
            int best = row;
            for (int i = row + 1; i < Terms; i++)
                best = Math.Abs(system[i, column]) > Math.Abs(system[best, column]) ? i : best;
            pivots[column] = -1;
            if (row == Terms || !(Math.Abs(system[best, column]) > 1e-9 * scale))
                continue;
            pivots[column] = row;
            for (int k = 0; k <= Terms; k++)
                (system[row, k], system[best, k]) = (system[best, k], system[row, k]);
            for (int i = 0; i < Terms; i++)
            {
                double factor = i == row ? 0 : system[i, column] / system[row, column];
                for (int k = column; k <= Terms; k++)
                    system[i, k] -= factor * system[row, k];
            }

            row++;
        }

        return [.. pivots.Select((row, column) => row < 0 ? 0 : system[row, Terms] / system[row, column])];
    }
}
