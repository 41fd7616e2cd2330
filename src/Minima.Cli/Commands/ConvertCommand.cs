using System.CommandLine;
using System.Text.Json.Nodes;
using Minima.Figures;
using Minima.Formats;
using Minima.Studies;
using Minima.Trajectories;

namespace Minima.Cli.Commands;

/// <summary><c>minima convert</c>: a snapshot as a file for other tools.</summary>
internal static class ConvertCommand
{
    public static Page Create(Output output)
    {
        Argument<string> from = new("IN") { Description = "A snapshot: RUN@EPOCH, RUN@last, or a file of any kind that is read", Arity = ArgumentArity.ExactlyOne };
        Argument<string> to = new("OUT") { Description = "The file to write: its ending, .safetensors or .npz, says in which format", Arity = ArgumentArity.ExactlyOne };
        Option<ArrayLayout> layout = Options.Choice(
            "--layout", "Names and order of axes: own is hidden.W [inputs, outputs]; torch is 0.weight [outputs, inputs]", ArrayLayout.Own,
            ("own", ArrayLayout.Own), ("torch", ArrayLayout.Torch));
        Option<string[]?> names = Options.Names("--names", "LIST", "The layers' names with --layout torch, such as fc1,fc2 (default: 0,2,4,... as in an nn.Sequential)");
        Option<bool> force = Options.Flag("--force", "Overwrite the file");
        var foreign = new ForeignOptions();
        var page = new Page("convert", "Writes a snapshot as safetensors or NumPy .npz, in our layout or in PyTorch's.")
        {
            Explanation = "Every format keeps the parameters to the bit, and what is known of network, epoch and run beside them: what is written reads "
                + "back as the same snapshot. With --layout torch PyTorch's load_state_dict takes it.",
            Examples =
            [
                new Example("minima convert runs/zero@500 model.npz", "For NumPy"),
                new Example("minima convert runs/zero@500 model.safetensors --layout torch", "For an nn.Sequential of PyTorch"),
                new Example("minima convert runs/zero@500 model.npz --layout torch --names fc1,fc2", "For a module with layers fc1 and fc2"),
                new Example("minima convert theirs.npz ours.safetensors --activation relu", "Another tool's file, as a snapshot of ours"),
            ],
        };
        page.Add(from, to).Add("What is written", layout, names, force).Add(ForeignOptions.Heading, foreign.All);
        return page.Does(asked =>
        {
            string input = asked.GetValue(from)!, path = asked.GetValue(to)!;
            string[]? layers = asked.GetValue(names) is { Length: > 0 } given ? given : null;
            Demand(path, asked.GetValue(force));
            Snapshot snapshot = SnapshotName.Read(input, foreign.Read(asked));
            foreach (string assumption in snapshot.Assumptions)
                output.Warning($"{snapshot.Source}: {assumption}");
            Conversion.Write(snapshot, path, asked.GetValue(layout), layers);
            var written = Inspection.Of(path);
            output.Json(() => Json(input, snapshot, written));
            output.Result(Text(written));
            output.Note($"wrote {path}");
            return ExitCode.Done;
        });
    }

    // All that can be known before anything is read.
    private static void Demand(string path, bool force)
    {
        Conversion.RequireEnding(path);
        if (Directory.Exists(path))
            throw new UnusableInputException($"'{path}' is a folder; a file name is expected.");
        if (!force && File.Exists(path))
            throw new UnusableInputException($"The file '{path}' is there already. Name another one, or overwrite it (--force).");
    }

    private static string Text(Inspection written)
    {
        var table = new Table(new Column("array", Alignment.Left), new Column("type", Alignment.Left), new Column("shape", Alignment.Left));
        foreach (ArraySummary array in written.Arrays)
            table.Add(array.Name, array.Type.Name(), $"[{string.Join(", ", array.Shape)}]");
        return table.ToText();
    }

    private static JsonObject Json(string input, Snapshot snapshot, Inspection written) => new()
    {
        ["in"] = input,
        ["out"] = written.File,
        ["kind"] = written.Kind,
        ["arrays"] = new JsonArray([.. written.Arrays.Select(static array => (JsonNode)InspectCommand.Head(array))]),
        ["epoch"] = snapshot.Epoch,
        ["run"] = snapshot.Run,
        ["assumptions"] = new JsonArray([.. snapshot.Assumptions.Select(static sentence => (JsonNode?)sentence)]),
        ["data"] = SnapshotName.RunOf(input) is { } run ? DistanceDocument.Data(run) : null,
    };
}
