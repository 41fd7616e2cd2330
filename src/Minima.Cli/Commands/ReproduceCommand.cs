using System.CommandLine;

namespace Minima.Cli.Commands;

/// <summary>What <c>minima reproduce</c> was asked for.</summary>
internal sealed record ReproduceRequest
{
    /// <summary>Takes the runs <c>zero</c> and <c>rand</c>, and the figures.</summary>
    public required string Folder { get; init; }

    public required string DataName { get; init; }

    public required int Epochs { get; init; }

    /// <summary>0: one for each core.</summary>
    public required int Threads { get; init; }

    public required bool AllSeeds { get; init; }

    public required bool Strict { get; init; }

    public required bool Force { get; init; }
}

/// <summary><c>minima reproduce</c>: the experiment of 2016, and whether its claims hold.</summary>
internal static class ReproduceCommand
{
    private const int MostEpochs = 1_000_000;

    public static Page Create(Func<ReproduceRequest, int> reproduce)
    {
        Option<string?> folder = Options.Text("--out", "DIR", "Where the runs zero and rand and the figures go", "runs");
        Option<string> data = SharedOptions.Data();
        Option<int> epochs = Options.Integer("--epochs", "The last epoch of both series", 500, 1, MostEpochs);
        Option<int> threads = SharedOptions.Threads();
        Option<bool> allSeeds = Options.Flag("--all-seeds", "Train the random series from twenty output seeds, for the range that claim (a) is held against");
        Option<bool> strict = Options.Flag("--strict", "End with exit code 1 if a claim does not hold");
        Option<bool> force = Options.Flag("--force", "Discard runs that are in the folder, and overwrite figures");

        var page = new Page("reproduce", "Repeats the experiment of 2016: trains both series, draws the figures, tests each published claim.")
        {
            Explanation = "The same command continues what was stopped. The published counts of errors apply to MNIST only; on other data "
                + "everything else is tested, and it says so.",
            Examples =
            [
                new Example("minima reproduce", "The whole experiment, into runs/"),
                new Example("minima reproduce --data digits --epochs 100 --out runs/try", "A short one on the built-in digits"),
            ],
        };
        page.Add("The experiment", folder, data, epochs, threads, allSeeds, strict, force);
        return page.Does(asked => reproduce(new ReproduceRequest
        {
            Folder = asked.GetValue(folder)!,
            DataName = asked.GetValue(data)!,
            Epochs = asked.GetValue(epochs),
            Threads = asked.GetValue(threads),
            AllSeeds = asked.GetValue(allSeeds),
            Strict = asked.GetValue(strict),
            Force = asked.GetValue(force),
        }));
    }
}
