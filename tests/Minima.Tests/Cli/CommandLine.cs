using System.Text.Json;
using Minima.Cli;
using Minima.Data;
using Minima.Tests.Data;

namespace Minima.Tests.Cli;

/// <summary>What a command line came to.</summary>
internal sealed record Outcome(int ExitCode, string Results, string Messages)
{
    /// <summary>The one JSON document that stdout is.</summary>
    public JsonElement Json => JsonDocument.Parse(Results).RootElement;
}

/// <summary>Runs command lines within the process of the tests, in a folder with a tiny data set.</summary>
internal sealed class CommandLine : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public CommandLine() => _folder.AddSmall("tiny");

    /// <summary>Ten training images of 3x2, two to validate, four to test; three classes.</summary>
    public string Data => _folder["tiny"];

    public string this[string name] => _folder[name];

    /// <summary>A data set of built-in digits, into the folder <paramref name="name"/>.</summary>
    public void AddDigits(string name, int train, int test) => _folder.AddDigits(name, train, test);

    /// <summary>What stands after <c>minima</c>; <c>~</c> stands for the folder.</summary>
    public Outcome Run(params string[] args) => Run(new Interruption(), null, args);

    public Outcome Run(Interruption interruption, FetchSources? sources, params string[] args)
    {
        using var results = new StringWriter { NewLine = "\n" };
        using var messages = new StringWriter { NewLine = "\n" };
        return Run(interruption, sources, results, messages, args);
    }

    /// <summary>With writers of the test's own; they need not be read before the end.</summary>
    public Outcome Run(Interruption interruption, FetchSources? sources, StringWriter results, StringWriter messages, params string[] args)
    {
        string[] given = [.. args.Select(argument => argument.Replace("~", _folder.Path, StringComparison.Ordinal))];
        int exitCode = new App(new Output(results, messages, live: false), interruption, sources).Run(given);
        return new Outcome(exitCode, results.ToString(), messages.ToString());
    }

    /// <summary>A small run on the tiny data set, into the folder <paramref name="name"/>; what is given replaces the options set here.</summary>
    public Outcome Train(string name, params string[] more)
    {
        string[] usual = ["--data", "~/tiny", "--hidden", "3", "--batch-size", "2", "--epochs", "4", "--save-every", "2", "--threads", "1"];
        IEnumerable<string> kept = usual.Chunk(2).Where(option => !more.Contains(option[0])).SelectMany(static option => option);
        return Run(["train", "--out", "~/" + name, .. kept, .. more]);
    }

    public void Dispose() => _folder.Dispose();
}
