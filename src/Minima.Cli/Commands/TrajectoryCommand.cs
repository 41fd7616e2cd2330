using System.CommandLine;
using Minima.Figures;
using Minima.Geometry;

namespace Minima.Cli.Commands;

/// <summary><c>minima trajectory</c>: the ways of runs in their principal plane.</summary>
internal static class TrajectoryCommand
{
    public static Page Create(Output output, Interruption interruption)
    {
        Argument<string[]> runs = new("RUN...") { Description = "A run's folder; several for one plane of all", Arity = ArgumentArity.OneOrMore };
        Option<SymmetryKind> symmetry = Options.Choice(
            "--symmetry", "What may be done to the later runs to bring their ends close to the first one's, in the aligned plane; none leaves that out", SymmetryKind.Full,
            ("none", SymmetryKind.None), ("permutation", SymmetryKind.Permutation), ("full", SymmetryKind.Full));
        Option<int> every = Options.Integer("--every", "Take every N-th snapshot of each run, and its last", 1, 1, 100000);
        Option<bool> surface = Options.Flag("--surface", "Measure the loss below the ways too, for maps in the figure; it costs far more than all else");
        Option<int> points = Options.Integer("--points", "Points of the surface along each axis", 51, 2, 501);
        Option<int?> interpolate = Options.IntegerIfGiven("--interpolate", "Interpolate the surface from N x N Chebyshev points", 13, 3, 129);
        Option<double> l2 = Options.Number("--l2", "Factor of the squared weights in the cost (default: that of the first run)", 0, zeroAllowed: true);
        l2.DefaultValueFactory = null;
        Option<uint> seed = Options.Seed("--seed", "Of the alignments' random starts", 0);
        Option<string?> data = Options.Text("--data", "auto|mnist|digits|DIR", "The data to read (default: the first run's own)");
        Option<int> threads = SharedOptions.Threads();
        Option<int> rows = Options.Integer("--rows", "Print every N-th snapshot of each run, and its last", 5, 1, 100000);
        Option<AxisScale> levels = Options.Choice(
            "--levels", "Where the maps' lines stand: at equal ratios or at equal differences", AxisScale.Logarithmic, ("log", AxisScale.Logarithmic), ("linear", AxisScale.Linear));
        Option<string?> csv = Options.Text("--csv", "FILE", "Write every snapshot in every plane as CSV");
        Option<string?> figure = Options.Text("--figure", "FILE.svg", "Draw the ways, upon the loss with --surface; FILE.csv beside it has the points");
        Option<bool> force = Options.Flag("--force", "Overwrite files");

        var page = new Page("trajectory", "Shows the ways of runs in their principal plane, and what such a picture hides.")
        {
            Explanation = "The plane is that of the first two principal components of all snapshots minus their mean, exact. For each snapshot it is said how far off the plane it "
                + "lies, and its true loss beside the loss at its foot in the plane, which is what a map shows. Of autoencoders it is the cost of giving uncorrupted examples back.\n\n"
                + "A random walk in many dimensions shows 60.8 % and 15.2 % of its variance along its first two components, as a smooth curve: so each run stands beside "
                + "walks with its own step lengths, in random directions, and with the run's drift.",
            Examples =
            [
                new Example("minima trajectory runs/zero", "One run, with its controls"),
                new Example("minima trajectory runs/zero runs/rand --figure ways.svg", "Two in one plane, raw and aligned"),
                new Example("minima trajectory runs/zero runs/rand --surface --interpolate --figure ways.svg", "Upon the loss"),
            ],
        };
        page.Add(runs);
        page.Add("The plane", symmetry, every, seed);
        page.Add("What is measured", surface, points, interpolate, l2, data, threads);
        page.Add("Output", rows, csv, figure, levels, force);
        return page.Does(asked =>
        {
            var request = new TrajectoryRequest
            {
                Names = asked.GetValue(runs)!,
                Symmetry = asked.GetValue(symmetry),
                Every = asked.GetValue(every),
                WithSurface = asked.GetValue(surface),
                Points = asked.GetValue(points),
                Nodes = asked.GetValue(interpolate) ?? 0,
                L2 = asked.GetResult(l2) is null ? null : asked.GetValue(l2),
                Seed = asked.GetValue(seed),
                DataName = asked.GetValue(data),
                Threads = asked.GetValue(threads),
                Rows = asked.GetValue(rows),
                Levels = asked.GetValue(levels),
                Files = new OutputFiles(asked.GetValue(csv), asked.GetValue(figure), asked.GetValue(force)),
            };
            return request.Run(output, interruption.Token);
        });
    }
}
