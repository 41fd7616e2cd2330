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
                new Example("minima train --from runs/zero@500 --epochs 1000 --out runs/longer", "From a run's snapshot, or any file, as a run of its own"),
                new Example("minima train --blur 1 --rotate 10,-10 --out runs/augmented", "With blurred and turned copies of the training set"),
                new Example("minima train --epochs 1000 --patience 10000 --out runs/early", "Until the validation errors improve no more"),
                new Example("minima train --minimiser adam --learning-rate 0.001 --schedule cosine --warm-up 1 --out runs/adam", "Adam, with a rate that rises and falls"),
                new Example("minima train --network lenet", "The tutorial's convolutional network, with its own defaults, into runs/lenet"),
                new Example("minima train --network net.json --out runs/net", "Layers from a file: [{\"kind\": \"convolution\", \"maps\": 8, \"kernel\": 5}, ...]"),
                new Example("minima train --network sda", "Stacked denoising autoencoders: three layers pretrained, then trained together, into runs/sda"),
                new Example("minima train --network da --corruption 0.3 --out runs/da30", "One denoising autoencoder"),
                new Example("minima train --hidden 300,100 --activation relu --out runs/deep", "Two hidden layers"),
            ],
        };
        return options.AddTo(page).Does(asked => Run(options.Read(asked), output, interruption));
    }

    private static int Run(TrainRequest request, Output output, Interruption interruption)
    {
        DataSet data = request.Load();
        TrainingDisplay.Introduce(data, request.Threads, output);
        foreach (string assumption in request.From?.Assumptions ?? [])
            output.Warning($"{request.From!.Source}: {assumption}");
        TrainingJob job = request.Job(data);
        TrainingResult result = output.WithProgress(
            display => Training.Run(job, data, request.Threads, new TrainingDisplay(display), interruption.Token));

        output.Json(() => Json(result, job, data));
        switch (result.Outcome)
        {
            case TrainingOutcome.Stopped:
                output.Warning(result.Sentence);
                return interruption.ExitCode;
            case TrainingOutcome.Diverged:
                if (result.Last is not null)
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
        string trained = $"after epoch {result.Epoch}, {Durations.Show(TimeSpan.FromSeconds(result.Seconds))} of training in all";
        if (result.Last?.Reconstruction is { } costs)
        {
            var given = new Table(new Column("set", Alignment.Left), new Column("cost", Format: "F4"), new Column("examples"));
            given.Add("validation", costs.Validation, data.Validation.Count);
            given.Add("test", costs.Test, data.Test.Count);
            return $"{trained}; cost: cross-entropy of the inputs and what uncorrupted examples are given back as, nats an example\n\n{given.ToText()}";
        }

        var table = new Table(
            new Column("set", Alignment.Left), new Column("errors"), new Column("examples"), new Column("error rate"));
        table.Add("validation", result.ValidationErrors, data.Validation.Count, Rate(result.ValidationErrors, data.Validation));
        table.Add("test", result.TestErrors, data.Test.Count, Rate(result.TestErrors, data.Test));
        string best = result.Best is not { } row ? ""
            : $"\nfewest validation errors: {row.ValidationErrors} ({Rate(row.ValidationErrors, data.Validation)}), first after epoch {row.Epoch}; "
                + $"test errors there: {row.TestErrors} ({Rate(row.TestErrors, data.Test)})\n";
        return $"{trained}\n\n{table.ToText()}{best}";
    }

    // An autoencoder has none, nor has a run whose pretraining did not come to its end.
    private static JsonValue? Errors(TrainingResult result, int errors) => result.Last is { Reconstruction: null } ? JsonValue.Create(errors) : null;

    private static string Rate(int errors, Examples examples) => $"{100.0 * errors / examples.Count:F2} %";

    private static JsonObject Json(TrainingResult result, TrainingJob job, DataSet data) => new()
    {
        ["run"] = result.Folder,
        ["epoch"] = result.Epoch,
        ["epochs"] = job.Epochs,
        ["valid_errors"] = Errors(result, result.ValidationErrors),
        ["test_errors"] = Errors(result, result.TestErrors),
        ["reconstruction"] = result.Last?.Reconstruction is not { } costs ? null
            : new JsonObject().With("valid_cost", costs.Validation).With("test_cost", costs.Test),
        ["seconds"] = result.Seconds,
        ["outcome"] = JsonText.Of(result.Outcome),
        ["sentence"] = result.Sentence,
        ["best"] = result.Best is not { } best ? null : new JsonObject
        {
            ["epoch"] = best.Epoch,
            ["valid_errors"] = best.ValidationErrors,
            ["test_errors"] = best.TestErrors,
        },
        ["start"] = job.Configuration.Given is not { } start ? null : new JsonObject
        {
            ["parameters"] = start.Parameters,
            ["epoch"] = start.Epoch,
        },
        ["data"] = JsonText.Of(data),
    };
}
