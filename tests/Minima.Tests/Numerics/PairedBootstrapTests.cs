using Minima.Numerics;

namespace Minima.Tests.Numerics;

public sealed class PairedBootstrapTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(7)]
    public void Means_AnyColumns_AreThoseOfTheDrawnExamples(int columns)
    {
        const int Examples = 30, Draws = 19;
        double[] values = new double[Examples * columns];
        for (int i = 0; i < values.Length; i++)
            values[i] = (i * 37 % 101) - 50;
        double[][] means = PairedBootstrap.Means(values, columns, Draws, 9, 2, TestContext.Current.CancellationToken);
        Assert.Equal(Draws, means.Length);
        for (int draw = 0; draw < Draws; draw++)
        {
            var random = new RandomState(9, (uint)draw);
            double[] sums = new double[columns];
            for (int n = 0; n < Examples; n++)
            {
                int example = random.Integer(Examples);
                for (int c = 0; c < columns; c++)
                    sums[c] += values[(example * columns) + c];
            }

            for (int c = 0; c < columns; c++)
                Assert.True(Math.Abs(means[draw][c] - (sums[c] / Examples)) <= 1e-12);
        }

        Assert.Equal(means, PairedBootstrap.Means(values, columns, Draws, 9, 1, TestContext.Current.CancellationToken));
    }
}
