using System.CommandLine;
using Minima.Geometry;

namespace Minima.Cli.Commands;

/// <summary><c>minima path</c>: loss, cost and errors on the line between two networks.</summary>
internal static class PathCommand
{
    public static Page Create(Output output, Interruption interruption)
    {
        Argument<string> first = new("A") { Description = "RUN@EPOCH, RUN@last, a run's folder (its last snapshot), or a file; t = 0", Arity = ArgumentArity.ZeroOrOne };
        Argument<string> second = new("B") { Description = "The same; t = 1", Arity = ArgumentArity.ZeroOrOne };
        Option<SymmetryKind> symmetry = Options.Choice(
            "--symmetry", "What may be done to B to bring it close to A: nothing, exchanges of units, or signs, flips and scales too", SymmetryKind.Full,
            ("none", SymmetryKind.None), ("permutation", SymmetryKind.Permutation), ("full", SymmetryKind.Full));
        Option<int> points = Options.IntegerOrNone("--points", "Points of the grid, both ends counted (default: 25)", 2, 1001);
        Option<BarrierDefinition[]?> definitions = Options.Choices(
            "--definition", "Report the barrier as these studies define it too, each on its own grid", "all",
            [.. BarrierDefinition.Published.Select(static known => (known.Name, known))]);
        Option<string?> alignment = Options.Text("--alignment", "FILE.npz", "Walk also to the copy of B that this alignment makes, as `minima align --export` or another tool wrote it");
        Option<bool> linesOnly = Options.Flag("--lines-only", "Leave out what the middles of the lines are short of");
        Option<double> l2 = Options.Number("--l2", "Factor of the squared weights in the cost (default: that of A's run, or of B's; 0.0001 for files)", 0, zeroAllowed: true);
        l2.DefaultValueFactory = null;
        Option<uint> seed = Options.Seed("--seed", "Of the random copy of A, and of the alignments' random starts", 0);
        Option<string?> data = SharedOptions.DataOfRun();
        Option<int> threads = SharedOptions.Threads();
        Option<string?> csv = Options.Text("--csv", "FILE", "Write every point of every line as CSV");
        Option<string?> figure = Options.Text("--figure", "FILE.svg", "Draw loss and error along the lines, raw, permuted and aligned together; FILE.csv beside it has the points");
        Option<string?> losses = Options.Text(
            "--losses", "FILE.npz|FILE.csv", "FILE.npz: write what every single example loses at every point of the lines from A to B, for NumPy. FILE.csv, without A and B: read what was measured elsewhere of the networks that --export wrote, and finish the verdict");
        Option<int> export = Options.IntegerOrNone("--export", "Measure nothing, but write N networks of the raw and of the aligned line as files, both ends counted, to be measured elsewhere", 2, 1001);
        Option<string?> folder = Options.Text("--out", "DIR", "Where --export writes them, and points.csv with room for the figures");
        Option<bool> force = Options.Flag("--force", "Overwrite files");
        var foreign = new ForeignOptions();

        var page = new Page("path", "Walks the straight line between two networks: is there a barrier, and does it stay when their units are matched?")
        {
            Explanation = "At (1 - t) A + t B, from t = 0 to t = 1, the loss (mean negative log-likelihood in nats), the cost (loss with penalties) and the "
                + "errors are measured on the training and the test set. The barrier is the largest excess over the straight mix of the two ends. Three lines "
                + "are compared: raw, to B as it is; permuted, to the copy of B that exchanges of units bring closest to A; aligned, where signs (tanh), flips "
                + "(sigmoid) or scales (ReLU) of units are used as well. All these copies of B compute the same function.\n\n"
                + "Two controls stand beside them: the line from A to a random copy of itself, which has a barrier though nothing differs, and the line from A "
                + "to the snapshot before it in its own run.\n\n"
                + "Of the middle of each line it says how widely the units' sums spread there, beside the ends, and what two other networks made of it do: "
                + "repaired (its units' sums given the mean and spread of the ends) and calibrated (its logits divided by a temperature). They do not lie on "
                + "the line and are no part of its barrier.",
            Examples =
            [
                new Example("minima path runs/zero runs/rand", "The last snapshots of two runs"),
                new Example("minima path runs/zero@100 runs/rand@100 --figure path.svg", "Two snapshots, as a figure"),
                new Example("minima path runs/zero runs/rand --definition frankle", "The barrier as it is defined there: errors above the ends' mean"),
                new Example("minima path runs/zero runs/rand --definition all", "Four published definitions side by side"),
                new Example("minima path runs/zero runs/rand --alignment alignment.npz", "A matching from elsewhere beside ours"),
                new Example("minima path runs/zero runs/rand --losses losses.npz", "Every example's loss, for a paired test of your own"),
                new Example("minima path a.safetensors b.safetensors --layers layers.json --export 25 --out line", "The networks on the line as files, to be measured elsewhere"),
                new Example("minima path --losses line/points.csv", "And the verdict, from what was measured"),
                new Example("minima path theirs.safetensors ours.npz --data mnist", "Files of other tools"),
            ],
        };
        page.Add(first, second);
        page.Add("What is measured", symmetry, alignment, points, definitions, linesOnly, l2, seed, data, threads);
        page.Add("Files", csv, figure, losses, force);
        page.Add("Measured elsewhere", export, folder);
        page.Add(ForeignOptions.Heading, foreign.All);
        return page.Does(asked =>
        {
            string? a = asked.GetValue(first), b = asked.GetValue(second), measured = asked.GetValue(losses);
            bool exports = asked.GetValue(export) > 0;
            if (measured is not null && measured.EndsWith(".csv", StringComparison.OrdinalIgnoreCase))
            {
                if (a is not null || exports)
                    throw new UnusableInputException($"--losses {measured} holds all figures of a line, so that nothing else is read or written. Leave {(a is null ? "--export" : $"'{a}'")} out.");
                return MeasuredPathReport.Run(measured, output);
            }

            if (a is null || b is null)
                throw new UnusableInputException($"{(a is null ? "A is missing: " + first.Description : "B is missing: " + second.Description)}. See `minima path --help`.");
            if (exports || asked.GetValue(folder) is not null)
            {
                if (!exports)
                    throw new UnusableInputException("--out is the folder of --export. Say how many networks of each line (--export 25), or leave it out.");
                if (new Option[] { csv, figure, losses }.FirstOrDefault(option => asked.GetResult(option) is not null) is { } other)
                    throw new UnusableInputException($"--export measures nothing, so there is nothing to put into {other.Name}. Leave one of them out.");
                return new PathExportRequest
                {
                    A = a,
                    B = b,
                    Points = asked.GetValue(export),
                    Folder = asked.GetValue(folder),
                    Symmetry = asked.GetValue(symmetry),
                    Alignment = asked.GetValue(alignment),
                    Seed = asked.GetValue(seed),
                    Force = asked.GetValue(force),
                    Told = foreign.Read(asked),
                }.Run(output, interruption.Token);
            }

            var request = new PathRequest
            {
                A = a,
                B = b,
                Symmetry = asked.GetValue(symmetry),
                Alignment = asked.GetValue(alignment),
                Points = asked.GetValue(points),
                Definitions = asked.GetValue(definitions) ?? [],
                LinesOnly = asked.GetValue(linesOnly),
                L2 = asked.GetResult(l2) is null ? null : asked.GetValue(l2),
                Seed = asked.GetValue(seed),
                DataName = asked.GetValue(data),
                Threads = asked.GetValue(threads),
                Files = new OutputFiles(asked.GetValue(csv), asked.GetValue(figure), asked.GetValue(force)) { Arrays = asked.GetValue(losses) },
                Told = foreign.Read(asked),
            };
            return request.Run(output, interruption.Token);
        });
    }
}
