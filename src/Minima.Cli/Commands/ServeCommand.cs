using System.CommandLine;
using System.Text.Json.Nodes;
using Minima.Web;
using Minima.Web.Serving;

namespace Minima.Cli.Commands;

/// <summary><c>minima serve</c>: the page of a folder of runs, live.</summary>
internal static class ServeCommand
{
    private const string UsualFolder = "runs";

    public static Page Create(Output output, Interruption interruption)
    {
        Argument<string?> folder = new("DIR") { Description = "A folder with runs in it or below, or a run (default: runs)", Arity = ArgumentArity.ZeroOrOne };
        Option<int> port = Options.IntegerOrNone("--port", "The port on this machine's own address (default: a free one)", 1, 65_535);
        Option<string?> data = Options.Text(
            "--data", "auto|mnist|digits|PATH", "What new runs train on unless they say otherwise, and the data of runs that record a PATH (default: auto)");
        Option<int> threads = Options.IntegerOrNone(
            "--threads", "How many threads compute, half of them for each of two trainings; it changes no result (default: one for each core)", 1, 1024);
        var page = new Page("serve", "Shows a folder of runs as a page in the browser, live: watch, compare, draw digits, start, stop and continue trainings.")
        {
            Explanation = "Prints an address; open it in a browser on this machine. It holds a token that is drawn anew at each start: who does not know the address gets "
                + "nothing, nor does any other site's page. The server listens on 127.0.0.1 alone and gives out nothing but what the runs in the folder hold.\n\n"
                + "Runs that other processes train are followed as they are written. A training that is started from the page is the same bytes as that of `minima train`; "
                + "Ctrl-C ends the server and saves where trainings stand, and the page or `minima train` continues them.",
            Examples =
            [
                new Example("minima serve", "The runs in runs/; it need not exist yet"),
                new Example("minima serve experiments --port 8080", "Another folder, at an address whose port stays the same"),
                new Example("minima serve --data digits", "New runs on the built-in digits"),
                new Example("minima serve --json", "Address and token for a script"),
            ],
        };
        page.Add(folder);
        page.Add("The server", port, data, threads);
        return page.Does(asked => Run(asked.GetValue(folder), new ServeOptions
        {
            Folder = asked.GetValue(folder) ?? UsualFolder,
            Port = asked.GetValue(port),
            Data = asked.GetValue(data),
            Threads = asked.GetValue(threads),
        }, output, interruption));
    }

    private static int Run(string? named, ServeOptions options, Output output, Interruption interruption)
    {
        if (!ClientFiles.AreBuiltIn)
            throw new UnusableInputException(ClientFiles.Missing);
        if (named is not null && !Directory.Exists(named))
        {
            throw new UnusableInputException(
                $"There is no folder '{named}'. Name one with runs in it, or make it; `minima serve` alone serves runs/.");
        }

        return Serve(options, output, interruption).GetAwaiter().GetResult();
    }

    private static async Task<int> Serve(ServeOptions options, Output output, Interruption interruption)
    {
        await using LiveServer server = await LiveServer.Start(options, interruption.Token);
        output.Json(() => Json(server, options));
        output.Result(server.Address);
        output.Note($"Serving the runs in {server.Folder} to this machine alone. Open the address above in a browser; Ctrl-C ends it.");
        var interrupted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (interruption.Token.Register(interrupted.SetResult))
            await interrupted.Task;
        output.Note("Ending; what is being trained is saved.");
        foreach (string sentence in await server.Stop())
            output.Warning(sentence);
        return interruption.ExitCode;
    }

    private static JsonObject Json(LiveServer server, ServeOptions options) => new()
    {
        ["address"] = server.Address,
        ["port"] = server.Port,
        ["token"] = server.Token,
        ["folder"] = server.Folder,
        ["data"] = options.Data ?? SharedOptions.AutomaticData,
    };
}
