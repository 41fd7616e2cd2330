using System.CommandLine;
using Minima.Geometry;
using Minima.Studies;

namespace Minima.Cli.Commands;

/// <summary><c>minima connect</c>: a curve of low cost between two networks.</summary>
internal static class ConnectCommand
{
    public static Page Create(Output output, Interruption interruption)
    {
        var usual = new CurveOptions();
        Argument<string> first = new("A") { Description = "RUN@EPOCH, RUN@last, a run's folder (its last snapshot), or a file; t = 0", Arity = ArgumentArity.ExactlyOne };
        Argument<string> second = new("B") { Description = "The same; t = 1", Arity = ArgumentArity.ExactlyOne };
        Option<CurveKind> kind = Options.Choice(
            "--curve", "A quadratic Bezier curve, or two straight pieces that meet in the middle", usual.Kind, ("bezier", CurveKind.Bezier), ("polygon", CurveKind.Polygon));
        Option<int> epochs = Options.Integer("--epochs", "Passes over the training set for each curve", usual.Epochs, 1, 100000);
        Option<int> batch = Options.Integer("--batch-size", "Examples that share one place on the curve", usual.BatchSize, 1, 100000);
        Option<double> rate = Options.Number("--learning-rate", "Adam's rate at the beginning; it falls to zero as half a cosine", usual.LearningRate, zeroAllowed: false);
        Option<int> points = Options.Integer("--points", "Places that are measured on each way, both ends counted", 61, 2, 10001);
        Option<double> l2 = Options.Number("--l2", "Factor of the squared weights in the cost (default: that of A's run, or of B's; 0.0001 for files)", 0, zeroAllowed: true);
        l2.DefaultValueFactory = null;
        Option<uint> seed = Options.Seed("--seed", "Of the order of batches and their places, of the alignment's starts, and of the random copy of A", 0);
        Option<string?> data = SharedOptions.DataOfRun();
        Option<int> threads = SharedOptions.Threads();
        Option<string?> csv = Options.Text("--csv", "FILE", "Write every place of every way as CSV");
        Option<string?> figure = Options.Text("--figure", "FILE.svg", "Draw cost, loss and error along the ways; FILE.csv beside it has the points");
        Option<bool> force = Options.Flag("--force", "Overwrite files");
        var foreign = new ForeignOptions();

        var page = new Page("connect", "Looks for a curve of low cost between two networks, beside the straight lines between them.")
        {
            Explanation = "The ends stay where they are; one point between them bends the curve, and is trained so that the mean cost along it is least (Garipov et al. 2018). "
                + "It is done to B as it is and to the copy of B that lies closest to A, and in the same table stand the straight lines.\n\n"
                + "A curve of low cost exists between nearly any two minima, so finding one is no evidence that two trainings found the same: for the same effort the "
                + "control connects A with a random copy of itself.",
            Examples =
            [
                new Example("minima connect runs/zero runs/rand --figure connect.svg", "The last snapshots of two runs"),
                new Example("minima connect runs/zero runs/rand --curve polygon --epochs 50", "Two straight pieces, with more effort"),
            ],
        };
        page.Add(first, second);
        page.Add("The curve", kind, epochs, batch, rate, seed);
        page.Add("What is measured", points, l2, data, threads);
        page.Add("Files", csv, figure, force);
        page.Add(ForeignOptions.Heading, foreign.All);
        return page.Does(asked =>
        {
            var request = new ConnectRequest
            {
                A = asked.GetValue(first)!,
                B = asked.GetValue(second)!,
                L2 = asked.GetResult(l2) is null ? null : asked.GetValue(l2),
                DataName = asked.GetValue(data),
                Files = new OutputFiles(asked.GetValue(csv), asked.GetValue(figure), asked.GetValue(force)),
                Told = foreign.Read(asked),
                Options = new ConnectOptions
                {
                    Points = asked.GetValue(points),
                    Seed = asked.GetValue(seed),
                    Training = new CurveOptions
                    {
                        Kind = asked.GetValue(kind),
                        Epochs = asked.GetValue(epochs),
                        BatchSize = asked.GetValue(batch),
                        LearningRate = asked.GetValue(rate),
                        Seed = asked.GetValue(seed),
                        Threads = asked.GetValue(threads),
                    },
                },
            };
            return request.Run(output, interruption.Token);
        });
    }
}
