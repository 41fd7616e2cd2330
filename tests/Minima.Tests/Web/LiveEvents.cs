using System.Text.Json;

namespace Minima.Tests.Web;

/// <summary>The stream of events, read as a page reads it.</summary>
internal sealed class LiveEvents : IAsyncDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly StreamReader _lines;

    private LiveEvents(HttpResponseMessage response, Stream stream) => (_response, _lines) = (response, new StreamReader(stream));

    public static async Task<LiveEvents> Open(Served served)
    {
        HttpResponseMessage response = await served.Client.GetAsync("api/events", HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        return new LiveEvents(response, await response.Content.ReadAsStreamAsync());
    }

    /// <summary>Reads on until an event is the one that is waited for; fails after a minute, or where the stream ends before.</summary>
    public async Task<JsonElement> WaitFor(Func<string, JsonElement, bool> isIt)
    {
        using var patience = new CancellationTokenSource(Served.Long);
        string name = "";
        while (await _lines.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.StartsWith("event: ", StringComparison.Ordinal))
                name = line["event: ".Length..];
            if (!line.StartsWith("data: ", StringComparison.Ordinal))
                continue;
            JsonElement content = JsonDocument.Parse(line["data: ".Length..]).RootElement;
            if (isIt(name, content))
                return content;
        }

        throw new InvalidOperationException("The stream ended before what was waited for.");
    }

    /// <summary>Reads on until the server ends the stream; fails after a minute.</summary>
    public async Task WaitForEnd()
    {
        using var patience = new CancellationTokenSource(Served.Long);
        while (await _lines.ReadLineAsync(patience.Token) is not null)
        {
        }
    }

    public ValueTask DisposeAsync()
    {
        _lines.Dispose();
        _response.Dispose();
        return ValueTask.CompletedTask;
    }
}
