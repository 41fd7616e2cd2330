using Minima.Geometry;
using Minima.Networks;
using Minima.Numerics;

namespace Minima.Studies.Comparisons;

/// <summary>The logarithms of an example's class probabilities, by its index.</summary>
/// <param name="example">The example.</param>
/// <param name="row">As long as there are classes.</param>
internal delegate void LogProbabilityReader(int example, Span<double> row);

/// <summary>How sure a model is, against how often it is right.</summary>
/// <param name="Evaluation">Errors, and the mean of -ln p[label] in nats.</param>
/// <param name="Confidence">The mean of the largest probability.</param>
/// <param name="Ece">
/// The expected calibration error: predictions are put into bins of equal width by their confidence, and the distance between a bin's mean confidence and its
/// share of right predictions is averaged, each prediction counting alike (Guo, Pleiss, Sun and Weinberger, arXiv 1706.04599, equation 3).
/// </param>
/// <param name="Temperature">By what the logits are divided so that the loss on these same examples is least; between 1/1024 and 1024. Above 1 the model is too sure.</param>
/// <param name="ScaledLoss">The loss at that temperature.</param>
/// <param name="ScaledEce">The expected calibration error at that temperature.</param>
public sealed record Calibration(Evaluation Evaluation, double Confidence, double Ece, double Temperature, double ScaledLoss, double ScaledEce)
{
    /// <summary>Bins of the expected calibration error where nothing else is said, as in the paper.</summary>
    public const int UsualBins = 15;

    // Examples that are looked at as one job; a fixed number, so that the sums are the same for any number of threads.
    private const int Block = 512;

    /// <summary>Judges a model.</summary>
    /// <param name="read">Gives what it says; called by several threads.</param>
    /// <param name="labels">The true classes.</param>
    /// <param name="classes">Classes that it tells apart.</param>
    /// <param name="bins">Bins of the expected calibration error.</param>
    /// <param name="threads">How many threads compute; the result does not depend on it.</param>
    /// <param name="cancellation">Stops it between two passes.</param>
    internal static Calibration Of(LogProbabilityReader read, int[] labels, int classes, int bins, int threads, CancellationToken cancellation)
    {
        Reliability plain = Measure(1);
        double temperature = Geometry.Temperature.Where(beta => Slopes(read, labels, classes, beta, threads, cancellation));
        Reliability scaled = Measure(1 / temperature);
        return new Calibration(
            new Evaluation(labels.Length, plain.Errors, plain.Loss / labels.Length), plain.Confidence / labels.Length, plain.Ece(labels.Length),
            temperature, scaled.Loss / labels.Length, scaled.Ece(labels.Length));

        Reliability Measure(double beta)
        {
            Reliability[] parts = InBlocks(labels.Length, threads, (first, last) =>
            {
                var part = new Reliability(bins);
                double[] row = new double[classes];
                for (int n = first; n < last; n++)
                {
                    read(n, row);
                    part.Add(row, labels[n], beta);
                }

                return part;
            }, cancellation);
            var all = new Reliability(bins);
            foreach (Reliability part in parts)
                all.Add(part);
            return all;
        }
    }

    private static (double Slope, double Curvature) Slopes(
        LogProbabilityReader read, int[] labels, int classes, double beta, int threads, CancellationToken cancellation)
    {
        (double Slope, double Curvature)[] parts = InBlocks(labels.Length, threads, (first, last) =>
        {
            double slope = 0, curvature = 0;
            double[] row = new double[classes];
            for (int n = first; n < last; n++)
            {
                read(n, row);
                (double one, double two) = Geometry.Temperature.SlopeOf(row, labels[n], beta);
                slope += one;
                curvature += two;
            }

            return (slope, curvature);
        }, cancellation);
        double allSlope = 0, allCurvature = 0;
        foreach ((double slope, double curvature) in parts)
        {
            allSlope += slope;
            allCurvature += curvature;
        }

        return (allSlope, allCurvature);
    }

    private static T[] InBlocks<T>(int examples, int threads, Func<int, int, T> work, CancellationToken cancellation)
    {
        T[] parts = new T[(examples + Block - 1) / Block];
        Parallel.For(0, parts.Length, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation }, part =>
            parts[part] = work(part * Block, Math.Min(examples, (part + 1) * Block)));
        return parts;
    }

    /// <summary>Sums over examples, by bins of confidence: (0, 1/n], (1/n, 2/n], ...</summary>
    private sealed class Reliability(int bins)
    {
        private readonly double[] _confidence = new double[bins];
        private readonly int[] _right = new int[bins];

        public int Errors { get; private set; }

        public double Loss { get; private set; }

        public double Confidence => _confidence.Sum();

        public void Add(ReadOnlySpan<double> logs, int label, double beta)
        {
            int best = 0;
            for (int k = 1; k < logs.Length; k++)
                best = logs[k] > logs[best] ? k : best;
            double sum = 0;
            foreach (double log in logs)
                sum += Elementary.Exp(beta * (log - logs[best]));
            double confidence = 1 / sum;
            int bin = Math.Clamp((int)Math.Ceiling(confidence * bins) - 1, 0, bins - 1);
            _confidence[bin] += confidence;
            _right[bin] += best == label ? 1 : 0;
            Errors += best == label ? 0 : 1;
            Loss += Elementary.Log(sum) - (beta * (logs[label] - logs[best]));
        }

        public void Add(Reliability other)
        {
            for (int b = 0; b < bins; b++)
            {
                _confidence[b] += other._confidence[b];
                _right[b] += other._right[b];
            }

            Errors += other.Errors;
            Loss += other.Loss;
        }

        // The mean over examples of |right - confidence|, bin by bin: a bin's count cancels.
        public double Ece(int examples)
        {
            double sum = 0;
            for (int b = 0; b < bins; b++)
                sum += Math.Abs(_right[b] - _confidence[b]);
            return sum / examples;
        }
    }
}
