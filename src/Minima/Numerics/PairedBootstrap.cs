using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Minima.Numerics;

/// <summary>
/// Bootstrap samples of examples for which several numbers are known: every draw takes as many examples as there are, each equally likely and
/// with all its numbers, and gives the numbers' means over them. Draw i is seeded with [seed, i].
/// </summary>
internal static class PairedBootstrap
{
    // Draws that go over the examples together: a row of numbers is read once for all of them, and their sums stay in a core's first-level cache.
    private const int Together = 8;

    private const int Lanes = 4;

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
        Parallel.For(0, (draws + Together - 1) / Together, parallel, group =>
        {
            int first = group * Together, count = Math.Min(Together, draws - first);
            int[][] times = [.. Enumerable.Range(first, count).Select(draw => Times(examples, new RandomState(seed, (uint)draw)))];
            double[][] sums = [.. Enumerable.Range(0, count).Select(_ => new double[columns])];
            for (int n = 0; n < examples; n++)
            {
                ReadOnlySpan<double> row = values.Span.Slice(n * columns, columns);
                for (int draw = 0; draw < count; draw++)
                {
                    if (times[draw][n] > 0)
                        Add(row, times[draw][n], sums[draw]);
                }
            }

            for (int draw = 0; draw < count; draw++)
                means[first + draw] = [.. sums[draw].Select(sum => sum / examples)];
        });
        return means;
    }

    // How often each example is drawn.
    private static int[] Times(int examples, RandomState random)
    {
        int[] times = new int[examples];
        for (int n = 0; n < examples; n++)
            times[random.Integer(examples)]++;
        return times;
    }

    private static void Add(ReadOnlySpan<double> row, double factor, Span<double> sums)
    {
        ref double x = ref MemoryMarshal.GetReference(row), y = ref MemoryMarshal.GetReference(sums);
        var times = Vector256.Create(factor);
        int i = 0;
        for (; i + Lanes <= row.Length; i += Lanes)
            Vector256.FusedMultiplyAdd(times, Vector256.LoadUnsafe(ref x, (nuint)i), Vector256.LoadUnsafe(ref y, (nuint)i)).StoreUnsafe(ref y, (nuint)i);
        for (; i < row.Length; i++)
            sums[i] = Math.FusedMultiplyAdd(factor, row[i], sums[i]);
    }
}
