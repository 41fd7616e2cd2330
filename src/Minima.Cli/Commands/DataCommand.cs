using System.CommandLine;
using System.Text.Json.Nodes;
using Minima.Data;
using Minima.Figures;

namespace Minima.Cli.Commands;

/// <summary><c>minima data</c>: what there is, and <c>minima data fetch</c>.</summary>
internal static class DataCommand
{
    public static Page Create(Output output, Interruption interruption, FetchSources sources)
    {
        var page = new Page("data", "Lists the data that is found; `data fetch` downloads MNIST or the published model.")
        {
            Explanation = "MNIST is looked for as the folder mnist/ under $MINIMA_DATA, under data/ here, and in the user's cache. "
                + "The built-in digits are drawn by code and are always there.",
            Examples =
            [
                new Example("minima data", "What there is, and which of it --data auto takes"),
                new Example("minima data fetch mnist", "Download MNIST into the cache"),
            ],
        };
        return page.Does(_ => List(output)).Add(FetchCommand.Create(output, interruption, sources));
    }

    private static int List(Output output)
    {
        var locator = DataLocator.FromEnvironment();
        IReadOnlyList<FoundData> found = locator.List();
        string? model = locator.FindPublishedModel();
        output.Json(() => new JsonObject
        {
            ["sets"] = new JsonArray([.. found.Select(static set => Json(set))]),
            ["published_model"] = model,
            ["data"] = found[0].Data is { } automatic ? JsonText.Of(automatic) : null,
        });
        output.Result(Text(found));
        output.Result($"\n--data auto takes the first. The published model: {model ?? "not found; `minima data fetch published-model` gets it"}.");
        if (found.All(static set => set.Name != "mnist"))
            output.Result($"MNIST was looked for in {string.Join(", ", locator.Roots.Select(Place))}; `minima data fetch mnist` gets it.");
        foreach (FoundData set in found.Where(static set => set.Problem is not null))
            output.Warning(set.Problem!);
        return ExitCode.Done;
    }

    private static string Place(DataRoot root) => $"{Path.Combine(root.Folder, "mnist")} ({root.Origin})";

    private static string Text(IReadOnlyList<FoundData> found)
    {
        var table = new Table(
            new Column("--data", Alignment.Left),
            new Column("train"),
            new Column("validation"),
            new Column("test"),
            new Column("fingerprint", Alignment.Left),
            new Column("what", Alignment.Left),
            new Column("where", Alignment.Left));
        foreach (FoundData set in found)
        {
            string what = set.Data is null ? "unusable" : set.IsStandardMnist ? "MNIST" : set.Name == "mnist" ? "other data under MNIST's name" : "synthetic handwriting";
            table.Add(
                set.Name, set.Data?.Train.Count, set.Data?.Validation.Count, set.Data?.Test.Count, set.Data?.Fingerprint[..12], what, set.Place);
        }

        return table.ToText();
    }

    private static JsonObject Json(FoundData set)
    {
        var json = new JsonObject
        {
            ["name"] = set.Name,
            ["place"] = set.Place,
            ["description"] = set.Data?.Description,
            ["fingerprint"] = set.Data?.Fingerprint,
            ["train"] = set.Data?.Train.Count,
            ["validation"] = set.Data?.Validation.Count,
            ["test"] = set.Data?.Test.Count,
            ["classes"] = set.Data?.Classes,
            ["standard_mnist"] = set.IsStandardMnist,
            ["problem"] = set.Problem,
        };
        return json;
    }
}
