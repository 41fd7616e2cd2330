using System.CommandLine;
using Minima.Curvature;
using Minima.Networks;
using Minima.Studies;

namespace Minima.Cli.Commands;

/// <summary><c>minima curvature</c>: how the cost bends at a snapshot, or along a run.</summary>
internal static class CurvatureCommand
{
    public static Page Create(Output output, Interruption interruption)
    {
        var usual = new SpectrumOptions();
        Argument<string> snapshot = new("SNAPSHOT") { Description = "RUN@EPOCH, RUN@last, a run's folder (its last snapshot), or a file", Arity = ArgumentArity.ExactlyOne };
        Option<CurvatureOf> of = Options.Choice(
            "--of", "Of what: the cost, or the loss without its penalties", CurvatureOf.Cost, ("cost", CurvatureOf.Cost), ("loss", CurvatureOf.Loss));
        Option<bool> all = Options.Flag("--all", "Measure every snapshot of the run");
        Option<int> every = Options.IntegerOrNone("--every", "With --all, measure the snapshots of every Nth epoch only", 1, 1_000_000);
        Option<int> examples = Options.IntegerOrNone("--examples", "Take the first N training examples (default: all)", 1, int.MaxValue);
        Option<double> l2 = Options.Number("--l2", "Factor of the squared weights in the cost (default: the run's; 0.0001 for files)", 0, zeroAllowed: true);
        l2.DefaultValueFactory = null;
        Option<int> steps = Options.Integer("--steps", "Steps of Lanczos's method for each random start; memory grows with them", usual.Steps, 1, 1000);
        Option<int> probes = Options.Integer("--probes", "Random starts of the spectral density", usual.Probes, 1, 1000);
        Option<int> samples = Options.Integer("--samples", "Random vectors of the trace", usual.Samples, 2, 100_000);
        Option<int> top = Options.Integer("--top", "How many of the largest eigenvalues are shown, and span the space of the gradient's share", usual.Top, 1, 1000);
        Option<ProductPrecision> precision = Options.Choice(
            "--precision", "Of the products with the Hessian: mixed takes the two with the inputs in single, is faster, and good to some 1e-7 of the largest eigenvalue",
            ProductPrecision.Mixed, ("mixed", ProductPrecision.Mixed), ("double", ProductPrecision.Double));
        Option<bool> still = Options.Flag("--no-movement", "Do not train the epoch that shows how far the parameters still move");
        Option<uint> seed = Options.Seed("--seed", "Of the random starts and vectors", 0);
        Option<string?> data = Options.Text(
            "--data", "auto|mnist|digits|DIR", "The data to read (default: a run's own; for a file auto, which is MNIST where it is found and otherwise the built-in digits)");
        Option<int> threads = SharedOptions.Threads();
        Option<string?> csv = Options.Text("--csv", "FILE", "Write a row for each snapshot as CSV");
        Option<string?> figure = Options.Text("--figure", "FILE.svg", "Draw the spectrum, or with --all the way of its ends; FILE.csv beside it has the points");
        Option<bool> force = Options.Flag("--force", "Overwrite files");
        var foreign = new ForeignOptions();

        var page = new Page("curvature", "Measures how the cost bends at a snapshot: gradient, eigenvalues, trace, spectrum.")
        {
            Explanation = "Over the whole training set: the gradient's norm and how far one more epoch moves the parameters; the largest and smallest "
                + "eigenvalues of the Hessian by Lanczos's method, each with its residual (an exact eigenvalue lies within it); the trace, with its standard error; "
                + "the density of all eigenvalues; and how much of the gradient lies in the space of the largest ones. The cost is the loss with the penalties; "
                + "--of loss leaves them out.\n\n"
                + "Products with the Hessian are exact to rounding: every step of backpropagation is differentiated along the direction, no differences are taken. "
                + "Directions whose curvature is known (weights of inputs that are never lit, what softmax is blind to) are taken out first and counted exactly.",
            Examples =
            [
                new Example("minima curvature runs/zero", "The last snapshot of a run"),
                new Example("minima curvature runs/zero@500 --figure spectrum.svg", "Its spectrum as a figure"),
                new Example("minima curvature runs/zero --all --every 50 --steps 40 --probes 1 --figure way.svg", "Every fifty epochs, along the run"),
                new Example("minima curvature runs/zero@500 --of loss --examples 5000", "The loss alone, over the first 5,000 examples"),
            ],
        };
        page.Add(snapshot);
        page.Add("What is measured", of, all, every, examples, l2, still, data);
        page.Add("How", steps, probes, samples, top, precision, seed, threads);
        page.Add("Files", csv, figure, force);
        page.Add(ForeignOptions.Heading, foreign.All);
        return page.Does(asked =>
        {
            var request = new CurvatureRequest
            {
                Name = asked.GetValue(snapshot)!,
                Of = asked.GetValue(of),
                All = asked.GetValue(all),
                Every = asked.GetValue(every),
                Examples = asked.GetValue(examples),
                L2 = asked.GetResult(l2) is null ? null : asked.GetValue(l2),
                WithMovement = !asked.GetValue(still),
                Spectrum = new SpectrumOptions
                {
                    Steps = asked.GetValue(steps),
                    Probes = asked.GetValue(probes),
                    Samples = asked.GetValue(samples),
                    Top = asked.GetValue(top),
                    Precision = asked.GetValue(precision),
                    Seed = asked.GetValue(seed),
                },
                DataName = asked.GetValue(data),
                Threads = asked.GetValue(threads),
                Files = new OutputFiles(asked.GetValue(csv), asked.GetValue(figure), asked.GetValue(force)),
                Told = foreign.Read(asked),
            };
            return request.Run(output, interruption.Token);
        });
    }
}
