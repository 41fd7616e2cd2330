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
            string.Join(" ", notes)
            + (decayEpochs is { } epochs ? $" Weight decay alone shrinks every weight with a time constant of {epochs:F0} epochs." : "")
            + $" Of the distance of {output.Biases} at the end, {last.Shift.Biases:G4} ({share:P0}) is a constant added to all biases: softmax does not "
            + "see it, gradient descent never moves along it, and the series keep what they were born with.");
    }

    private static string Note(ParameterDistance start, ParameterDistance end)
    {
        double fall = end.L2 / start.L2, fallIfUnrelated = end.IfUnrelated / start.IfUnrelated;
        string figures = $"{end.Name}: {start.L2:G4} at the start, {end.L2:G4} at the end";
        if (end.L2 >= start.L2)
            return figures + $" (cosine {end.Cosine:F3}).";

        // Approach would show as a cosine that grows: the distance would fall faster than that of two unrelated vectors of these norms.
        string cause = end.L2 / end.IfUnrelated >= 0.9
            ? $"it falls because both norms shrink, not because they approach: two unrelated vectors of their norms would fall to {fallIfUnrelated:P0} "
                + $"of their distance, it falls to {fall:P0}, and the cosine is {end.Cosine:F3}."
            : $"it falls to {fall:P0} where two unrelated vectors of their norms would fall to {fallIfUnrelated:P0}: here they do approach (cosine "
                + $"{start.Cosine:F3} at the start, {end.Cosine:F3} at the end).";
        return figures + "; " + cause;
    }

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
