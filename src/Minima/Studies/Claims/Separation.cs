using Minima.Geometry;
using Minima.Minimisation;
using Minima.Networks;

namespace Minima.Studies.Claims;

/// <summary>(d) The distances between the series do not decrease.</summary>
internal static class Separation
{
    public static Claim Test(SeriesPair pair, int batchesPerEpoch)
    {
        PairAtEpoch first = pair.Rows[0], last = pair.Rows[^1];
        var courses = new List<Dictionary<string, object?>>();
        var notes = new List<string>();
        bool holds = true;
        foreach (ParameterDistance end in last.Between.Parameters)
        {
            ParameterDistance start = first.Between[end.Name];
            int? fallsAt = FirstFall(pair, end.Name);
            holds &= fallsAt is null;
            courses.Add(Course(pair, end.Name, fallsAt));
            notes.Add(Note(start, end, fallsAt));
        }

        Layer output = pair.First.Configuration.Network.Layers[^1];
        double share = last.Shift.Biases / last.Between[output.Biases].L2;
        DescentOptions descent = pair.First.Configuration.Descent;
        double? decayEpochs = descent.L2 > 0 ? 1 / (2 * descent.LearningRate * descent.L2 * batchesPerEpoch) : null;
        return new Claim(
            "d",
            "The distances between the two series do not decrease.",
            new Dictionary<string, object?>(StringComparer.Ordinal),
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["courses"] = courses,
                ["decay_time_constant_epochs"] = decayEpochs,
                ["output_b_softmax_shift"] = last.Shift.Biases,
                ["output_W_softmax_shift"] = last.Shift.Weights,
            },
            pair.Rows.Count > 1 ? holds : null,
            (pair.Rows.Count > 1 ? "" : "One saved epoch has no course. ") + string.Join(" ", notes)
            + (decayEpochs is { } epochs ? $" Weight decay alone shrinks every weight with a time constant of {epochs:F0} epochs." : "")
            + $" Of the distance of {output.Biases} at the end, {last.Shift.Biases:G4} ({share:P0}) is a constant added to all biases: softmax does not "
            + "see it, gradient descent never moves along it, and the series keep what they were born with.");
    }

    /// <summary>The first saved epoch at which the distance is below that of the one before.</summary>
    private static int? FirstFall(SeriesPair pair, string name) => pair.Rows.Zip(pair.Rows.Skip(1))
        .FirstOrDefault(step => !(step.Second.Between[name].L2 >= step.First.Between[name].L2)).Second?.Epoch;

    private static string Note(ParameterDistance start, ParameterDistance end, int? fallsAt)
    {
        double fall = end.L2 / start.L2, fallIfUnrelated = end.IfUnrelated / start.IfUnrelated;
        string figures = $"{end.Name}: {start.L2:G4} at the start, {end.L2:G4} at the end";
        if (end.L2 >= start.L2)
            return figures + (fallsAt is { } epoch ? $", though it falls in between, first at epoch {epoch}" : "") + $" ({Cosine(end)}).";

        // Approach would show as a cosine that grows: the distance would fall further than that of two unrelated vectors of these norms.
        string cause = fall >= 0.9 * fallIfUnrelated
            ? $"it falls because the norms shrink (zero {start.NormA:G4} to {end.NormA:G4}, random {start.NormB:G4} to {end.NormB:G4}), not because "
                + $"they approach: two unrelated vectors of these norms would fall to {fallIfUnrelated:P1} of their distance, it falls to {fall:P1} "
                + $"({Cosine(end)})."
            : $"it falls to {fall:P1} where two unrelated vectors of their norms would fall to {fallIfUnrelated:P1}: here they do approach "
                + $"({Cosine(start)} at the start, {Cosine(end)} at the end).";
        return figures + "; " + cause;
    }

    private static string Cosine(ParameterDistance distance) =>
        distance.Cosine is { } cosine ? $"cosine {cosine:F3}" : "no cosine, as one of them is 0";

    private static Dictionary<string, object?> Course(SeriesPair pair, string name, int? fallsAt) => new(StringComparer.Ordinal)
    {
        ["parameter"] = name,
        ["first_epoch_nearer"] = fallsAt,
        ["rows"] = pair.Rows.Select(row => new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["epoch"] = row.Epoch,
            ["l2"] = row.Between[name].L2,
            ["unrelated"] = row.Between[name].IfUnrelated,
            ["cosine"] = row.Between[name].Cosine,
        }).ToArray(),
    };
}
