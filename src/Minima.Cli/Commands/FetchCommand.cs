using System.CommandLine;
using System.Text.Json.Nodes;
using Minima.Data;

namespace Minima.Cli.Commands;

/// <summary><c>minima data fetch</c>.</summary>
internal static class FetchCommand
{
    private const string MnistName = "mnist";
    private const string ModelName = "published-model";

    // Where DataLocator looks under each of its places.
    private const string MnistFolder = "mnist";
    private const string ModelFolder = "dml";

    public static Page Create(Output output, Interruption interruption, FetchSources sources)
    {
        Argument<string> what = new("WHAT") { Description = $"{MnistName}, or {ModelName}: the model that the author of the 2016 experiment published" };
        var page = new Page("fetch", "Downloads MNIST or the published model into the user's cache.")
        {
            Explanation = "Several public copies are tried in turn. A file is written only when its SHA-256 is right, so no half file is ever left; "
                + "what is there and right is not fetched again.",
            Examples = [new Example("minima data fetch mnist", "MNIST's four files, 11 MB"), new Example("minima data fetch published-model", "1.6 MB")],
        };
        page.Add(what);
        return page.Does(asked => Fetch(asked.GetValue(what)!, output, sources, interruption.Token));
    }

    private static int Fetch(string what, Output output, FetchSources sources, CancellationToken cancellation)
    {
        if (what is not (MnistName or ModelName))
            throw new UnusableInputException($"'{what}' cannot be fetched; {MnistName} and {ModelName} can.");
        string folder = Path.Combine(DataLocator.CacheFolder(), what == MnistName ? MnistFolder : ModelFolder);
        using var client = new HttpClient();
        var fetcher = new DataFetcher(client, sources, TimeSpan.FromSeconds(30));
        string[] fetched = output.WithProgress(display =>
        {
            var progress = new FetchDisplay(display);
            return (what == MnistName
                ? Mnist(fetcher, folder, progress, cancellation)
                : Model(fetcher, folder, progress, cancellation)).GetAwaiter().GetResult();
        });
        output.Json(() => new JsonObject
        {
            ["what"] = what,
            ["folder"] = folder,
            ["fetched"] = new JsonArray([.. fetched.Select(static file => JsonValue.Create(file))]),
            ["data"] = null,
        });
        output.Result(fetched.Length == 0
            ? $"Nothing to fetch: what is in {folder} is right."
            : $"Fetched and checked:\n{string.Join('\n', fetched.Select(static file => "  " + file))}");
        return ExitCode.Done;
    }

    private static async Task<string[]> Mnist(DataFetcher fetcher, string folder, FetchDisplay progress, CancellationToken cancellation) =>
        [.. await fetcher.FetchMnistAsync(folder, progress, cancellation)];

    private static async Task<string[]> Model(DataFetcher fetcher, string folder, FetchDisplay progress, CancellationToken cancellation) =>
        await fetcher.FetchPublishedModelAsync(folder, progress, cancellation) ? [Path.Combine(folder, PublishedModel.FileName)] : [];

    private sealed class FetchDisplay(IProgressDisplay display) : IProgress<FetchProgress>
    {
        public void Report(FetchProgress value)
        {
            double? done = value.Total is > 0 and var total ? Math.Min(1, (double)value.Done / total) : null;
            string of = value.Total is { } all ? $" of {Megabytes(all)}" : "";
            display.Show(done ?? 0, $"{value.File}: {Megabytes(value.Done)}{of}");
        }

        private static string Megabytes(long bytes) => $"{bytes / 1e6:F1} MB";
    }
}
