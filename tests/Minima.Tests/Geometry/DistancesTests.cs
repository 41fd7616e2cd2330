using Minima.Geometry;
using Minima.Networks;

namespace Minima.Tests.Geometry;

public sealed class DistancesTests
{
    private static readonly ParameterLayout Layout = new([("w", [2, 2]), ("b", [2])]);

    [Fact]
    public void Between_KnownVectors_GivesTheirDistances()
    {
        var distances = Distances.Between(Point(1, 2, 2, 4, 3, 0), Point(1, 2, 2, 0, 0, 4));

        Assert.Equal(new ParameterDistance("w", 4, 4.0 / 3, 9 / Math.Sqrt(25 * 9), 5, 3), distances["w"]);
        Assert.Equal(new ParameterDistance("b", 5, 5.0 / 4, 0, 3, 4), distances["b"]);
        Assert.Equal(Distances.TotalName, distances.Total.Name);
        Assert.Equal(Math.Sqrt(41), distances.Total.L2);
        Assert.Equal(Math.Sqrt(34), distances.Total.NormA);
        Assert.Equal(5, distances.Total.NormB);
        Assert.Equal(distances["b"].L2, distances["b"].IfUnrelated);
        Assert.Equal(["w", "b"], distances.Parameters.Select(static parameter => parameter.Name));
    }

    [Fact]
    public void Between_ThatPointItself_IsZeroWithCosineExactlyOne()
    {
        Parameters a = Point(0.1f, -7.3f, 1e-20f, 3e15f, 0.3f, 0.7f);

        foreach (ParameterDistance distance in Distances.Between(a, a).Parameters)
            Assert.Equal((0.0, 0.0, 1.0), (distance.L2, distance.Relative!.Value, distance.Cosine!.Value));
    }

    [Fact]
    public void Between_ZeroVectors_LeavesOutWhatIsUndefined()
    {
        var distances = Distances.Between(Point(1, 0, 0, 0, 0, 0), Point(0, 0, 0, 0, 0, 2));

        Assert.Null(distances["w"].Relative);
        Assert.Null(distances["w"].Cosine);
        Assert.Equal(1, distances["b"].Relative);
        Assert.Null(distances["b"].Cosine);
    }

    [Fact]
    public void Between_LargestAndSmallestFloats_StaysFinite()
    {
        float max = float.MaxValue, min = float.Epsilon;
        var distances = Distances.Between(Point(max, max, max, max, min, 0), Point(-max, -max, -max, -max, 0, min));

        Assert.Equal(4.0 * max, distances["w"].L2);
        Assert.Equal(-1, distances["w"].Cosine);
        Assert.True(Math.Abs(distances["b"].L2 - (Math.Sqrt(2) * min)) <= 1e-15 * min);
        Assert.Equal(0, distances["b"].Cosine);
    }

    [Fact]
    public void Between_NotFiniteNumber_ShowsInItsParameterAndTheTotalOnly()
    {
        var distances = Distances.Between(Point(float.NaN, 0, 0, 0, 1, 1), Point(1, 0, 0, 0, 1, 1));

        Assert.True(double.IsNaN(distances["w"].L2));
        Assert.Equal(0, distances["b"].L2);
        Assert.True(double.IsNaN(distances.Total.L2));
    }

    [Theory]
    [InlineData("w", new[] { 2, 3 }, "b", "parameter 1 is 'w' [2, 2], 'w' [2, 3] in the second")]
    [InlineData("w", new[] { 2, 2 }, "c", "parameter 2 is 'b' [2], 'c' [2] in the second")]
    [InlineData("w", new[] { 2, 2 }, null, "the first has 'b' [2], the second ends before it")]
    public void Between_OtherLayout_NamesTheFirstDifference(string first, int[] shape, string? second, string expected)
    {
        (string, IReadOnlyList<int>)[] slots = second is null ? [(first, shape)] : [(first, shape), (second, [2])];
        var other = new Parameters(new ParameterLayout(slots));

        UnusableInputException error = Assert.Throws<UnusableInputException>(() => Distances.Between(new Parameters(Layout), other));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    private static Parameters Point(params float[] values) => new(Layout, values);
}
