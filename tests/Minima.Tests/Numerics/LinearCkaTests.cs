using Minima.Numerics;

namespace Minima.Tests.Numerics;

public sealed class LinearCkaTests
{
    private const int Rows = 40;

    [Theory]
    [InlineData(5, 5)]
    [InlineData(12, 3)]
    [InlineData(3, 12)]
    public void Of_AnyWidths_IsTheRatioOfCentredGramMatrices(int first, int second)
    {
        // The other form of the paper: HSIC(K, L) / sqrt(HSIC(K, K) HSIC(L, L)) with K = X X^T and L = Y Y^T centred.
        float[] x = Draw(1, first), y = Draw(2, second);
        double[,] k = Gram(x, first), l = Gram(y, second);
        double expected = Product(k, l) / Math.Sqrt(Product(k, k) * Product(l, l));
        double cka = LinearCka.Of(x, first, y, second, 2)!.Value;
        Assert.True(Math.Abs(cka - expected) <= 1e-12, $"{cka}, {expected}");
        Assert.Equal(cka, LinearCka.Of(x, first, y, second, 1));
    }

    [Fact]
    public void Of_SameFeaturesInOtherOrderAndSign_IsOne()
    {
        float[] x = Draw(1, 4), y = new float[x.Length];
        for (int i = 0; i < x.Length; i++)
            y[i] = (i % 4 == 2 ? -3 : 3) * x[(i / 4 * 4) + (3 - (i % 4))];
        Assert.True(Math.Abs(LinearCka.Of(x, 4, y, 4, 1)!.Value - 1) <= 1e-6);
        Assert.Null(LinearCka.Of(x, 4, new float[x.Length], 4, 1));
    }

    private static float[] Draw(uint seed, int columns)
    {
        float[] values = new float[Rows * columns];
        new RandomState(seed).StandardNormal(values);
        return values;
    }

    private static double[,] Gram(float[] features, int columns)
    {
        var gram = new double[Rows, Rows];
        double[] means = [.. Enumerable.Range(0, columns).Select(c => Enumerable.Range(0, Rows).Average(r => (double)features[(r * columns) + c]))];
        for (int i = 0; i < Rows; i++)
        {
            for (int j = 0; j < Rows; j++)
            {
                for (int c = 0; c < columns; c++)
                    gram[i, j] += (features[(i * columns) + c] - means[c]) * (features[(j * columns) + c] - means[c]);
            }
        }

        return gram;
    }

    private static double Product(double[,] k, double[,] l)
    {
        double sum = 0;
        for (int i = 0; i < Rows; i++)
        {
            for (int j = 0; j < Rows; j++)
                sum += k[i, j] * l[i, j];
        }

        return sum;
    }
}
