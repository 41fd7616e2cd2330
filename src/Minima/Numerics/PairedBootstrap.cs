namespace Minima.Numerics;

/// <summary>
/// Bootstrap samples of examples for which several numbers are known: every draw takes as many examples as there are, each equally likely and
/// with all its numbers, and gives the numbers' means over them. Draw i is seeded with [seed, i].
/// </summary>
internal static class PairedBootstrap
{
    // Draws that go over the examples together: how often each example is drawn makes a matrix, and sums over the draws are its product with
    // the numbers.
    private const int Together = 32;

    /// <summary>The means of each draw, [draws][columns].</summary>
    /// <param name="values">[examples][columns].</param>
    /// <param name="columns">How many numbers an example has.</param>
    /// <param name="draws">How many samples.</param>
    /// <param name="seed">Of the draws.</param>
    /// <param name="threads">How many threads compute; the result does not depend on it.</param>
    /// <param name="cancellation">Stops it between draws.</param>
    public static double[][] Means(
        ReadOnlyMemory<double> values, int columns, int draws, uint seed, int threads, CancellationToken cancellation = default)
    {
        int examples = values.Length / columns;
        double[][] means = new double[draws][];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation };
        Parallel.For(0, (draws + Together - 1) / Together, parallel, () => new double[examples * Math.Min(Together, draws)], (group, _, times) =>
        {
            int first = group * Together, count = Math.Min(Together, draws - first);
            Array.Clear(times);
            for (int draw = 0; draw < count; draw++)
                Draw(examples, new RandomState(seed, (uint)(first + draw)), times.AsSpan(draw), count);
            double[] sums = new double[count * columns];
            ColumnProducts.Add(times.AsSpan(0, examples * count), count, values.Span, columns, sums);
            for (int draw = 0; draw < count; draw++)
                means[first + draw] = [.. sums.AsSpan(draw * columns, columns).ToArray().Select(sum => sum / examples)];
            return times;
        }, static _ => { });
        return means;
    }

    // How often each example is drawn, one in every so many places.
    private static void Draw(int examples, RandomState random, Span<double> times, int stride)
    {
        for (int n = 0; n < examples; n++)
            times[random.Integer(examples) * stride]++;
    }
}
