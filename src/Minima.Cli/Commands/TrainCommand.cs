using System.CommandLine;
using System.Text.Json.Nodes;
using Minima.Data;
using Minima.Figures;
using Minima.Minimisation;
using Minima.Networks;
using Minima.Studies;
using Minima.Trajectories;

namespace Minima.Cli.Commands;

/// <summary><c>minima train</c>: one run.</summary>
internal static class TrainCommand
{
    public static Page Create(Output output, Interruption interruption)
    {
        var options = new TrainOptions();
        var page = new Page("train", "Trains one network and keeps the way there as a run: its configuration, metrics and snapshots.")
        {
            Explanation = "The same command continues a run that was stopped or killed, from where it stood; with more --epochs it goes on beyond "
                + "its end. The snapshots are the same bytes however often it was interrupted, and for any number of threads.\n\n"
                + "The defaults are the experiment of 2016: 784-500-10, tanh, batches of 20 in file order, 500 epochs, a snapshot every 10.",
            Examples =
            [
                new Example("minima train", "The experiment's first series, into runs/zero"),
                new Example("minima train --output-init random --hidden-seed 3421", "Its second series, into runs/rand"),
                new Example("minima train --data digits --epochs 20 --out runs/try", "A minute's try on the built-in digits"),
                new Example("minima train --hidden 300,100 --activation relu --out runs/deep", "Two hidden layers"),
            ],
        };
        return options.AddTo(page).Does(asked => Run(options.Read(asked), output, interruption));
    }

    private static int Run(TrainRequest request, Output output, Interruption interruption)
    {
        DataSet data = DataLocator.FromEnvironment().Load(request.DataName);
        TrainingDisplay.Introduce(data, request.Threads, output);
        RunConfiguration configuration = request.Configure(data);
        TrainingResult result = output.WithProgress(display => Training.Run(
            configuration,
            data,
            request.Folder,
            request.Epochs,
            request.Schedule,
            request.Threads,
            request.Force,
            new TrainingDisplay(display),
            interruption.Token));

        output.Json(() => Json(result, request, data));
        switch (result.Outcome)
        {
            case TrainingOutcome.Stopped:
                output.Warning(result.Sentence);
                return interruption.ExitCode;
            case TrainingOutcome.Diverged:
                output.Result(Text(result, data));
                output.Error(result.Sentence);
                return ExitCode.Failed;
            default:
                output.Result($"{Text(result, data)}\n{result.Sentence}");
                return ExitCode.Done;
        }
    }

    private static string Text(TrainingResult result, DataSet data)
    {
        var table = new Table(
            new Column("set", Alignment.Left), new Column("errors"), new Column("examples"), new Column("error rate"));
        table.Add("validation", result.ValidationErrors, data.Validation.Count, Rate(result.ValidationErrors, data.Validation));
        table.Add("test", result.TestErrors, data.Test.Count, Rate(result.TestErrors, data.Test));
        return $"after epoch {result.Epoch}, {Durations.Show(TimeSpan.FromSeconds(result.Seconds))} of training in all\n\n{table.ToText()}";
    }

    private static string Rate(int errors, Examples examples) => $"{100.0 * errors / examples.Count:F2} %";

    private static JsonObject Json(TrainingResult result, TrainRequest request, DataSet data) => new JsonObject
    {
        ["run"] = result.Folder,
        ["epoch"] = result.Epoch,
        ["epochs"] = request.Epochs,
        ["valid_errors"] = result.ValidationErrors,
        ["test_errors"] = result.TestErrors,
        ["seconds"] = result.Seconds,
        ["outcome"] = JsonText.Of(result.Outcome),
        ["sentence"] = result.Sentence,
        ["data"] = JsonText.Of(data),
    };
}
