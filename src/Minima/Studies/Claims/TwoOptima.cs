namespace Minima.Studies.Claims;

/// <summary>(e) So the series converge to two different optima.</summary>
internal static class TwoOptima
{
    public static Claim Test(SeriesPair pair) => new(
        "e",
        "The two series are converging to two different optima.",
        new Dictionary<string, object?>(StringComparer.Ordinal),
        new Dictionary<string, object?>(StringComparer.Ordinal) { ["distance_at_end"] = pair.Rows[^1].Between.Total.L2 },
        Holds: null,
        $"A raw distance ({pair.Rows[^1].Between.Total.L2:G4} in all) cannot decide it: with {Units(pair)} hidden units, every point has 2^{Units(pair)} * "
        + $"{Units(pair)}! copies that compute the same function, reached by reordering units and flipping their signs, and two copies of one minimum lie "
        + "as far apart as two strangers. The copies have to be matched first, and that comparison is not built yet.");

    private static int Units(SeriesPair pair) => pair.First.Configuration.Network.Layers[0].Outputs;
}
