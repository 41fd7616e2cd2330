using System.CommandLine;
using Minima.Geometry;
using Minima.Studies.Comparisons;
using Minima.Studies.Reports;

namespace Minima.Cli.Commands;

/// <summary><c>minima report</c>: all that is known of some runs, as one page.</summary>
internal static class ReportCommand
{
    /// <summary>Chebyshev points of the surface along each axis: off by less than a picture shows (docs/surface.md).</summary>
    private const int SurfaceNodes = 17;

    public static Page Create(Output output, Interruption interruption)
    {
        Argument<string[]> runs = new("RUN...") { Description = $"Folders of runs, at most {Report.MostRuns}", Arity = ArgumentArity.OneOrMore };
        Option<string?> file = Options.Text("--out", "FILE.html", "The page", "report.html");
        Option<string?> title = Options.Text("--title", "TEXT", "Its heading (default: the runs' names)");
        Option<bool> force = Options.Flag("--force", "Overwrite the file");
        Option<int> every = Options.Integer("--every", "Compare two runs at every N-th of their common epochs, and at the last; 0: at about 25 of them", 0, 0, 1_000_000);
        Option<bool> surface = Options.Flag("--surface", "Measure the loss below the ways too, for maps and surfaces that can be turned; it takes minutes");
        Option<int> points = Options.Integer("--points", "Points of the surface along each axis", 41, 5, 201);
        Option<AlignmentBy[]?> by = Options.Choices(
            "--by", "What units are matched by beside their weights; the lowest line counts, and is named", "all",
            ("activations", AlignmentBy.Activations), ("contribution", AlignmentBy.Contribution), ("loss", AlignmentBy.Loss));
        Option<uint> seed = Options.Seed("--seed", "Seed of all that is drawn: starts, null, bootstrap", 0);
        Option<string?> data = SharedOptions.DataOfRun();
        Option<int> threads = SharedOptions.Threads();
        var page = new Page("report", "Writes all that is known of runs into one page that opens anywhere.")
        {
            Explanation = "The page is one file. It asks the network for nothing, so it can be sent, kept and opened years later. The verdict comes first, in words: did the runs find "
                + "the same minimum, and how sure is that? Below it stand errors and costs by epoch, distances to the end and between the runs, the line between them with its "
                + "barrier, the digits that are read wrongly, the hidden units as pictures, the ways of the runs in one plane, configuration, seeds, fingerprints and commands. "
                + "A slider moves all views through the epochs; each figure can be saved as SVG and CSV.",
            Examples =
            [
                new Example("minima report runs/zero runs/rand", "Two runs, into report.html"),
                new Example("minima report runs/zero --out zero.html", "One run alone"),
                new Example("minima report runs/zero runs/rand --surface --force", "With the loss below the ways"),
                new Example("minima report runs/zero runs/rand --every 1 --by all --out all.html", "At every common epoch, units matched in every way that is known"),
                new Example("minima report runs/zero runs/rand --json", "The page's data, and no page unless --out names one"),
            ],
        };
        page.Add(runs);
        page.Add("The page", file, title, force);
        page.Add("What it holds", every, surface, points);
        page.Add("How it is measured", by, seed, data, threads);
        return page.Does(asked => new ReportRequest
        {
            Names = asked.GetValue(runs)!,
            File = output.IsJson && asked.GetResult(file) is not { Implicit: false } ? null : asked.GetValue(file),
            Title = asked.GetValue(title),
            Force = asked.GetValue(force),
            Every = asked.GetValue(every),
            SurfacePoints = asked.GetValue(surface) ? asked.GetValue(points) : null,
            SurfaceNodes = Math.Min(SurfaceNodes, asked.GetValue(points)),
            Comparison = new ComparisonOptions
            {
                Alignment = new AlignmentOptions { Seed = asked.GetValue(seed), Threads = asked.GetValue(threads) },
                MoreMatchings = asked.GetValue(by) ?? [],
            },
            DataName = asked.GetValue(data),
            Threads = asked.GetValue(threads),
        }.Run(output, interruption.Token));
    }
}
