using System.Text.Json.Nodes;
using Minima.Data;
using Minima.Studies.Clusters;
using Minima.Trajectories;

namespace Minima.Cli.Commands;

/// <summary>The JSON of what is done with job arrays.</summary>
internal static class ArrayDocument
{
    /// <summary>Where the elements of an array are.</summary>
    public static JsonObject Of(ArrayFolder folder, ArrayRecord record, IReadOnlyList<ElementStatus> elements) => new()
    {
        ["folder"] = folder.Results,
        ["command"] = Texts(record.Command),
        ["done"] = elements.Count(static element => element.State is ElementState.Done or ElementState.Diverged),
        ["elements"] = new JsonArray([.. elements.Select(static element => new JsonObject
        {
            ["element"] = element.Index,
            ["name"] = element.Element.Name,
            ["stage"] = element.Element.Stage,
            ["state"] = ArrayText.Of(element.State),
            ["progress"] = element.Progress,
            ["sentence"] = element.Sentence,
            ["job"] = element.Job,
            ["log"] = element.Log,
            ["last_lines"] = Texts(element.LastLines),
        })]),
        ["data"] = DataOf(folder, record.Elements),
    };

    /// <summary>What came of a submission.</summary>
    public static JsonObject Of(ArrayFolder folder, IReadOnlyList<ArrayElement> elements, SubmittedArray submitted, DataSet data) =>
        Of(folder, elements, submitted, JsonText.Of(data));

    /// <summary>What came of a submission of an array that was submitted before.</summary>
    public static JsonObject Of(ArrayFolder folder, ArrayRecord record, SubmittedArray submitted) =>
        Of(folder, record.Elements, submitted, DataOf(folder, record.Elements));

    /// <summary>What was cancelled.</summary>
    public static JsonObject OfCancelled(ArrayFolder folder, ArrayRecord record, IReadOnlyList<QueuedElement> cancelled) => new()
    {
        ["folder"] = folder.Results,
        ["cancelled"] = Texts(cancelled.Select(element => record.Elements[element.Index].Name)),
        ["data"] = DataOf(folder, record.Elements),
    };

    /// <summary>What would be submitted.</summary>
    public static JsonObject Of(IReadOnlyList<string> texts, DataSet data) => new() { ["dry_run"] = Texts(texts), ["data"] = JsonText.Of(data) };

    /// <summary>How an element ended.</summary>
    public static JsonObject Of(string name, int index, ElementEnd end, DataSet data) => new()
    {
        ["element"] = index,
        ["name"] = name,
        ["outcome"] = end.Outcome.ToString().ToLowerInvariant(),
        ["sentence"] = end.Sentence,
        ["data"] = JsonText.Of(data),
    };

    private static JsonObject Of(ArrayFolder folder, IReadOnlyList<ArrayElement> elements, SubmittedArray submitted, JsonObject? data) => new()
    {
        ["folder"] = folder.Results,
        ["submitted"] = new JsonArray([.. submitted.Submitted.Select(submission => new JsonObject
        {
            ["job"] = submission.Job,
            ["elements"] = Texts(submission.Elements.Select(index => elements[index].Name)),
        })]),
        ["done_before"] = submitted.Done,
        ["queued_before"] = submitted.Queued,
        ["data"] = data,
    };

    // What the first run that is there was trained on: no data are read to say where elements are.
    private static JsonObject? DataOf(ArrayFolder folder, IReadOnlyList<ArrayElement> elements)
    {
        string? run = elements.Select(element => folder.Run(element.Name)).FirstOrDefault(Run.Exists);
        return run is null || Run.Open(run).Configuration is not { } configuration
            ? null
            : new JsonObject { ["name"] = configuration.DataName, ["fingerprint"] = configuration.DataFingerprint };
    }

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(static text => JsonValue.Create(text))]);
}
