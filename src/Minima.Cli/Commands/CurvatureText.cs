using System.Globalization;
using Minima.Curvature;
using Minima.Figures;
using Minima.Studies;

namespace Minima.Cli.Commands;

/// <summary>What <c>minima curvature</c> prints for a person.</summary>
internal static class CurvatureText
{
    /// <summary>Of a single snapshot.</summary>
    public static string OfOne(CurvatureStudy study)
    {
        SnapshotCurvature row = study.Rows[0];
        Spectrum spectrum = row.Spectrum;
        string of = study.Options.OfWord;
        int parameters = study.Network.Layout.Count, top = spectrum.Largest.Count;
        var table = new Table(
            new Column("largest", Format: "F6"), new Column("residual", Format: "E1"), new Column("  smallest", Format: "E4"), new Column("residual", Format: "E1"));
        for (int i = 0; i < Math.Max(top, spectrum.Smallest.Count); i++)
        {
            Eigenvalue? largest = i < top ? spectrum.Largest[i] : null, smallest = i < spectrum.Smallest.Count ? spectrum.Smallest[i] : null;
            table.Add(largest?.Value, largest?.Residual, smallest?.Value, smallest?.Residual);
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            Curvature of the {of} at {study.Name}, on {study.Examples} training examples of {study.Data.Name}

            loss            {row.Loss:F6} nats, {row.Errors} errors; cost {row.Cost:F6} (l1 {study.Options.L1}, l2 {study.Options.L2})
            gradient        {row.GradientNorm:E4} (L2 norm, of the {of})
            one more epoch  {Moves(row)}
            trace           {spectrum.Trace.Value:F4} +- {spectrum.Trace.StandardError:F4} ({parameters} parameters)
            known           {spectrum.Known.OfPenalty} directions ({100.0 * spectrum.Known.OfPenalty / parameters:F3} %) have the curvature {spectrum.Penalty:G6}: {Known(study)}; {spectrum.Known.Flat} has 0
                            a product with a random mix of them is what it must be, to {spectrum.KnownDeviation:E1}
            density         {Density(spectrum)}
            gradient in the space of the {top} largest: {100 * spectrum.GradientShare:F2} % of its square

            {table.ToText()}
            """);
    }

    /// <summary>Of a run.</summary>
    public static string OfMany(CurvatureStudy study)
    {
        var table = new Table(
            new Column("epoch"), new Column("loss", Format: "F6"), new Column("cost", Format: "F6"), new Column("gradient", Format: "E3"), new Column("epoch moves", Format: "F5"),
            new Column("largest", Format: "F4"), new Column("number 10", Format: "F4"), new Column("smallest", Format: "E2"), new Column("trace", Format: "F3"), new Column("+-", Format: "F3"),
            new Column("gradient share", Format: "F4"));
        foreach (SnapshotCurvature row in study.Rows)
        {
            table.Add(
                row.Epoch, row.Loss, row.Cost, row.GradientNorm, row.Movement?.Distance, At(row.Spectrum.Largest, 0),
                At(row.Spectrum.Largest, 9), At(row.Spectrum.Smallest, 0), row.Spectrum.Trace.Value,
                row.Spectrum.Trace.StandardError, row.Spectrum.GradientShare);
        }

        string rate = study.LearningRate is { } known ? string.Create(CultureInfo.InvariantCulture, $"; 2 / learning rate is {2 / known:G6}") : "";
        return $"Curvature of the {study.Options.OfWord} along {study.Name}, on {study.Examples} training examples of {study.Data.Name}{rate}\n\n{table.ToText()}";
    }

    private static double? At(IReadOnlyList<Eigenvalue> values, int i) => i < values.Count ? values[i].Value : null;

    private static string Moves(SnapshotCurvature row) => row.Movement is { } moved
        ? string.Create(CultureInfo.InvariantCulture, $"moves the parameters by {moved.Distance:F6} (L2; {moved.Relative:E2} of their norm)")
        : "not trained";

    private static string Known(CurvatureStudy study)
    {
        KnownDirections known = study.Rows[0].Spectrum.Known;
        return known.DarkInputs.Count == 0
            ? $"shifts of {study.Network.Layers[^1].Inputs} rows of the output weights"
            : $"weights of {known.DarkInputs.Count} inputs that no example lights, shifts of the rows of the output weights";
    }

    private static string Density(Spectrum spectrum)
    {
        SpectralDensity density = spectrum.Density;
        double edge = spectrum.Largest.Count > 0 ? spectrum.Largest[0].Value / 100 : 0;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{100 * density.ShareAbove(edge):F4} % above {edge:G3} (a hundredth of the largest), {100 * density.ShareBelow(0):F3} % below 0, {100 * density.ShareBelow(-edge):F4} % below -{edge:G3}");
    }
}
