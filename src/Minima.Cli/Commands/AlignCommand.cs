using System.CommandLine;
using Minima.Data;
using Minima.Geometry;

namespace Minima.Cli.Commands;

/// <summary><c>minima align</c>: the copy of B, computing the same function, that lies closest to A.</summary>
internal static class AlignCommand
{
    private const int MostPlanted = 100_000;
    private const int MostStarts = 1_000;
    private const int MostDraws = 10_000;
    private const int MostSteps = 100_000;

    public static Page Create(Output output, Interruption interruption)
    {
        Argument<string> first = new("A") { Description = "RUN@EPOCH, RUN@last, a run's folder (its last snapshot), or a file; it is never changed", Arity = ArgumentArity.ExactlyOne };
        Argument<string> second = new("B") { Description = "What is brought close to A, named in the same way; its file stays as it is", Arity = ArgumentArity.ExactlyOne };
        Option<SymmetryKind> symmetry = Options.Choice(
            "--symmetry", "What may be done to B: nothing, exchanges of units, or also their signs (ReLU: scales)", SymmetryKind.Full,
            ("none", SymmetryKind.None), ("permutation", SymmetryKind.Permutation), ("full", SymmetryKind.Full));
        Option<AlignmentBy> by = Options.Choice(
            "--by", "What units are matched by: the closest copy, what they give or add on training examples, or the lowest loss in the middle", AlignmentBy.Weights,
            ("weights", AlignmentBy.Weights), ("activations", AlignmentBy.Activations), ("contribution", AlignmentBy.Contribution), ("loss", AlignmentBy.Loss));
        Option<int> watched = Options.Integer("--examples", "Training examples that units are watched on, the first ones; without effect by weights", 10_000, 1, int.MaxValue);
        Option<int> steps = Options.Integer("--steps", "Steps of the search by loss", 100, 0, MostSteps);
        Option<string?> alignment = Options.Text("--alignment", "FILE.npz", "Move B as this alignment says, as --export or another tool wrote it, instead of searching");
        Option<int> starts = Options.Integer("--starts", "Random starts beside three fixed ones, for two hidden layers and more", 3, 0, MostStarts);
        Option<uint> seed = Options.Seed("--seed", "Seed of all that is drawn: starts, null, self-test", 0);
        Option<int> draws = Options.Integer("--null", "How often the null is drawn", 20, 1, MostDraws);
        Option<int> planted = Options.IntegerOrNone(
            "--self-test", "Plant N random symmetries of B, and count how many are recovered exactly", 1, MostPlanted);
        Option<string?> data = Options.Text(
            "--data", "auto|mnist|digits|PATH|random", "The data to compare the functions on (default: a run's own; for files auto, which is MNIST where it is found and otherwise the built-in digits); random: standard normal inputs, labelled as A predicts, for networks whose data is not at hand");
        Option<DataPart> set = Options.Choice("--set", "Which part of the data is read", DataPart.Test, SharedOptions.Parts);
        Option<int> threads = SharedOptions.Threads();
        Option<string?> copy = Options.Text("--out", "FILE", "Write the aligned copy of B as a snapshot");
        Option<string?> export = Options.Text("--export", "FILE.npz", "Write permutation, signs or scales, and softmax shift for NumPy");
        Option<bool> force = Options.Flag("--force", "Overwrite files");
        var foreign = new ForeignOptions();

        var page = new Page("align", "Brings one network as close to another as its symmetries allow, and proves what it did.")
        {
            Explanation = "The hidden units of a network can be exchanged for one another, and a tanh unit can change the sign of all that goes in and out: "
                + "the numbers are others, the function is the same. So a raw distance says little. This finds the copy of B that lies closest to A "
                + "(exactly with one hidden layer, and says by a lower bound how sure it is with more), checks that it still computes what B does, and "
                + "holds it against a null: B's units rotated among themselves, which share nothing with A's, aligned in the same way.\n\n"
                + "The closest copy need not have the lowest loss in the middle between the two. --by matches units by what they do instead, and the figures "
                + "of both copies stand side by side; only the closest has a certificate.",
            Examples =
            [
                new Example("minima align runs/zero runs/rand", "The last snapshots of two runs"),
                new Example("minima align runs/zero@500 runs/rand@500 --out aligned.safetensors", "Keep the copy, for any command that takes a snapshot"),
                new Example("minima align runs/zero runs/rand --export alignment.npz", "Which unit is which, for NumPy"),
                new Example("minima align runs/zero runs/rand --symmetry permutation", "Without signs, as other tools do it"),
                new Example("minima align runs/zero runs/rand --by activations", "Units matched by what they give on the training set"),
                new Example("minima align runs/zero runs/rand --by loss --export alignment.npz", "The lowest loss in the middle, for `minima path --alignment`"),
                new Example("minima align runs/zero runs/rand --alignment theirs.npz", "What another tool's matching is worth"),
                new Example("minima align a.safetensors b.safetensors --layers layers.json --data random --out c.safetensors", "State dictionaries of another tool, whatever their names; the copy is one, too"),
                new Example("minima align runs/zero runs/rand --self-test 100", "Does it find what is hidden?"),
            ],
        };
        page.Add(first, second);
        page.Add("How it is aligned", by, symmetry, watched, steps, alignment, starts, seed, draws, planted, threads);
        page.Add("How it is checked", data, set);
        page.Add("Files", copy, export, force);
        page.Add(ForeignOptions.Heading, foreign.All);
        return page.Does(asked =>
        {
            var request = new AlignRequest
            {
                First = asked.GetValue(first)!,
                Second = asked.GetValue(second)!,
                Options = new AlignmentOptions
                {
                    By = asked.GetValue(by),
                    Examples = asked.GetValue(watched),
                    Steps = asked.GetValue(steps),
                    Kind = asked.GetValue(symmetry),
                    RandomStarts = asked.GetValue(starts),
                    Seed = asked.GetValue(seed),
                    NullDraws = asked.GetValue(draws),
                    Threads = asked.GetValue(threads),
                },
                Alignment = asked.GetValue(alignment),
                Planted = asked.GetValue(planted),
                DataName = asked.GetValue(data),
                Part = asked.GetValue(set),
                Copy = asked.GetValue(copy),
                Export = asked.GetValue(export),
                Force = asked.GetValue(force),
                Told = foreign.Read(asked),
            };
            return request.Run(output, interruption.Token);
        });
    }
}
