using Minima.Numerics;
using Minima.Studies.Pairs;

namespace Minima.Studies.Experiments;

/// <summary>What a level of a factor adds to a quantity.</summary>
/// <param name="Factor">The factor.</param>
/// <param name="Level">The level.</param>
/// <param name="Against">The level that it is held against.</param>
/// <param name="Difference">Mean over the cells of the level, less that of the other, with Student's interval over the replicates.</param>
public sealed record LevelEffect(string Factor, string Level, string Against, Estimate Difference);

/// <summary>The part of a factor in the differences between cells.</summary>
/// <param name="Factor">The factor; <c>interactions</c> for what no single factor explains.</param>
/// <param name="Share">Of the sum of squares between the cells' means, with the jackknife's interval over the replicates.</param>
public sealed record FactorShare(string Factor, Estimate Share);

/// <summary>Which factor decides about a quantity.</summary>
/// <param name="Quantity">The quantity.</param>
/// <param name="Shares">The factors' parts, and that of the interactions.</param>
/// <param name="Levels">The levels' effects.</param>
public sealed record InitEffects(PairQuantity Quantity, IReadOnlyList<FactorShare> Shares, IReadOnlyList<LevelEffect> Levels)
{
    /// <summary>The factor with the largest part; null where all cells are equal.</summary>
    public FactorShare? Decisive => Shares.SkipLast(1).Where(static share => double.IsFinite(share.Share.Value)).MaxBy(static share => share.Share.Value);

    /// <summary>The part of what no single factor explains.</summary>
    public FactorShare Interactions => Shares[^1];

    /// <summary>The effects on a quantity in a full design.</summary>
    public static InitEffects Of(PairQuantity quantity, IReadOnlyList<InitCell> cells)
    {
        int[] replicates = [.. Enumerable.Range(0, cells[0].Pairs.Count)];
        int[][] places = [.. cells.Select(static cell => cell.Place)];
        double[][] values = [.. cells.Select(cell => cell.Pairs.Select(quantity.Value).ToArray())];
        double[] all = Shares(replicates);
        double[][] without = replicates.Length < 2 ? [] : [.. replicates.Select(left => Shares([.. replicates.Where(r => r != left)]))];
        FactorShare[] shares = [.. all.Select((share, f) => new FactorShare(
            f < InitCell.Factors.Count ? InitCell.Factors[f] : "interactions", AsShare(Estimate.Jackknife(share, [.. without.Select(some => some[f])]))))];
        LevelEffect[] levels = [.. InitCell.Factors.SelectMany((factor, f) => InitCell.Levels[f].Skip(1).Select((level, l) => new LevelEffect(
            factor, level, InitCell.Levels[f][0], Estimate.OfMean([.. replicates.Select(r => Mean(f, l + 1, r) - Mean(f, 0, r))]))))];
        return new InitEffects(quantity, shares, levels);

        double[] Shares(int[] some)
        {
            double[] parts = MainEffects.Shares(places, [.. values.Select(cell => some.Sum(r => cell[r]) / some.Length)]);
            return [.. parts, 1 - parts.Sum()];
        }

        double Mean(int factor, int level, int replicate)
        {
            double[] of = [.. Enumerable.Range(0, places.Length).Where(i => places[i][factor] == level).Select(i => values[i][replicate])];
            return of.Sum() / of.Length;
        }
    }

    // A share lies between 0 and 1, so its interval does.
    private static Estimate AsShare(Estimate estimate) => estimate with { Low = Math.Max(0, estimate.Low), High = Math.Min(1, estimate.High) };
}
