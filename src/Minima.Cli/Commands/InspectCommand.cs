using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Minima.Figures;
using Minima.Formats;
using Minima.Studies;
using Minima.Studies.Checkpoints;
using Minima.Trajectories;

namespace Minima.Cli.Commands;

/// <summary><c>minima inspect</c>: what is in a file.</summary>
internal static class InspectCommand
{
    public static Page Create(Output output, Interruption interruption)
    {
        Argument<string> name = new("FILE") { Description = "A file of any kind that is read, a checkpoint in several files (its index or folder), or a snapshot: RUN@EPOCH, RUN@last", Arity = ArgumentArity.ExactlyOne };
        var foreign = new ForeignOptions();
        Option<string?> group = CheckpointSettings.Group();
        var page = new Page("inspect", "Shows what is in a file: arrays, shapes, norms, ranges, values that are not finite, and the network it stands for.")
        {
            Explanation = "Norm, range and mean are over the finite values, summed in double precision. A file that stands for no network is shown all "
                + "the same, and why it stands for none. Safetensors of any architecture may be larger than memory, in one file or in several.",
            Examples =
            [
                new Example("minima inspect runs/zero@500", "A run's snapshot"),
                new Example("minima inspect theirs.npz", "Another tool's file"),
                new Example("minima inspect model.safetensors.index.json --group layers\\.\\d+", "A checkpoint in several files, by layer"),
                new Example("minima inspect theirs.npz --activation relu --json", "All digits, read as a network of ReLU units"),
            ],
        };
        page.Add(name).Add(CheckpointSettings.Heading, group).Add(ForeignOptions.Heading, foreign.All);
        return page.Does(asked =>
        {
            string given = asked.GetValue(name)!;
            ForeignNetwork told = foreign.Read(asked);
            var folded = CheckpointSettings.Expression(asked.GetValue(group));
            Inspection found = output.WithProgress(display => Inspection.Of(given, told, folded, new WorkDisplay(display), interruption.Token));
            foreach (string assumption in found.Snapshot?.Assumptions ?? [])
                output.Warning($"{found.File}: {assumption}");
            output.Json(() => Json(given, found));
            output.Result(Text(found));
            return ExitCode.Done;
        });
    }

    /// <summary>What an array is, without its values.</summary>
    public static JsonObject Head(ArraySummary array) => new()
    {
        ["name"] = array.Name,
        ["dtype"] = array.Type.Name(),
        ["shape"] = new JsonArray([.. array.Shape.Select(static length => (JsonNode)length)]),
    };

    private static string Text(Inspection found)
    {
        var table = new Table([
            new Column("array", Alignment.Left), new Column("type", Alignment.Left), new Column("shape", Alignment.Left), .. Figures]);
        foreach (ArraySummary array in found.Arrays)
            table.Add([Printable(array.Name), array.Type.Name(), $"[{string.Join(", ", array.Shape)}]", .. Cells(array.Numbers)]);
        var folded = new Table([new Column("group", Alignment.Left), new Column("arrays"), new Column("elements"), .. Figures]);
        foreach (GroupSummary group in found.Groups)
            folded.Add([Printable(group.Name), group.Arrays, group.Numbers.Count, .. Cells(group.Numbers)]);
        return $"{Printable(found.File)}: {found.Kind}, {found.Arrays.Count} arrays, {Elements(found).ToString("N0", CultureInfo.InvariantCulture)} elements\n\n"
            + $"{(found.Groups.Count > 0 ? folded : table).ToText()}\n{Facts(found)}";
    }

    private static Column[] Figures => [new("L2"), new("min"), new("max"), new("mean"), new("zeros"), new("not finite")];

    private static object?[] Cells(NumberSummary numbers) =>
        [numbers.L2, numbers.Least, numbers.Largest, numbers.Mean, numbers.Zeros, numbers.NonFinite];

    private static long Elements(Inspection found) => found.Arrays.Sum(static array => array.Numbers.Count);

    private static string Facts(Inspection found)
    {
        if (found.Snapshot is not { } snapshot)
            return $"no network: {found.Problem}";
        string network = snapshot.Network.Sizes;
        IEnumerable<string> activations = snapshot.Network.Layers.Select(static layer => layer.Activation.ToString().ToLowerInvariant());
        return $"network {network} ({string.Join(", ", activations)}), "
            + (snapshot.Epoch is { } epoch ? $"epoch {epoch}" : "epoch not stated")
            + (snapshot.Run is { } run ? $", run {run[..12]}" : ", run not stated");
    }

    // Names come out of the file: they must not write to the terminal as they like.
    private static string Printable(string name) => Shown.Quoted(name)[1..^1];

    private static JsonObject Json(string given, Inspection found)
    {
        Snapshot? snapshot = found.Snapshot;
        var metadata = new JsonObject();
        foreach ((string name, string value) in found.Metadata.OrderBy(static pair => pair.Key, StringComparer.Ordinal))
            metadata[name] = value;
        return new JsonObject
        {
            ["file"] = found.File,
            ["kind"] = found.Kind,
            ["metadata"] = metadata,
            ["arrays"] = new JsonArray([.. found.Arrays.Select(static array => (JsonNode)Json(array))]),
            ["groups"] = new JsonArray([.. found.Groups.Select(static group => (JsonNode)new JsonObject
            {
                ["name"] = group.Name,
                ["arrays"] = group.Arrays,
            }.With(group.Numbers))]),
            ["elements"] = Elements(found),
            ["network"] = snapshot is null ? null : JsonNode.Parse(NetworkJson.Format(snapshot.Network)),
            ["epoch"] = snapshot?.Epoch,
            ["run"] = snapshot?.Run,
            ["assumptions"] = new JsonArray([.. (snapshot?.Assumptions ?? []).Select(static sentence => (JsonNode?)sentence)]),
            ["problem"] = found.Problem,
            ["data"] = RunOf(given) is { } run ? DistanceDocument.Data(run) : null,
        };
    }

    // A folder may be a run's or a checkpoint's.
    private static Run? RunOf(string given) => Directory.Exists(given) && !Run.Exists(given) ? null : SnapshotName.RunOf(given);

    private static JsonObject Json(ArraySummary array) => Head(array).With(array.Numbers);

    private static JsonObject With(this JsonObject json, NumberSummary numbers)
    {
        json.With("l2", numbers.L2).With("min", numbers.Least).With("max", numbers.Largest).With("mean", numbers.Mean);
        json["count"] = numbers.Count;
        json["zeros"] = numbers.Zeros;
        json["non_finite"] = numbers.NonFinite;
        return json;
    }
}
