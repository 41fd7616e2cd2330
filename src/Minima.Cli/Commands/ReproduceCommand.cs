using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using Minima.Data;
using Minima.Figures;
using Minima.Studies;

namespace Minima.Cli.Commands;

/// <summary><c>minima reproduce</c>: the experiment of 2016, and whether its claims hold.</summary>
internal static class ReproduceCommand
{
    private const int MostEpochs = 1_000_000;
    private const string Indent = "    ";

    public static Page Create(Output output, Interruption interruption)
    {
        Option<string?> folder = Options.Text("--out", "DIR", "Where the runs zero and rand and the figures go", "runs");
        Option<string> data = SharedOptions.Data();
        Option<int> epochs = Options.Integer("--epochs", "The last epoch of both series", 500, 1, MostEpochs);
        Option<int> threads = SharedOptions.Threads();
        Option<bool> allSeeds = Options.Flag("--all-seeds", "Train the random series from twenty output seeds, for the range that claim (a) is held against");
        Option<bool> strict = Options.Flag("--strict", "End with exit code 1 if a claim does not hold");
        Option<bool> force = Options.Flag("--force", "Discard runs that are in the folder, and begin anew");

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
        return page.Does(asked =>
        {
            var request = new ReproductionRequest
            {
                Folder = asked.GetValue(folder)!,
                Epochs = asked.GetValue(epochs),
                Threads = asked.GetValue(threads),
                AllSeeds = asked.GetValue(allSeeds),
                Force = asked.GetValue(force),
            };
            string name = SharedOptions.DataFor(asked.GetValue(data)!, request.ZeroFolder, request.Force);
            return Run(DataLocator.FromEnvironment().Load(name), request, asked.GetValue(strict), output, interruption);
        });
    }

    private static int Run(DataSet data, ReproductionRequest request, bool strict, Output output, Interruption interruption)
    {
        TrainingDisplay.Introduce(data, request.Threads, output);
        ReproductionResult result;
        try
        {
            result = output.WithProgress(display => Reproduction.Run(data, request, new ReproductionDisplay(display), interruption.Token));
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            output.Warning($"Stopped; what was trained is saved in '{request.Folder}', and the same command continues it.");
            return interruption.ExitCode;
        }

        output.Json(() => Json(result, request, data));
        if (result.Outcome == TrainingOutcome.Stopped)
        {
            output.Warning(result.Training.Sentence);
            return interruption.ExitCode;
        }

        if (result.Pair is null)
        {
            output.Error(result.Training.Sentence);
            return ExitCode.Failed;
        }

        output.Result(Text(result, data));
        return strict && result.Claims.Any(static claim => claim.Holds == false) ? ExitCode.Failed : ExitCode.Done;
    }

    private static string[] Runs(ReproductionRequest request) => [request.ZeroFolder, request.RandomFolder];

    private static string Text(ReproductionResult result, DataSet data)
    {
        PairAtEpoch last = result.Pair!.Rows[^1];
        var errors = new Table(new Column("series", Alignment.Left), new Column("test errors"), new Column("error rate"));
        errors.Add("zero", last.FirstErrors, $"{100.0 * last.FirstErrors / data.Test.Count:F2} %");
        errors.Add("random", last.SecondErrors, $"{100.0 * last.SecondErrors / data.Test.Count:F2} %");
        var text = new StringBuilder($"after epoch {last.Epoch}\n\n{errors.ToText()}");
        foreach (Claim claim in result.Claims)
        {
            string verdict = claim.Holds switch { true => "Holds.", false => "Does not hold.", null => "Not decided." };
            text.Append($"\n({claim.Id}) ").AppendJoin("\n    ", HelpText.Wrap(claim.Statement, HelpText.Width - Indent.Length)).Append('\n');
            foreach (string line in HelpText.Wrap($"{verdict} {claim.Reason}", HelpText.Width - Indent.Length))
                text.Append(Indent).Append(line).Append('\n');
        }

        text.Append("\nfigures, each with its data as CSV beside it:\n");
        foreach (string figure in result.Figures)
            text.Append(Indent).Append(figure).Append('\n');
        return text.ToString();
    }

    private static JsonObject Json(ReproductionResult result, ReproductionRequest request, DataSet data) => new()
    {
        ["claims"] = new JsonArray([.. result.Claims.Select(static claim => (JsonNode)new JsonObject
        {
            ["id"] = claim.Id,
            ["statement"] = claim.Statement,
            ["published"] = JsonText.OfValue(claim.Published),
            ["measured"] = JsonText.OfValue(claim.Measured),
            ["holds"] = claim.Holds,
            ["reason"] = claim.Reason,
        })]),
        ["runs"] = new JsonArray([.. Runs(request).Select(static run => (JsonNode)run)]),
        ["figures"] = new JsonArray([.. result.Figures.Select(static figure => (JsonNode)figure)]),
        ["outcome"] = JsonText.Of(result.Outcome),
        ["sentence"] = result.Training.Sentence,
        ["data"] = JsonText.Of(data),
    };

    /// <summary>Puts the study's progress into words.</summary>
    private sealed class ReproductionDisplay(IProgressDisplay display) : IProgress<ReproductionProgress>
    {
        private string _task = "";

        public void Report(ReproductionProgress value)
        {
            if (value.Training?.Remark is { } remark)
                display.Warn(remark);
            bool begins = _task != value.Task;
            _task = value.Task;
            string words = value.Training is { } training ? $"{value.Task}: {TrainingDisplay.Words(training)}" : value.Task;
            if (begins && value.Training?.ResumedFrom is { } epoch)
                display.Say($"{value.Task}: goes on after epoch {epoch}.");
            display.Show(value.Done, words);
        }
    }
}
