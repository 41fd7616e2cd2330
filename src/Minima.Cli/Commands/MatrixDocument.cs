using System.Text.Json.Nodes;
using Minima.Geometry;
using Minima.Geometry.Checkpoints;
using Minima.Studies.Checkpoints;

namespace Minima.Cli.Commands;

/// <summary>The JSON of <c>minima matrix</c>.</summary>
internal static class MatrixDocument
{
    private const int MostComponents = 10;

    /// <summary>Of a study.</summary>
    public static JsonObject Of(MatrixStudy study)
    {
        CheckpointMatrix matrix = study.Matrix;
        int[] all = [.. Enumerable.Range(0, matrix.Count)];
        return new JsonObject
        {
            ["checkpoints"] = new JsonArray([.. all.Select(i => (JsonNode)new JsonObject
            {
                ["name"] = matrix.Checkpoints[i].Name,
                ["label"] = study.Labels[i],
                ["bytes"] = matrix.Checkpoints[i].Length,
                ["files"] = matrix.Checkpoints[i].Shards.Count,
            }.With("norm", matrix.Norm(i)).With("largest_change", matrix.Largest(i)))]),
            ["tensors"] = matrix.Tensors,
            ["elements"] = matrix.Elements,
            ["bytes_read"] = matrix.BytesRead,
            ["finite"] = matrix.IsFinite,
            ["products"] = Square((i, j) => matrix.Product(i, j)),
            ["distances"] = Square((i, j) => matrix.Distance(i, j)),
            ["relative"] = Square(matrix.Relative),
            ["cosines"] = Square(matrix.Cosine),
            ["change_cosines"] = Square(matrix.ChangeCosine),
            ["groups"] = new JsonArray([.. matrix.Groups.Select(group => (JsonNode)new JsonObject
            {
                ["name"] = group.Name,
                ["tensors"] = group.Tensors,
                ["elements"] = group.Elements,
                ["l2"] = List(all.Select(i => (double?)group.FromFirst(i))),
                ["relative"] = List(all.Select(group.Relative)),
                ["cosine"] = List(all.Select(group.Cosine)),
                ["largest_change"] = List(all.Select(i => (double?)group.Largest(i))),
                ["from_previous"] = List(all.Select(i => (double?)group.FromPrevious(i))),
            })]),
            ["plane"] = study.Components is null ? null : new JsonObject
            {
                ["explained"] = Explained(study.Components),
                ["random_steps"] = Explained(study.RandomSteps!),
                ["random_steps_and_drift"] = Explained(study.RandomDrift!),
                ["points"] = new JsonArray([.. study.Feet.Select(static foot => (JsonNode)new JsonObject().With("x", foot.X).With("y", foot.Y).With("off_plane", foot.OffPlane))]),
            }.With("straightness", study.Straightness),
            ["problem"] = study.NoPlane,
            ["changes"] = Changes(matrix.Changes),
            ["data"] = null,
        };

        JsonArray Square(Func<int, int, double?> value) => new([.. all.Select(i => (JsonNode)List(all.Select(j => value(i, j))))]);
    }

    /// <summary>What is not compared; checkpoints by their numbers.</summary>
    public static JsonArray Changes(IReadOnlyList<TensorChange> changes) => new([.. changes.Select(static change => (JsonNode)new JsonObject
    {
        ["name"] = change.Name,
        ["change"] = ChangeTable.Word(change.Kind),
        ["in"] = new JsonArray([.. change.In.Select(static i => (JsonNode)i)]),
        ["forms"] = new JsonArray([.. change.Forms.Select(static form => (JsonNode)form)]),
    })]);

    private static JsonArray List(IEnumerable<double?> numbers) =>
        new([.. numbers.Select(static number => number is { } value && double.IsFinite(value) ? (JsonNode)value : null)]);

    private static JsonArray Explained(PrincipalComponents components) =>
        List(components.Explained.Take(MostComponents).Select(static share => (double?)share));
}
