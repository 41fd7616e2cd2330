namespace Minima.Studies.Experiments;

/// <summary>What the factors of a balanced design explain: each level of a factor occurs as often with every level of the others.</summary>
internal static class MainEffects
{
    /// <summary>
    /// The share of each factor's main effect in the sum of squares: sum over the cells of (mean of the cell's level - mean of all)^2, divided by
    /// the sum of (cell - mean of all)^2. In a balanced design the shares add up to at most 1; what is missing are interactions. NaN where all
    /// cells are equal.
    /// </summary>
    /// <param name="levels">For each cell the level of each factor.</param>
    /// <param name="values">The cells' values.</param>
    public static double[] Shares(IReadOnlyList<int[]> levels, IReadOnlyList<double> values)
    {
        double mean = values.Sum() / values.Count, total = values.Sum(value => (value - mean) * (value - mean));
        return [.. Enumerable.Range(0, levels[0].Length).Select(factor => Enumerable.Range(0, values.Count).GroupBy(i => levels[i][factor]).Sum(level =>
        {
            double distance = (level.Sum(i => values[i]) / level.Count()) - mean;
            return level.Count() * distance * distance;
        }) / total)];
    }
}
