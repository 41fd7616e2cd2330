using Minima.Numerics;

namespace Minima.Tests.Numerics;

public sealed class ColumnProductsTests
{
    // Whole panels of 4 and strips of 12, or of 8 and 24, edges of both, one row, and more rows than are packed together.
    public static TheoryData<int, int, int> Shapes { get; } = new()
    {
        { 1, 1, 1 }, { 3, 4, 12 }, { 65, 8, 24 }, { 64, 5, 13 }, { 130, 11, 7 }, { 200, 26, 50 }, { 70, 16, 48 }, { 66, 9, 25 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Add_AnyShape_SumsRowAfterRowByFusedMultiplyAdd(int rows, int columnsA, int columnsB)
    {
        double[] a = Draw(1, rows * columnsA), b = Draw(2, rows * columnsB), products = Draw(3, columnsA * columnsB), expected = [.. products];
        for (int i = 0; i < columnsA; i++)
        {
            for (int j = 0; j < columnsB; j++)
            {
                for (int r = 0; r < rows; r++)
                    expected[(i * columnsB) + j] = Math.FusedMultiplyAdd(a[(r * columnsA) + i], b[(r * columnsB) + j], expected[(i * columnsB) + j]);
            }
        }

        ColumnProducts.Add(a, columnsA, b, columnsB, products);
        Assert.Equal(expected, products);
    }

    [Theory]
    [InlineData(3, 1)]
    [InlineData(70, 13)]
    [InlineData(66, 30)]
    public void AddUpper_Mirrored_IsTheProductWithItself(int rows, int columns)
    {
        double[] a = Draw(4, rows * columns), whole = new double[columns * columns], half = new double[columns * columns];
        ColumnProducts.Add(a, a, columns, whole);
        ColumnProducts.AddUpper(a, columns, half);
        ColumnProducts.Mirror(columns, half);
        Assert.Equal(whole, half);
    }

    private static double[] Draw(uint seed, int count)
    {
        var random = new RandomState(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.StandardNormal())];
    }
}
