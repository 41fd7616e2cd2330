using System.Text.Json.Nodes;
using Minima.Formats.Checkpoints;
using Minima.Geometry;
using Minima.Studies;
using Minima.Studies.Checkpoints;
using Minima.Trajectories;

namespace Minima.Cli.Commands;

/// <summary>The JSON of <c>minima distance</c>.</summary>
/// <param name="A">What was measured.</param>
/// <param name="B">What it was measured against.</param>
/// <param name="DataOfRuns">The data that the runs record; null where they differ, or where there are none.</param>
internal sealed record DistanceDocument(JsonObject A, JsonObject B, JsonObject? DataOfRuns)
{
    public static JsonObject Of(Run run) => new()
    {
        ["name"] = run.Folder,
        ["run"] = run.Configuration.Identity,
        ["assumptions"] = new JsonArray(),
    };

    public static JsonObject Of(string name, Snapshot snapshot) => new()
    {
        ["name"] = name,
        ["run"] = snapshot.Run,
        ["epoch"] = snapshot.Epoch,
        ["assumptions"] = new JsonArray([.. snapshot.Assumptions.Select(static sentence => JsonValue.Create(sentence))]),
    };

    /// <summary>What a snapshot is called in a title: with its epoch, also where a run's folder was named.</summary>
    public static string Title(string name, Snapshot snapshot) =>
        Directory.Exists(name) ? $"{Path.TrimEndingDirectorySeparator(name)}@{snapshot.Epoch}" : name;

    /// <summary>What a run records of its data, which is not read for a distance.</summary>
    public static JsonObject Data(Run run) => new()
    {
        ["name"] = run.Configuration.DataName,
        ["description"] = null,
        ["fingerprint"] = run.Configuration.DataFingerprint,
    };

    /// <summary>Of two snapshots.</summary>
    public JsonObject Of(Distances distances)
    {
        JsonObject document = Ends();
        var parameters = new JsonObject();
        foreach (ParameterDistance parameter in distances.Parameters)
            parameters[parameter.Name] = Of(parameter);
        document["parameters"] = parameters;
        document["total"] = Of(distances.Total);
        document["data"] = DataOfRuns;
        return document;
    }

    /// <summary>Of two checkpoints of any architecture.</summary>
    public static JsonObject Of(Checkpoint a, Checkpoint b, CheckpointDistances distances)
    {
        var parameters = new JsonObject();
        foreach (CheckpointDistance part in distances.Parts)
            parameters[part.Distance.Name] = Of(part);
        return new JsonObject
        {
            ["a"] = new JsonObject { ["name"] = a.Name, ["files"] = a.Shards.Count, ["bytes"] = a.Length },
            ["b"] = new JsonObject { ["name"] = b.Name, ["files"] = b.Shards.Count, ["bytes"] = b.Length },
            ["parameters"] = parameters,
            ["total"] = Of(distances.Total),
            ["changes"] = MatrixDocument.Changes(distances.Changes),
            ["data"] = null,
        };

        static JsonObject Of(CheckpointDistance part)
        {
            JsonObject json = DistanceDocument.Of(part.Distance).With("largest_change", part.Largest);
            json["elements"] = part.Elements;
            return json;
        }
    }

    /// <summary>Of a series: each row has L2 under the parameters' names, the other measures under their own.</summary>
    public JsonObject Of(SeriesDistances series)
    {
        JsonObject document = Ends();
        document["rows"] = new JsonArray([.. series.Rows.Select(static row => Of(row))]);
        document["data"] = DataOfRuns;
        return document;
    }

    private static JsonObject Of(EpochDistances row)
    {
        var json = new JsonObject { ["epoch"] = row.Epoch };
        JsonObject relative = [], cosine = [];
        foreach (ParameterDistance parameter in row.Distances.Parameters.Append(row.Distances.Total))
        {
            json.With(parameter.Name, parameter.L2);
            relative.With(parameter.Name, parameter.Relative);
            cosine.With(parameter.Name, parameter.Cosine);
        }

        json["relative"] = relative;
        json["cosine"] = cosine;
        return json;
    }

    private static JsonObject Of(ParameterDistance distance) => new JsonObject()
        .With("l2", distance.L2)
        .With("relative", distance.Relative)
        .With("cosine", distance.Cosine)
        .With("norm_a", distance.NormA)
        .With("norm_b", distance.NormB);

    private JsonObject Ends() => new() { ["a"] = A, ["b"] = B };
}
