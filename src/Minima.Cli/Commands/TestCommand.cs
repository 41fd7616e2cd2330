using System.CommandLine;
using Minima.Data;
using Minima.Figures;

namespace Minima.Cli.Commands;

/// <summary><c>minima test</c>: errors and loss of a saved model, or of all snapshots of a run.</summary>
internal static class TestCommand
{
    public static Page Create(Output output, Interruption interruption)
    {
        Argument<string> snapshot = new("SNAPSHOT") { Description = "RUN@EPOCH, RUN@last, a run's folder (its last snapshot), or a file", Arity = ArgumentArity.ExactlyOne };
        Option<DataPart> set = Options.Choice("--set", "Which part of the data is read", DataPart.Test, SharedOptions.Parts);
        Option<string?> data = Options.Text(
            "--data", "auto|mnist|digits|DIR", "The data to read (default: a run's own; for a file auto, which is MNIST where it is found and otherwise the built-in digits)");
        Option<bool> list = Options.Flag("--list", "Show every wrong prediction: index, predicted, true, and the probabilities, the largest first");
        Option<bool> confusion = Options.Flag("--confusion", "Show how many examples of each class are read as which");
        Option<bool> all = Options.Flag("--all", "Test every snapshot of the run");
        Option<string?> csv = Options.Text("--csv", "FILE", "Write as CSV: every wrong prediction, or with --all a row for each snapshot");
        Option<string?> figure = Options.Text(
            "--figure", "FILE.svg", "Draw the wrongly read examples with their labels (of an autoencoder: examples and what they are given back as), or with --all the errors by epoch; FILE.csv beside it has the figures");
        Option<string?> filters = Options.Text(
            "--filters", "FILE.svg", "Draw the weights that lead into the first hundred units of the first layer, ten in a row");
        Option<double[]?> corruption = Options.Numbers(
            "--corruption", "X", "Of an autoencoder: the share of inputs put to zero in the figure (default: as it was trained, or 0.3)", 0, 0.999);
        Option<AxisScale?> scale = Options.Choice<AxisScale?>(
            "--scale", "With --all, the figure's vertical axis (default: log)", null, ("linear", AxisScale.Linear), ("log", AxisScale.Logarithmic));
        Option<bool> force = Options.Flag("--force", "Overwrite files");
        Option<int> threads = SharedOptions.Threads();
        var foreign = new ForeignOptions();

        var page = new Page("test", "Counts the errors of a saved model, shows them, and measures its loss.")
        {
            Explanation = "A run's snapshot is tested on the data that the run records. Of an autoencoder the cost of reconstruction is measured. The loss is the mean negative log-likelihood in nats, without "
                + "penalties. The interval beside the error rate is Wilson's, at 95 %: what other examples of the same kind might give.",
            Examples =
            [
                new Example("minima test runs/zero", "The last snapshot of a run, on the test set"),
                new Example("minima test runs/zero@10 --set valid --confusion", "An earlier one, on the validation set, with the classes confused"),
                new Example("minima test runs/zero --list --figure wrong.svg", "Every wrong prediction, and a sheet of the pictures"),
                new Example("minima test runs/zero --all --figure errors.svg", "All snapshots, as a table and a figure of errors by epoch"),
                new Example("minima test runs/da --filters filters.svg --figure given-back.svg", "An autoencoder: how well it gives digits back, and what its units see"),
                new Example("minima test theirs.safetensors --data mnist --activation relu", "Another tool's file"),
            ],
        };
        page.Add(snapshot);
        page.Add("What is tested", set, data, all, threads);
        page.Add("What is shown", list, confusion);
        page.Add("Files", csv, figure, filters, corruption, scale, force);
        page.Add(ForeignOptions.Heading, foreign.All);
        return page.Does(asked =>
        {
            var request = new TestRequest
            {
                Name = asked.GetValue(snapshot)!,
                Part = asked.GetValue(set),
                DataName = asked.GetValue(data),
                All = asked.GetValue(all),
                List = asked.GetValue(list),
                Confusion = asked.GetValue(confusion),
                Files = new OutputFiles(asked.GetValue(csv), asked.GetValue(figure), asked.GetValue(force)),
                Filters = new OutputFiles(null, asked.GetValue(filters), asked.GetValue(force)),
                Corruption = asked.GetValue(corruption) switch
                {
                    null or [] => null,
                    [var share] => share,
                    var shares => throw new UnusableInputException($"--corruption gives {shares.Length} numbers; one is expected."),
                },
                Scale = asked.GetValue(scale),
                Threads = asked.GetValue(threads),
                Told = foreign.Read(asked),
            };
            return request.Run(output, interruption.Token);
        });
    }
}
