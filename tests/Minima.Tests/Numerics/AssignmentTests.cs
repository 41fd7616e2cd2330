using Minima.Numerics;

namespace Minima.Tests.Numerics;

public sealed class AssignmentTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(7)]
    public void Minimise_SmallProblems_FindsTheLeastOfAllPermutations(int size)
    {
        var random = new RandomState((uint)size);
        for (int trial = 0; trial < 30; trial++)
        {
            // Small whole numbers make ties.
            double[] costs = [.. Enumerable.Range(0, size * size).Select(_ => trial % 2 == 0 ? Math.Floor(random.Uniform(-3, 3)) : random.Uniform(-1, 1))];
            double least = Permutations([.. Enumerable.Range(0, size)], 0).Min(order => order.Select((j, i) => costs[(i * size) + j]).Sum());
            var found = Assignment.Minimise(costs, size);
            Assert.True(Math.Abs(found.Cost - least) <= 1e-12, $"{found.Cost} instead of {least}");
            RequireCertificate(found, costs, size);
        }
    }

    [Fact]
    public void Minimise_LargeRandomProblem_ProvesItself()
    {
        const int size = 300;
        var random = new RandomState(9);
        double[] costs = new double[size * size];
        for (int i = 0; i < costs.Length; i++)
            costs[i] = random.Uniform(-1, 1);
        RequireCertificate(Assignment.Minimise(costs, size), costs, size);
    }

    [Theory]
    [InlineData(40)]
    [InlineData(63)]
    public void Minimise_ManyTies_ProvesItself(int size)
    {
        var random = new RandomState(10);
        for (int trial = 0; trial < 10; trial++)
        {
            double[] costs = [.. Enumerable.Range(0, size * size).Select(_ => Math.Floor(random.Uniform(0, 5)))];
            RequireCertificate(Assignment.Minimise(costs, size), costs, size);
        }
    }

    [Fact]
    public void Minimise_NotFinite_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => Assignment.Minimise([double.NaN], 1));
        Assert.Throws<ArgumentException>(() => Assignment.Minimise([1, 2, 3], 2));
    }

    private static void RequireCertificate(Assignment found, double[] costs, int size)
    {
        Assert.Equal(Enumerable.Range(0, size), found.Columns.Order());
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j < size; j++)
                Assert.True(found.RowDuals[i] + found.ColumnDuals[j] <= costs[(i * size) + j] + 1e-12);
        }

        Assert.True(Math.Abs(found.Cost - found.LowerBound) <= 1e-10, $"gap {found.Cost - found.LowerBound}");
    }

    private static IEnumerable<int[]> Permutations(int[] items, int from)
    {
        if (from == items.Length)
            yield return (int[])items.Clone();
        for (int i = from; i < items.Length; i++)
        {
            (items[from], items[i]) = (items[i], items[from]);
            foreach (int[] rest in Permutations(items, from + 1))
                yield return rest;
            (items[from], items[i]) = (items[i], items[from]);
        }
    }
}
