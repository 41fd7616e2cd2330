using System.CommandLine;
using Minima.Curvature;

namespace Minima.Cli.Commands;

/// <summary><c>minima polish</c>: from a snapshot to a critical point of the cost.</summary>
internal static class PolishCommand
{
    public static Page Create(Output output, Interruption interruption)
    {
        var usual = new PolishOptions();
        Argument<string> snapshot = new("SNAPSHOT") { Description = "RUN@EPOCH, RUN@last, a run's folder (its last snapshot), or a file", Arity = ArgumentArity.ExactlyOne };
        Option<double> tolerance = Options.Number("--tolerance", "The gradient's norm (L2) at which it ends", usual.Tolerance, zeroAllowed: false);
        Option<int> most = Options.Integer("--max-products", "The most products with the Hessian that it may take; a gradient of L-BFGS counts as one", usual.MaxProducts, 1, 100_000_000);
        Option<int> eigen = Options.Integer("--eigen-steps", "The most products for the smallest eigenvalue; 0: do not look for it", usual.EigenSteps, 0, 1_000_000);
        Option<double> l2 = Options.Number("--l2", "Factor of the squared weights in the cost (default: the run's; 0.0001 for files)", 0, zeroAllowed: true);
        l2.DefaultValueFactory = null;
        Option<uint> seed = Options.Seed("--seed", "Of the start of that search", 0);
        Option<string?> data = Options.Text(
            "--data", "auto|mnist|digits|DIR", "The data to read (default: a run's own; for a file auto, which is MNIST where it is found and otherwise the built-in digits)");
        Option<int> threads = SharedOptions.Threads();
        Option<string?> result = Options.Text("--out", "FILE", "Write the point as a snapshot (.safetensors), its numbers rounded to single precision");
        Option<string?> export = Options.Text("--export", "FILE.npz", "Write the point with all its digits, for NumPy");
        Option<bool> force = Options.Flag("--force", "Overwrite files");
        var foreign = new ForeignOptions();

        var page = new Page("polish", "Goes on from a snapshot to a point where the cost's gradient is zero.")
        {
            Explanation = "A training ends near a minimum, not at one. This goes on to a critical point of the cost over the whole training set: what the data do "
                + "not see is set to zero at once, then come L-BFGS and, near the end, Newton's method by conjugate gradients in a trust region, cost and gradient in double "
                + "precision, until the gradient's norm is at most 1e-9, or as small as double precision allows, which is said. Stopped, the same command goes on "
                + "where it stood: FILE.partial beside the file that is asked for keeps it.\n\n"
                + "It reports how far the parameters moved, cost and loss, and the smallest eigenvalue of the Hessian with its residual; where that is not "
                + "positive, only the gradient is flat, and a warning says so.",
            Examples =
            [
                new Example("minima polish runs/zero --out zero.safetensors", "The last snapshot of a run"),
                new Example("minima polish runs/zero@100 --tolerance 1e-6", "An earlier one, less far"),
                new Example("minima distance runs/zero zero.safetensors", "Afterwards: how far each parameter moved"),
                new Example("minima polish runs/zero --export zero.npz", "With all digits, for NumPy"),
            ],
        };
        page.Add(snapshot);
        page.Add("How", tolerance, most, eigen, l2, seed, data, threads);
        page.Add("Files", result, export, force);
        page.Add(ForeignOptions.Heading, foreign.All);
        return page.Does(asked =>
        {
            var request = new PolishRequest
            {
                Name = asked.GetValue(snapshot)!,
                Polish = new PolishOptions
                {
                    Tolerance = asked.GetValue(tolerance),
                    MaxProducts = asked.GetValue(most),
                    EigenSteps = asked.GetValue(eigen),
                    Seed = asked.GetValue(seed),
                    Threads = asked.GetValue(threads),
                },
                L2 = asked.GetResult(l2) is null ? null : asked.GetValue(l2),
                DataName = asked.GetValue(data),
                Out = asked.GetValue(result),
                Export = asked.GetValue(export),
                Force = asked.GetValue(force),
                Told = foreign.Read(asked),
            };
            return request.Run(output, interruption.Token);
        });
    }
}
