using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Minima.Figures;
using Minima.Formats;
using Minima.Studies;
using Minima.Trajectories;

namespace Minima.Cli.Commands;

/// <summary><c>minima inspect</c>: what is in a file.</summary>
internal static class InspectCommand
{
    public static Page Create(Output output)
    {
        Argument<string> name = new("FILE") { Description = "A file of any kind that is read, or a snapshot: RUN@EPOCH, RUN@last", Arity = ArgumentArity.ExactlyOne };
        var foreign = new ForeignOptions();
        var page = new Page("inspect", "Shows what is in a file: arrays, shapes, norms, ranges, values that are not finite, and the network it stands for.")
        {
            Explanation = "Norm, range and mean are over the finite values, summed in double precision. A file that stands for no network is shown all "
                + "the same, and why it stands for none.",
            Examples =
            [
                new Example("minima inspect runs/zero@500", "A run's snapshot"),
                new Example("minima inspect theirs.npz", "Another tool's file"),
                new Example("minima inspect theirs.npz --activation relu --json", "All digits, read as a network of ReLU units"),
            ],
        };
        page.Add(name).Add(ForeignOptions.Heading, foreign.All);
        return page.Does(asked =>
        {
            string given = asked.GetValue(name)!;
            var found = Inspection.Of(given, foreign.Read(asked));
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
        var table = new Table(
            new Column("array", Alignment.Left), new Column("type", Alignment.Left), new Column("shape", Alignment.Left), new Column("L2"),
            new Column("min"), new Column("max"), new Column("mean"), new Column("zeros"), new Column("not finite"));
        foreach (ArraySummary array in found.Arrays)
        {
            table.Add(
                Printable(array.Name), array.Type.Name(), $"[{string.Join(", ", array.Shape)}]", array.L2,
                array.Least, array.Largest, array.Mean, array.Zeros, array.NonFinite);
        }

        return $"{found.File}: {found.Kind}, {found.Arrays.Count} arrays, {Elements(found).ToString("N0", CultureInfo.InvariantCulture)} elements\n\n"
            + $"{table.ToText()}\n{Facts(found)}";
    }

    private static long Elements(Inspection found) => found.Arrays.Sum(static array => array.Count);

    private static string Facts(Inspection found)
    {
        if (found.Snapshot is not { } snapshot)
            return $"no network: {found.Problem}";
        string network = string.Join('-', snapshot.Network.Layers.Select(static layer => layer.Outputs).Prepend(snapshot.Network.Inputs));
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
            ["elements"] = Elements(found),
            ["network"] = snapshot is null ? null : JsonNode.Parse(NetworkJson.Format(snapshot.Network)),
            ["epoch"] = snapshot?.Epoch,
            ["run"] = snapshot?.Run,
            ["assumptions"] = new JsonArray([.. (snapshot?.Assumptions ?? []).Select(static sentence => (JsonNode?)sentence)]),
            ["problem"] = found.Problem,
            ["data"] = SnapshotName.RunOf(given) is { } run ? DistanceDocument.Data(run) : null,
        };
    }

    private static JsonObject Json(ArraySummary array)
    {
        JsonObject json = Head(array)
            .With("l2", array.L2)
            .With("min", array.Least)
            .With("max", array.Largest)
            .With("mean", array.Mean);
        json["count"] = array.Count;
        json["zeros"] = array.Zeros;
        json["non_finite"] = array.NonFinite;
        return json;
    }
}
