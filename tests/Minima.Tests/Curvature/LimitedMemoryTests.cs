using Minima.Curvature;
using Minima.Numerics;

namespace Minima.Tests.Curvature;

public sealed class LimitedMemoryTests
{
    private const int Size = 7;

    [Fact]
    public void Apply_AfterSomePairs_EqualsTheDenseUpdates()
    {
        double[] diagonal = [.. Enumerable.Range(1, Size).Select(static i => 1.0 / i)];
        List<SecantPair> pairs = Pairs(5);
        var memory = new LimitedMemory([]);
        foreach (SecantPair pair in pairs)
            memory.Add(pair.Step, pair.Change);
        memory.Rescale(Inverse);

        // H <- (1 - r s y') H (1 - r y s') + r s s', r = 1 / s'y (Nocedal and Wright, 6.17), from the scaled diagonal.
        (double[] last, double[] lastChange) = pairs[^1];
        double scale = Dot(last, lastChange) / lastChange.Select((y, i) => y * y * diagonal[i]).Sum();
        double[][] h = [.. Enumerable.Range(0, Size).Select(i => Enumerable.Range(0, Size).Select(j => i == j ? scale * diagonal[i] : 0).ToArray())];
        foreach ((double[] s, double[] y) in pairs)
        {
            double r = 1 / Dot(s, y);
            double[][] left = [.. Enumerable.Range(0, Size).Select(i => Enumerable.Range(0, Size).Select(j => (i == j ? 1 : 0) - (r * s[i] * y[j])).ToArray())];
            double[][] half = [.. left.Select(row => Enumerable.Range(0, Size).Select(j => Enumerable.Range(0, Size).Sum(k => row[k] * h[k][j])).ToArray())];
            h = [.. half.Select((row, i) => left.Select((other, j) => Dot(row, other) + (r * s[i] * s[j])).ToArray())];
        }

        double[] vector = Draw(new RandomState(99)), found = memory.Apply(vector, Inverse);
        for (int i = 0; i < Size; i++)
        {
            double expected = Dot(h[i], vector);
            Assert.True(Math.Abs(expected - found[i]) <= 1e-11 * (1 + Math.Abs(expected)), $"{i}: {expected} {found[i]}");
        }

        double[] Inverse(double[] values) => [.. values.Select((value, i) => value * diagonal[i])];
    }

    [Fact]
    public void Apply_OnTheLastChange_GivesTheLastStep()
    {
        var memory = new LimitedMemory(Pairs(12));
        (double[] step, double[] change) = memory.Pairs[^1];
        double[] found = memory.Apply(change, static vector => [.. vector]);
        for (int i = 0; i < Size; i++)
            Assert.True(Math.Abs(step[i] - found[i]) <= 1e-10, $"{i}: {step[i]} {found[i]}");
    }

    [Fact]
    public void Add_OfMoreThanThereIsRoomFor_KeepsTheLast()
    {
        List<SecantPair> pairs = Pairs(13);
        var memory = new LimitedMemory([]);
        foreach (SecantPair pair in pairs)
            memory.Add(pair.Step, pair.Change);
        Assert.Equal(pairs[3..], memory.Pairs);
        memory.Add(pairs[0].Step, [.. pairs[0].Change.Select(static y => -y)]);
        Assert.Equal(pairs[3..], memory.Pairs);
        memory.Clear();
        Assert.Equal([1.0, 2], memory.Apply([2, 4], static vector => [.. vector.Select(static value => value / 2)]));
    }

    // Changes are those of a positive definite matrix, 1 + v v'.
    private static List<SecantPair> Pairs(int count)
    {
        var random = new RandomState(5);
        double[] v = Draw(random);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            double[] step = Draw(random);
            double along = Dot(v, step);
            return new SecantPair(step, [.. step.Select((s, i) => s + (along * v[i]))]);
        })];
    }

    private static double[] Draw(RandomState random) => [.. Enumerable.Range(0, Size).Select(_ => random.StandardNormal())];

    private static double Dot(double[] a, double[] b) => a.Zip(b, static (x, y) => x * y).Sum();
}
