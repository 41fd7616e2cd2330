using System.Globalization;
using Minima.Curvature;
using Minima.Figures;

namespace Minima.Studies;

/// <summary>Curvature as figures: the spectrum of a snapshot, and what becomes of it along a run.</summary>
public static class CurvatureFigures
{
    private const int Points = 400;
    private const double Near = 10;

    /// <summary>Draws a study: the spectrum of its only snapshot, or the way of all.</summary>
    public static Figure Draw(CurvatureStudy study) => study.Rows.Count == 1 ? Spectrum(study) : Way(study);

    private static Figure Spectrum(CurvatureStudy study)
    {
        SnapshotCurvature row = study.Rows[0];
        Spectrum spectrum = row.Spectrum;
        IReadOnlyList<SpectralNode> nodes = spectrum.Density.Nodes;
        double low = nodes[0].Value, high = nodes[^1].Value, width = Math.Max(high - low, 1e-12) / 200;
        double[] x = [.. Enumerable.Range(0, Points + 1).Select(i => low - (4 * width) + ((high - low + (8 * width)) * i / Points))];
        double[] density = [.. x.Select(value => spectrum.Density.At(value, width))];

        // The floor is a tenth of one eigenvalue within the width: what is less says nothing.
        double least = 0.1 / study.Network.Layout.Count / width;
        var curve = new Series("density", x, [.. density.Select(value => Math.Max(value, least))]);
        var found = new Series(
            $"{spectrum.Largest.Count} largest", [.. spectrum.Largest.Select(static pair => pair.Value)],
            [.. spectrum.Largest.Select(pair => spectrum.Density.At(pair.Value, width))])
        { Role = SeriesRole.Points };
        return new Figure($"Spectrum of the {study.Options.OfWord}'s Hessian: {study.Name}",
        [
            new Chart(new Axis("eigenvalue"), new Axis("share of all, per unit", null, AxisScale.Logarithmic), [curve, found]) { Title = "density" },
            new Chart(
                new Axis("size of the eigenvalue", null, AxisScale.Logarithmic), new Axis("share beyond it", null, AxisScale.Logarithmic),
                [Beyond("positive", nodes, 1), Beyond("negative", nodes, -1)])
            {
                Title = "share of eigenvalues beyond a size",
                Lines = spectrum.Penalty > 0 ? [new ReferenceLine(Orientation.Vertical, spectrum.Penalty, "2 l2")] : [],
            },
        ])
        {
            Subtitle = $"{SnapshotSheet.Sizes(study.Network)} perceptron, {study.Examples:N0} training examples of {study.Data.Name}",
            Note = $"Stochastic Lanczos quadrature: {study.Options.Spectrum.Probes} random starts of {study.Options.Spectrum.Steps} steps; each node spread over "
                + $"{width:G3} in the left chart. Exactly {spectrum.Known.OfPenalty:N0} of {study.Network.Layout.Count:N0} eigenvalues "
                + $"({100.0 * spectrum.Known.OfPenalty / study.Network.Layout.Count:F3} %) are {spectrum.Penalty:G3}, and {spectrum.Known.Flat} is 0.",
        };
    }

    // Steps, so that a node with many eigenvalues is seen as the wall that it is.
    private static Series Beyond(string name, IReadOnlyList<SpectralNode> nodes, int sign)
    {
        SpectralNode[] own = [.. nodes.Where(node => node.Share > 0 && node.Value * sign > 0).OrderBy(node => Math.Abs(node.Value))];
        List<double> x = [], y = [];
        double share = own.Sum(static node => node.Share);
        foreach (SpectralNode node in own)
        {
            x.Add(Math.Abs(node.Value));
            y.Add(share);
            share -= node.Share;
            if (share < 1e-12)
                break;
            x.Add(Math.Abs(node.Value));
            y.Add(share);
        }

        return new Series(name, x, y);
    }

    private static Figure Way(CurvatureStudy study)
    {
        double[] epochs = [.. study.Rows.Select(static row => (double)(row.Epoch ?? 0))];
        string of = study.Options.OfWord;
        Series Line(string name, Func<SnapshotCurvature, double> value) => new(name, epochs, [.. study.Rows.Select(value)]);
        int top = study.Rows.Min(static row => row.Spectrum.Largest.Count);
        int[] shown = [.. new[] { 1, 2, 5, 10 }.Where(i => i <= top)];

        // Where the edge is far away, a line there would flatten all else.
        double? edge = 2 / study.LearningRate;
        bool isNear = edge <= Near * study.Rows.Max(static row => row.Spectrum.Largest.Count > 0 ? row.Spectrum.Largest[0].Value : 0);
        return new Figure($"Curvature of the {of} along the way: {study.Name}",
        [
            new Chart(new Axis("epoch"), new Axis("eigenvalue", null, AxisScale.Logarithmic), [.. shown.Select(i => Line(i == 1 ? "largest" : $"number {i}", row => row.Spectrum.Largest[i - 1].Value))])
            {
                Title = "largest eigenvalues",
                Lines = isNear ? [new ReferenceLine(Orientation.Horizontal, edge!.Value, "2 / rate")] : [],
            },
            new Chart(new Axis("epoch"), new Axis("eigenvalue"), [Line("smallest", static row => row.Spectrum.Smallest.Count > 0 ? row.Spectrum.Smallest[0].Value : double.NaN)]) { Title = "smallest eigenvalue" },
            new Chart(new Axis("epoch"), new Axis("L2", null, AxisScale.Logarithmic), [Line("gradient norm", static row => row.GradientNorm), Line("one more epoch moves", static row => row.Movement?.Distance ?? double.NaN)]) { Title = "how far from rest" },
            new Chart(new Axis("epoch"), new Axis("share of the gradient's square"), [Line("in the space of the largest", static row => row.Spectrum.GradientShare)]) { Title = $"gradient in the top-{study.Options.Spectrum.Top} eigenspace" },
            new Chart(new Axis("epoch"), new Axis("trace"), [new Series("trace", epochs, [.. study.Rows.Select(static row => row.Spectrum.Trace.Value)])
            {
                Band = new Band(
                    [.. study.Rows.Select(static row => row.Spectrum.Trace.Value - (2 * row.Spectrum.Trace.StandardError))],
                    [.. study.Rows.Select(static row => row.Spectrum.Trace.Value + (2 * row.Spectrum.Trace.StandardError))]),
            }]) { Title = "trace" },
        ])
        {
            Subtitle = $"{SnapshotSheet.Sizes(study.Network)} perceptron, {study.Examples:N0} training examples of {study.Data.Name}",
            Note = "Smallest: outside the directions whose curvature is known. Band of the trace: two standard errors."
                + (edge is null || isNear ? "" : string.Create(CultureInfo.InvariantCulture, $" 2 / learning rate is {edge:G4}, far above all.")),
        };
    }
}
