using Minima.Kernels;
using Minima.Kernels.Doubles;

namespace Minima.Tests.Kernels;

public sealed unsafe class PairSumsTests
{
    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(4), InlineData(5), InlineData(9), InlineData(15), InlineData(38)]
    public void Add_AnyCount_EqualsPlainSums(int count)
    {
        double[][] vectors = Vectors(count);
        foreach (IKernels kernels in KernelChoice.Available)
        {
            (double[] products, double[] squares) = Add(kernels, vectors);
            for (int i = 0; i < count; i++)
            {
                for (int j = 0; j <= i; j++)
                {
                    double scale = Math.Sqrt(Plain(vectors[i], vectors[i], static (a, b) => a * b) * Plain(vectors[j], vectors[j], static (a, b) => a * b));
                    Near(2 * Plain(vectors[i], vectors[j], static (a, b) => a * b), products[PairSums.Pair(i, j)], scale);
                    double square = 2 * Plain(vectors[i], vectors[j], static (a, b) => (a - b) * (a - b));
                    Near(square, squares[PairSums.Pair(i, j)], square);
                }
            }
        }
    }

    [Theory, InlineData(1e-3), InlineData(1e-6), InlineData(1e-9), InlineData(0)]
    public void Add_NearPair_KeepsItsDigits(double apart)
    {
        double[][] vectors = Vectors(9);
        var random = new Random(7);
        (int Far, int Near)[] pairs = [(2, 1), (7, 4), (8, 3)];
        foreach ((int far, int near) in pairs)
            vectors[far] = [.. vectors[near].Select(value => value * (1 + (apart * random.NextDouble())))];
        foreach (IKernels kernels in KernelChoice.Available)
        {
            double[] squares = Add(kernels, vectors).Squares;
            foreach ((int far, int near) in pairs)
            {
                double square = 2 * Plain(vectors[far], vectors[near], static (a, b) => (a - b) * (a - b));
                Near(square, squares[PairSums.Pair(far, near)], square);
            }
        }
    }

    [Fact]
    public void Add_NumberThatIsNone_ReachesItsPairsAlone()
    {
        double[][] vectors = Vectors(3);
        vectors[1][5] = double.NaN;
        foreach (IKernels kernels in KernelChoice.Available)
        {
            (double[] products, double[] squares) = Add(kernels, vectors);
            Assert.Equal([false, true, true, false, true, false], products.Select(double.IsNaN));
            Assert.Equal([false, true, false, false, true, false], squares.Select(double.IsNaN));
        }
    }

    // Twice, as sums that go on.
    private static (double[] Products, double[] Squares) Add(IKernels kernels, double[][] vectors)
    {
        int count = vectors.Length, pairs = PairSums.Pairs(count);
        var room = new double[PairSums.Padded(count) * PairSums.Stride];
        for (int i = 0; i < count; i++)
            vectors[i].CopyTo(room, i * PairSums.Stride);
        double[] slice = new double[pairs], products = new double[pairs], squares = new double[pairs];
        fixed (double* all = room, some = slice, first = products, second = squares)
        {
            PairSums.Add(kernels.Pairs, all, count, some, first, second);
            PairSums.Add(kernels.Pairs, all, count, some, first, second);
        }

        return (products, squares);
    }

    private static double Plain(double[] a, double[] b, Func<double, double, double> of) => a.Zip(b, of).Sum();

    private static void Near(double expected, double actual, double scale) =>
        Assert.True(Math.Abs(actual - expected) <= 1e-12 * scale, $"{actual}, not {expected}");

    private static double[][] Vectors(int count)
    {
        var random = new Random(count);
        return [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, PairSums.Slice).Select(_ => random.NextDouble() - 0.4).ToArray())];
    }
}
