using System.Text.Json.Nodes;
using Minima.Geometry;
using Minima.Studies;

namespace Minima.Cli.Commands;

/// <summary>The JSON of <c>minima merge</c>.</summary>
internal static class MergeDocument
{
    public static JsonObject Of(MergeStudy study, string? file) => new()
    {
        ["members"] = new JsonArray([.. study.Members.Select(static member => (JsonNode)Of(member))]),
        ["by"] = AlignText.Word(study.Options.Alignment.By),
        ["symmetry"] = study.Options.Alignment.Kind.ToString().ToLowerInvariant(),
        ["sentence"] = study.Sentence,
        ["merged"] = Of(study.Aligned),
        ["raw"] = Of(study.Raw),
        ["ensemble"] = Of(study.Ensemble),
        ["out"] = file,
        ["data"] = study.Data is null ? null : JsonText.Of(study.Data),
    };

    private static JsonObject Of(MergedMember member)
    {
        JsonObject json = DistanceDocument.Of(member.Name, member.Snapshot).With("weight", member.Weight);
        json["distance"] = new JsonObject().With("raw", member.Raw).With("aligned", member.Aligned);
        json["train"] = member.Does is null ? null : CompareDocument.Of(member.Does.Train);
        json["test"] = member.Does is null ? null : CompareDocument.Of(member.Does.Test);
        return json;
    }

    private static JsonObject? Of(TwoEvaluations? does) =>
        does is null ? null : new JsonObject { ["train"] = CompareDocument.Of(does.Train), ["test"] = CompareDocument.Of(does.Test) };
}
