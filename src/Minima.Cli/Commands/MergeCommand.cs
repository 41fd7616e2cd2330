using System.CommandLine;
using Minima.Geometry;
using Minima.Studies;

namespace Minima.Cli.Commands;

/// <summary><c>minima merge</c>: the mean of networks after aligning them.</summary>
internal static class MergeCommand
{
    /// <summary>What <c>--data</c> calls no data at all.</summary>
    public const string NoData = "none";

    private const int MostNetworks = 1000;

    public static Page Create(Output output, Interruption interruption)
    {
        Argument<string> first = new("A") { Description = "RUN@EPOCH, RUN@last, a run's folder (its last snapshot), or a file; the others are aligned to it", Arity = ArgumentArity.ExactlyOne };
        Argument<string[]> others = new("B...") { Description = "One or more further networks of the same layers, named in the same way", Arity = new ArgumentArity(1, MostNetworks) };
        Option<double[]?> weights = Options.Numbers("--weights", "LIST", "The networks' weights in the mean, such as 0.7,0.3, divided by their sum (default: all alike)", 0, 1e9);
        Option<SymmetryKind> symmetry = Options.Choice(
            "--symmetry", "What may be done to the others: nothing, exchanges of units, or also their signs (ReLU: scales)", SymmetryKind.Full,
            ("none", SymmetryKind.None), ("permutation", SymmetryKind.Permutation), ("full", SymmetryKind.Full));
        Option<AlignmentBy> by = Options.Choice(
            "--by", "What units are matched by: the closest copy, what they give or add on training examples, or the lowest loss in the middle", AlignmentBy.Weights,
            ("weights", AlignmentBy.Weights), ("activations", AlignmentBy.Activations), ("contribution", AlignmentBy.Contribution), ("loss", AlignmentBy.Loss));
        Option<int> starts = Options.Integer("--starts", "Random starts beside three fixed ones, for two hidden layers and more", 3, 0, 1000);
        Option<uint> seed = Options.Seed("--seed", "Seed of the random starts", 0);
        Option<string?> data = Options.Text(
            "--data", "auto|mnist|digits|PATH|none", "The data to evaluate on (default: a run's own; for files auto, which is MNIST where it is found and otherwise the built-in digits); none evaluates nothing");
        Option<int> threads = SharedOptions.Threads();
        Option<string?> file = Options.Text("--out", "FILE", "Write the aligned mean as a snapshot");
        Option<bool> force = Options.Flag("--force", "Overwrite the file");
        var foreign = new ForeignOptions();

        var page = new Page("merge", "Makes one network of several: the mean of their weights after aligning them, with its errors beside theirs.")
        {
            Explanation = "The mean of two trainings' weights is of little use as they are: units of the one stand where other units of the other do. So all networks but "
                + "the first are aligned to it by their symmetries, and then averaged. Beside the errors of that mean stand those of the networks, of their mean as they are, "
                + "and of the mean of their predictions, which takes all of them at every use.",
            Examples =
            [
                new Example("minima merge runs/zero runs/rand --out merged.safetensors", "The last snapshots of two runs"),
                new Example("minima merge runs/a runs/b runs/c --weights 0.5,0.25,0.25", "Three, not all alike; B and C are aligned to A"),
                new Example("minima merge runs/zero runs/rand --by activations", "Units matched by what they give on the training set"),
                new Example("minima merge a.safetensors b.safetensors --layers layers.json --data none --out c.safetensors", "Two state dictionaries of another tool"),
            ],
        };
        page.Add(first, others);
        page.Add("How it is merged", weights, by, symmetry, starts, seed, data, threads);
        page.Add("Files", file, force);
        page.Add(ForeignOptions.Heading, foreign.All);
        return page.Does(asked =>
        {
            var request = new MergeRequest
            {
                Names = [asked.GetValue(first)!, .. asked.GetValue(others)!],
                Options = new MergeOptions
                {
                    Weights = asked.GetValue(weights) ?? [],
                    Alignment = new AlignmentOptions
                    {
                        By = asked.GetValue(by),
                        Kind = asked.GetValue(symmetry),
                        RandomStarts = asked.GetValue(starts),
                        Seed = asked.GetValue(seed),
                        Threads = asked.GetValue(threads),
                    },
                },
                DataName = asked.GetValue(data),
                File = asked.GetValue(file),
                Force = asked.GetValue(force),
                Told = foreign.Read(asked),
            };
            return request.Run(output, interruption.Token);
        });
    }
}
