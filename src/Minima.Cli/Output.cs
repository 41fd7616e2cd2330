using System.Text;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace Minima.Cli;

/// <summary>Where the command writes: results to one writer (stdout), everything else to the other (stderr).</summary>
/// <param name="results">Takes tables or one JSON document.</param>
/// <param name="messages">Takes notes, progress, warnings and errors.</param>
/// <param name="live">Whether <paramref name="messages"/> is a terminal on which a bar can move.</param>
internal sealed class Output(TextWriter results, TextWriter messages, bool live)
{
    /// <summary>Whether results are one JSON document instead of tables.</summary>
    public bool IsJson { get; set; }

    /// <summary>Whether notes and progress are left out.</summary>
    public bool IsQuiet { get; set; }

    /// <summary>Whether details are said, and errors come with their stack traces.</summary>
    public bool IsVerbose { get; set; }

    /// <summary>Whether the JSON document is made, and kept in <see cref="Document"/>, also where it is not printed.</summary>
    public bool KeepsDocument { get; set; }

    /// <summary>The last JSON document that was made; null: none.</summary>
    public JsonNode? Document { get; private set; }

    /// <summary>The process's own stdout and stderr.</summary>
    public static Output OfConsole()
    {
        if (OperatingSystem.IsWindows())
            Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        return new Output(Console.Out, Console.Error, !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb");
    }

    /// <summary>Prints a result for a person; nothing where JSON was asked for.</summary>
    public void Result(string text) => Result(() => text);

    /// <summary>The same of a text that is only made where it is printed.</summary>
    public void Result(Func<string> text)
    {
        if (!IsJson)
            Text(text());
    }

    /// <summary>Prints the result as JSON, if that was asked for.</summary>
    public void Json(Func<JsonNode> document)
    {
        if (!IsJson && !KeepsDocument)
            return;
        Document = document();
        if (IsJson)
            results.WriteLine(JsonText.Of(Document));
    }

    /// <summary>Prints the help, or the version: a result that is never JSON.</summary>
    public void Text(string text) => results.WriteLine(text.TrimEnd('\n').ReplaceLineEndings(results.NewLine));

    /// <summary>Says something that is good to know.</summary>
    public void Note(string sentence)
    {
        if (!IsQuiet)
            messages.WriteLine(sentence);
    }

    /// <summary>Says something that few want to know.</summary>
    public void Detail(string sentence)
    {
        if (IsVerbose)
            messages.WriteLine(sentence);
    }

    public void Warning(string sentence) => messages.WriteLine(WarningOf(sentence));

    /// <summary>A warning as it is printed.</summary>
    public static string WarningOf(string sentence) => "warning: " + sentence;

    public void Error(string sentence) => messages.WriteLine("error: " + sentence);

    /// <summary>An error with its stack trace, if that was asked for.</summary>
    public void Error(string sentence, Exception cause)
    {
        Error(sentence);
        if (IsVerbose)
            messages.WriteLine(cause);
    }

    /// <summary>Runs <paramref name="work"/> with a display of its progress: a bar on a terminal, a line now and then elsewhere.</summary>
    public T WithProgress<T>(Func<IProgressDisplay, T> work)
    {
        if (IsQuiet)
            return work(new SilentProgress(this));
        return live ? LiveProgress.Run(messages, work) : work(new PlainProgress(this, messages));
    }

    /// <summary>Whether colours are unwanted (https://no-color.org).</summary>
    internal static ColorSystemSupport Colours =>
        string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors;
}
