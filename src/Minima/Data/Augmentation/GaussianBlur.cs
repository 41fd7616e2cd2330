using Minima.Numerics;

namespace Minima.Data.Augmentation;

/// <summary>
/// Blurs images as <c>scipy.ndimage.gaussian_filter(image, sigma)</c> does on singles: along the columns, then along the rows, with a
/// kernel cut after four sigma, edges mirrored (d c b a | a b c d | d c b a). Each pass sums in double, in SciPy's order, and rounds to
/// single.
/// </summary>
internal sealed class GaussianBlur
{
    private const double Truncate = 4.0;

    private readonly double[] _weights;

    /// <summary>A blur of the standard deviation <paramref name="sigma"/>, in pixels.</summary>
    public GaussianBlur(double sigma)
    {
        // The weight at distance d is exp(-d^2 / (2 sigma^2)), and all weights of the kernel sum to 1.
        _weights = new double[(int)((Truncate * sigma) + 0.5) + 1];
        double sum = 0;
        for (int d = _weights.Length - 1; d >= 0; d--)
        {
            _weights[d] = Elementary.Exp(-0.5 / (sigma * sigma) * ((double)d * d));
            sum += d == 0 ? _weights[d] : 2 * _weights[d];
        }

        for (int d = 0; d < _weights.Length; d++)
            _weights[d] /= sum;
    }

    private int Radius => _weights.Length - 1;

    /// <summary>Blurs an image, row-major, into <paramref name="blurred"/>, which may be the same.</summary>
    public void Apply(ReadOnlySpan<float> image, int rows, int columns, Span<float> blurred)
    {
        image[..(rows * columns)].CopyTo(blurred);
        var line = new double[Math.Max(rows, columns) + (2 * Radius)];
        for (int column = 0; column < columns; column++)
            Pass(blurred[column..], columns, rows, line);
        for (int row = 0; row < rows; row++)
            Pass(blurred[(row * columns)..], 1, columns, line);
    }

    /// <summary>Blurs one line of <paramref name="count"/> values, <paramref name="stride"/> apart, in place.</summary>
    private void Pass(Span<float> values, int stride, int count, double[] line)
    {
        for (int i = -Radius; i < count + Radius; i++)
            line[i + Radius] = values[Mirrored(i, count) * stride];
        for (int i = 0; i < count; i++)
        {
            int centre = i + Radius;
            double sum = line[centre] * _weights[0];
            for (int d = Radius; d > 0; d--)
                sum += (line[centre - d] + line[centre + d]) * _weights[d];
            values[i * stride] = (float)sum;
        }
    }

    /// <summary>The place that stands in for one beyond an edge, as often mirrored as it takes.</summary>
    private static int Mirrored(int place, int count)
    {
        int within = place % (2 * count);
        within += within < 0 ? 2 * count : 0;
        return within < count ? within : (2 * count) - 1 - within;
    }
}
