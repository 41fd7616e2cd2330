namespace Minima.Geometry;

/// <summary>
/// What a symmetry does to one group of units: unit j of the copy is unit <c>Source[j]</c>, with what goes in multiplied by
/// <c>Factor[j]</c> and what goes out divided by it. A sign, or a flip, is the factor -1.
/// </summary>
/// <param name="Source">A permutation of 0 to n - 1.</param>
/// <param name="Factor">Numbers that are neither zero nor infinite.</param>
public sealed record UnitMap(IReadOnlyList<int> Source, IReadOnlyList<double> Factor)
{
    /// <summary>Leaves everything where it is.</summary>
    public static UnitMap Identity(int count) =>
        new([.. Enumerable.Range(0, count)], [.. Enumerable.Repeat(1.0, count)]);

    /// <summary>How many units there are.</summary>
    public int Count => Source.Count;

    /// <summary>Whether it leaves everything where it is.</summary>
    public bool IsIdentity => Enumerable.Range(0, Count).All(j => Source[j] == j && Factor[j] == 1);

    /// <summary>The same exchange of units without factors.</summary>
    public UnitMap WithoutFactors() => new(Source, [.. Enumerable.Repeat(1.0, Count)]);

    /// <summary>What takes the copy back.</summary>
    public UnitMap Inverse()
    {
        int[] source = new int[Count];
        double[] factor = new double[Count];
        for (int j = 0; j < Count; j++)
            (source[Source[j]], factor[Source[j]]) = (j, 1 / Factor[j]);
        return new UnitMap(source, factor);
    }

    /// <summary>First <paramref name="first"/>, then this: unit j is unit first.Source[Source[j]].</summary>
    public UnitMap After(UnitMap first) => new(
        [.. Source.Select(j => first.Source[j])],
        [.. Source.Select((j, at) => first.Factor[j] * Factor[at])]);
}
