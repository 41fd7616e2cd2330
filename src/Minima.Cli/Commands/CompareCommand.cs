using System.CommandLine;
using Minima.Curvature;
using Minima.Geometry;
using Minima.Studies.Comparisons;

namespace Minima.Cli.Commands;

/// <summary><c>minima compare</c>: are two networks, or two runs, the same minimum?</summary>
internal static class CompareCommand
{
    private const int MostDraws = 100_000;

    // Of the search by loss: half of what `minima align` takes. On the experiment's series the lowest copy is met within thirty.
    private const int Steps = 50;

    public static Page Create(Output output, Interruption interruption)
    {
        Argument<string> first = new("A") { Description = "RUN@EPOCH, RUN@last, a run's folder, or a file; it is never changed", Arity = ArgumentArity.ZeroOrOne };
        Argument<string> second = new("B") { Description = "The same; two runs' folders are compared epoch by epoch", Arity = ArgumentArity.ZeroOrOne };
        var usual = new VerdictThresholds();
        Option<double> untrained = Options.Number(
            "--untrained", "A training loss of at least this share of ln(classes) is that of an untrained network", usual.Untrained, zeroAllowed: false);
        Option<double> distance = Options.Number(
            "--same-distance", "Largest relative distance, after alignment, of the same function", usual.RelativeDistance, zeroAllowed: true);
        Option<double> logProbability = Options.Number(
            "--same-logprob", "Largest difference of log-probabilities of the same function", usual.LogProbability, zeroAllowed: true);
        Option<double> rise = Options.Number(
            "--basin", "Largest rise of the training cost on the line, as a share of the higher end's, within one basin", usual.CostRise, zeroAllowed: true);
        Option<double> barrier = Options.Number(
            "--connected", "Error barriers below this fraction connect", usual.ErrorBarrier, zeroAllowed: false);
        Option<AlignmentBy[]?> by = Options.Choices(
            "--by", "What units are matched by beside their weights; the lowest line counts, and is named (default: all; weights is the quickest)", "all",
            ("weights", AlignmentBy.Weights), ("activations", AlignmentBy.Activations), ("contribution", AlignmentBy.Contribution), ("loss", AlignmentBy.Loss));
        Option<int> starts = Options.Integer("--starts", "Random starts of the alignment beside three fixed ones, for two hidden layers and more", 3, 0, 1000);
        Option<int> nullDraws = Options.Integer("--null", "How often the null is drawn", 20, 1, 10_000);
        Option<int> draws = Options.Integer("--draws", "Bootstrap samples of the test set", 1000, 1, MostDraws);
        Option<uint> seed = Options.Seed("--seed", "Seed of all that is drawn: starts, null, bootstrap", 0);
        Option<double> l2 = Options.Number("--l2", "Factor of the squared weights in the cost (default: that of A's run, or of B's; 0.0001 for files)", 0, zeroAllowed: true);
        l2.DefaultValueFactory = null;
        Option<string?> data = Options.Text(
            "--data", "auto|mnist|digits|PATH", "The data to compare on (default: a run's own; for files auto, which is MNIST where it is found and otherwise the built-in digits)");
        Option<int> threads = SharedOptions.Threads();
        Option<bool> polish = Options.Flag("--polish", "Take A, the aligned copy of B and their midpoint on to critical points, and say whether they are one: takes long");
        Option<string?> polishOut = Options.Text("--polish-out", "DIR", "Write those points as a.npz, b.npz and middle.npz; stopped, the same command goes on from what DIR keeps");
        Option<int> products = Options.Integer("--max-products", "The most products with the Hessian that each point may take", new PolishOptions().MaxProducts, 1, 100_000_000);
        Option<string?> csv = Options.Text("--csv", "FILE", "Write the rules, or of two runs every epoch, as CSV");
        Option<string?> figure = Options.Text("--figure", "FILE.svg", "Of two runs: draw distance, overlap, cosine and barrier by epoch; FILE.csv beside it has the points");
        Option<bool> force = Options.Flag("--force", "Overwrite files");
        Option<bool> strict = Options.Flag("--strict", "End with exit code 1 unless the verdict is identical, same-function or same-basin");
        Option<string[]?> logits = Options.Pairs("--logits", "A.npy B.npy", "Instead of A and B: what two models of any kind said, logits [examples, classes] in f2, f4 or f8", 1);
        Option<string?> labels = Options.Text("--labels", "Y.npy", "With --logits: the true classes, integers [examples]");
        Option<string[]?> activations = Options.Pairs(
            "--activations", "A.npy B.npy", "With --logits: what a layer of each gave, [examples, features], for linear CKA; several pairs of files, or of .npz with a layer each array", 50);
        Option<int> bins = Options.Integer("--bins", "With --logits: bins of the expected calibration error", Calibration.UsualBins, 1, 10_000);
        var foreign = new ForeignOptions();

        var page = new Page("compare", "Tells whether two networks are the same minimum, with every figure that the answer rests on.")
        {
            Explanation = "A raw distance cannot say it: a network has many copies that compute the same function. So B is aligned to A by its symmetries, the straight "
                + "line between them is walked, raw and aligned, and each rule of the verdict is held against its threshold: untrained, not-comparable, identical, "
                + "same-function, same-basin, connected, different, no-symmetry-found; the first that applies is the verdict. Alignment can show that two networks are "
                + "the same; that it finds nothing does not show that they differ.\n\n"
                + "Beside it stand a null (what alignment finds where no unit is shared), a random copy of A itself, how far both predict alike and what chance would "
                + "give, how alike their layers are, averaged weights and predictions, and how sure the test-set figures are.\n\n"
                + "Of any other model --logits compares what it said: where both disagree, who errs more, how well each is calibrated, and what averaging both gains.",
            Examples =
            [
                new Example("minima compare runs/zero@500 runs/rand@500", "Two snapshots"),
                new Example("minima compare runs/zero@500 runs/rand@500 --by weights", "Units matched by their weights alone: half of the time"),
                new Example("minima compare runs/zero@500 runs/rand@500 --polish --polish-out critical", "To the letter: are their critical points one, up to symmetry?"),
                new Example("minima compare runs/zero runs/rand --figure course.svg", "Two runs: when did they part?"),
                new Example("minima compare runs/zero@last theirs.pt --data mnist", "With another tool's network"),
                new Example("minima compare runs/zero@last runs/copy@last --strict", "In a script: exit code 1 unless they are the same"),
                new Example("minima compare --logits a.npy b.npy --labels y.npy", "Any two models, by what they said of the same examples"),
                new Example("minima compare --logits a.npy b.npy --labels y.npy --activations a.npz b.npz", "And how alike their layers are"),
                new Example("minima compare --logits a.npy b.npy --labels y.npy --fail-if disagreement>0.01", "In a script: exit code 1 where they disagree on more than 1 %"),
                new Example("minima compare runs/zero@500 runs/wide@500", "Other shapes: what they do is compared all the same"),
            ],
        };
        page.Add(first, second);
        page.Add("Where the rules draw their lines", untrained, distance, logProbability, rise, barrier, strict);
        page.Add("How it is measured", by, starts, nullDraws, draws, seed, l2, data, threads);
        page.Add("Models of any kind", logits, labels, activations, bins);
        page.Add("The literal answer", polish, polishOut, products);
        page.Add("Files", csv, figure, force);
        page.Add(ForeignOptions.Heading, foreign.All);
        return page.Does(asked =>
        {
            string? a = asked.GetValue(first), b = asked.GetValue(second);
            if (asked.GetValue(logits) is { Length: > 0 } said)
            {
                if (a is not null)
                    throw new UnusableInputException($"--logits compares what two models said, and '{a}' names a model. Leave one of them out.");
                return new LogitsRequest
                {
                    Logits = said,
                    Labels = asked.GetValue(labels),
                    Options = new LogitsOptions
                    {
                        Bins = asked.GetValue(bins),
                        LogProbability = asked.GetValue(logProbability),
                        Activations = [.. (asked.GetValue(activations) ?? []).Chunk(2).Select(static pair => (pair[0], pair[1]))],
                        Threads = asked.GetValue(threads),
                    },
                }.Run(output, interruption.Token);
            }

            if (asked.GetValue(labels) is not null || asked.GetValue(activations) is { Length: > 0 })
                throw new UnusableInputException("--labels and --activations belong to --logits a.npy b.npy. Add it, or leave them out.");
            if (a is null || b is null)
                throw new UnusableInputException($"{(a is null ? "A" : "B")} is missing: {first.Description}. Name two networks, or what two models said (--logits a.npy b.npy --labels y.npy).");
            var request = new CompareRequest
            {
                First = a,
                Second = b,
                Options = new ComparisonOptions
                {
                    Alignment = new AlignmentOptions
                    {
                        RandomStarts = asked.GetValue(starts),
                        NullDraws = asked.GetValue(nullDraws),
                        Steps = Steps,
                        Seed = asked.GetValue(seed),
                        Threads = asked.GetValue(threads),
                    },
                    MoreMatchings = asked.GetValue(by) is { Length: > 0 } named ? named : [AlignmentBy.Activations, AlignmentBy.Contribution, AlignmentBy.Loss],
                    Draws = asked.GetValue(draws),
                    Thresholds = new VerdictThresholds
                    {
                        Untrained = asked.GetValue(untrained),
                        RelativeDistance = asked.GetValue(distance),
                        LogProbability = asked.GetValue(logProbability),
                        CostRise = asked.GetValue(rise),
                        ErrorBarrier = asked.GetValue(barrier),
                    },
                },
                Polish = asked.GetValue(polish) || asked.GetValue(polishOut) is not null
                    ? new PolishOptions { MaxProducts = asked.GetValue(products), Seed = asked.GetValue(seed), Threads = asked.GetValue(threads) } : null,
                PolishOut = asked.GetValue(polishOut),
                L2 = asked.GetResult(l2) is null ? null : asked.GetValue(l2),
                DataName = asked.GetValue(data),
                Files = new OutputFiles(asked.GetValue(csv), asked.GetValue(figure), asked.GetValue(force)),
                Strict = asked.GetValue(strict),
                Told = foreign.Read(asked),
            };
            return request.Run(output, interruption.Token);
        });
    }
}
