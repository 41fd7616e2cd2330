using Microsoft.AspNetCore.Http;

namespace Minima.Web.Serving;

/// <summary>Server-sent events: every run as it stands, then what happens.</summary>
internal static class EventStream
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);

    /// <summary>Writes until the page or the server ends it.</summary>
    /// <exception cref="ProblemException">Too many listen already.</exception>
    public static async Task Write(HttpContext context, EventHub hub, RunWatch watch)
    {
        // Before the runs are looked at: what happens meanwhile is told twice rather than never.
        EventQueue listener = hub.Listen();
        try
        {
            CancellationToken aborted = context.RequestAborted;
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("retry: 2000\n\n", aborted);
            foreach (RunSummary run in watch.Summaries())
                await context.Response.WriteAsync(LiveEvent.Of(run).Frame(), aborted);
            await context.Response.Body.FlushAsync(aborted);
            while (true)
            {
                Task<bool> more = listener.Wait(aborted);
                while (await Task.WhenAny(more, Task.Delay(Silence, aborted)) != more)
                {
                    // A comment, so that both ends notice when the other is gone.
                    await context.Response.WriteAsync(":\n\n", aborted);
                    await context.Response.Body.FlushAsync(aborted);
                }

                if (!await more)
                    return;
                while (listener.TryTake(out LiveEvent? happened))
                    await context.Response.WriteAsync(happened.Frame(), aborted);
                await context.Response.Body.FlushAsync(aborted);
            }
        }
        finally
        {
            hub.Leave(listener);
        }
    }
}
