using System.CommandLine;
using Minima.Figures;

namespace Minima.Cli.Commands;

/// <summary><c>minima distance</c>: along a run, between two runs, or between two snapshots.</summary>
internal static class DistanceCommand
{
    public static Page Create(Output output, Interruption interruption)
    {
        Argument<string> first = new("A") { Description = "A run's folder, or a snapshot: RUN@EPOCH, RUN@last, or a file", Arity = ArgumentArity.ExactlyOne };
        Argument<string?> second = new("B") { Description = "What to measure A against; without it, A is a run", Arity = ArgumentArity.ZeroOrOne };
        Option<string?> to = Options.Text("--to", "SNAPSHOT", "Measure the run A against this snapshot instead of its own last one");
        Option<string?> csv = Options.Text("--csv", "FILE", "Write all figures as CSV");
        Option<string?> figure = Options.Text("--figure", "FILE.svg", "Draw the L2 distances by epoch, a chart for each parameter; FILE.csv beside it has the points");
        Option<AxisScale> scale = Options.Choice(
            "--scale", "The figure's vertical axis", AxisScale.Linear, ("linear", AxisScale.Linear), ("log", AxisScale.Logarithmic));
        Option<bool> force = Options.Flag("--force", "Overwrite files");
        var foreign = new ForeignOptions();
        var settings = new CheckpointSettings();

        var page = new Page("distance", "Measures how far parameters lie apart: along a run, between two runs, or between two snapshots.")
        {
            Explanation = "L2 is ||A - B||, relative is ||A - B|| / ||B||, cosine is <A, B> / (||A|| ||B||); by parameter, and over all of them as one "
                + "vector. Two runs are measured epoch by epoch, over the epochs of which both have a snapshot.",
            Examples =
            [
                new Example("minima distance runs/zero", "Each snapshot to the run's last"),
                new Example("minima distance runs/zero --to runs/rand@500", "Each snapshot to another run's"),
                new Example("minima distance runs/zero runs/rand --figure between.svg", "Two runs, epoch by epoch, as a figure"),
                new Example("minima distance runs/zero@10 runs/zero@500", "Two snapshots"),
                new Example("minima distance runs/zero@last theirs.safetensors", "A snapshot and another tool's file"),
                new Example("minima distance tuned base --group layers\\.\\d+", "Two checkpoints of any architecture and size, in one file or several, by layer"),
            ],
        };
        page.Add(first, second);
        page.Add("What is measured", to);
        page.Add("Files", csv, figure, scale, force);
        page.Add(ForeignOptions.Heading, foreign.All);
        page.Add(CheckpointSettings.Heading, settings.All);
        return page.Does(asked =>
        {
            var request = new DistanceRequest
            {
                First = asked.GetValue(first)!,
                Second = asked.GetValue(second),
                To = asked.GetValue(to),
                Files = new OutputFiles(asked.GetValue(csv), asked.GetValue(figure), asked.GetValue(force)),
                Scale = asked.GetValue(scale),
                Told = foreign.Read(asked),
                Checkpoints = settings.Read(asked),
            };
            return request.Run(output, interruption.Token);
        });
    }
}
