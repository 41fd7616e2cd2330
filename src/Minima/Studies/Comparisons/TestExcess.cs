using Minima.Geometry;
using Minima.Numerics;

namespace Minima.Studies.Comparisons;

/// <summary>
/// How sure a barrier on the test set is, other test examples of the same kind being possible. (That of the training set is a number, without
/// an interval.)
/// </summary>
/// <param name="Estimate">The barrier.</param>
/// <param name="Interval">
/// 95 %: paired bootstrap over the examples, the largest excess taken anew in each draw, BCa; null where a loss is not finite. Near zero it is
/// biased upwards, since the largest of many excesses is never negative.
/// </param>
/// <param name="AtHalf">The excess at t = 1/2 alone.</param>
/// <param name="P">One-sided: how often an excess there of zero or less would look as large as this (normal approximation of its mean).</param>
public sealed record ExcessUncertainty(double Estimate, BootstrapInterval? Interval, double AtHalf, double P);

/// <summary>The test-set barriers of a line with their uncertainty.</summary>
/// <param name="Loss">In nats.</param>
/// <param name="Error">As a fraction.</param>
public sealed record TestExcess(ExcessUncertainty Loss, ExcessUncertainty Error)
{
    // A stream of its own beside the null's and the control's.
    private const uint Stream = 0xB0075712;

    /// <summary>Of several lines, by the same draws.</summary>
    /// <param name="paths">Lines whose points keep their test examples, with t = 1/2 among them.</param>
    /// <param name="draws">How many bootstrap samples.</param>
    /// <param name="seed">Of the draws.</param>
    /// <param name="threads">How many threads compute; the result does not depend on it.</param>
    /// <param name="cancellation">Stops it between draws.</param>
    public static IReadOnlyList<TestExcess> Of(
        IReadOnlyList<LinePath> paths, int draws, uint seed, int threads, CancellationToken cancellation = default)
    {
        List<Curve> curves = [];
        int columns = 0;
        foreach (LinePath path in paths)
        {
            LinePoint[] points = [.. path.Points.Append(path.Top).OfType<LinePoint>().Where(static point => point.T is > 0 and < 1)];
            foreach (bool ofErrors in new[] { false, true })
            {
                curves.Add(new Curve(path, points, ofErrors, columns));
                columns += points.Length;
            }
        }

        int examples = paths[0].Points[0].TestExamples!.Losses.Length;
        double[] excesses = new double[examples * columns];
        foreach (Curve curve in curves)
            curve.Write(excesses, columns);
        double[][] means = PairedBootstrap.Means(excesses, columns, draws, seed ^ Stream, threads, cancellation);
        ExcessUncertainty[] each = [.. curves.Select(curve => curve.Judge(excesses, columns, means))];
        return [.. paths.Select((_, i) => new TestExcess(each[2 * i], each[(2 * i) + 1]))];
    }

    /// <summary>The excess of loss or error at the inner points of one line: some columns of [examples][columns].</summary>
    private sealed record Curve(LinePath Path, LinePoint[] Points, bool OfErrors, int First)
    {
        public void Write(double[] excesses, int columns)
        {
            double[] start = Values(Path.Points[0]), end = Values(Path.Points[^1]);
            for (int i = 0; i < Points.Length; i++)
            {
                double t = Points[i].T;
                double[] here = Values(Points[i]);
                for (int n = 0; n < here.Length; n++)
                    excesses[(n * columns) + First + i] = here[n] - (((1 - t) * start[n]) + (t * end[n]));
            }
        }

        public ExcessUncertainty Judge(double[] excesses, int columns, double[][] means)
        {
            int examples = excesses.Length / columns, half = Array.FindIndex(Points, static point => point.T == 0.5);
            double[] sums = new double[Points.Length];
            for (int n = 0; n < examples; n++)
            {
                for (int i = 0; i < sums.Length; i++)
                    sums[i] += excesses[(n * columns) + First + i];
            }

            double estimate = Math.Max(0, sums.Max() / examples), mean = sums[half] / examples, squares = 0;
            double[] without = new double[examples];
            for (int n = 0; n < examples; n++)
            {
                double largest = 0, deviation = excesses[(n * columns) + First + half] - mean;
                for (int i = 0; i < sums.Length; i++)
                    largest = Math.Max(largest, (sums[i] - excesses[(n * columns) + First + i]) / (examples - 1));
                without[n] = largest;
                squares += deviation * deviation;
            }

            if (!double.IsFinite(estimate) || !double.IsFinite(squares))
                return new ExcessUncertainty(estimate, null, mean, double.NaN);
            double[] draws = [.. means.Select(draw => Math.Max(0, draw.AsSpan(First, Points.Length).ToArray().Max()))];
            double error = Math.Sqrt(squares / (examples - 1.0) / examples);
            double p = error > 0 ? Normal.Cumulative(-mean / error) : mean > 0 ? 0 : 1;
            return new ExcessUncertainty(estimate, BcaInterval.Of(estimate, draws, without), mean, p);
        }

        private double[] Values(LinePoint point) =>
            OfErrors ? [.. point.TestExamples!.Wrong.Select(static wrong => wrong ? 1.0 : 0.0)] : point.TestExamples!.Losses;
    }
}
