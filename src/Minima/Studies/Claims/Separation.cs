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
            holds &= end.L2 >= start.L2;
            courses.Add(Course(pair, end.Name, start, end));
            notes.Add(Note(start, end));
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

    private static string Note(ParameterDistance start, ParameterDistance end)
    {
        double fall = end.L2 / start.L2, fallIfUnrelated = end.IfUnrelated / start.IfUnrelated;
        string figures = $"{end.Name}: {start.L2:G4} at the start, {end.L2:G4} at the end";
        if (end.L2 >= start.L2)
            return figures + $" ({Cosine(end)}).";

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

    private static Dictionary<string, object?> Course(SeriesPair pair, string name, ParameterDistance start, ParameterDistance end) =>
        new(StringComparer.Ordinal)
        {
            ["parameter"] = name,
            ["start"] = start.L2,
            ["end"] = end.L2,
            ["lowest"] = pair.Rows.Min(row => row.Between[name].L2),
            ["highest"] = pair.Rows.Max(row => row.Between[name].L2),
            ["unrelated_start"] = start.IfUnrelated,
            ["unrelated_end"] = end.IfUnrelated,
            ["cosine_start"] = start.Cosine,
            ["cosine_end"] = end.Cosine,
        };
}
