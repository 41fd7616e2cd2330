using System.Diagnostics;
using Spectre.Console;

namespace Minima.Cli;

/// <summary>Shows how far something long has come.</summary>
internal interface IProgressDisplay
{
    /// <summary>Shows the part that is done, from 0 to 1, and the rest in words.</summary>
    void Show(double done, string text);

    /// <summary>Says a sentence that stays.</summary>
    void Say(string sentence);

    /// <summary>Warns, in a sentence that stays.</summary>
    void Warn(string sentence);
}

/// <summary>Shows nothing but warnings.</summary>
internal sealed class SilentProgress(Output output) : IProgressDisplay
{
    public void Show(double done, string text)
    {
    }

    public void Say(string sentence)
    {
    }

    public void Warn(string sentence) => output.Warning(sentence);
}

/// <summary>A line at the beginning, every five seconds, and at the end: for files and pipes.</summary>
internal sealed class PlainProgress(Output output, TextWriter messages) : IProgressDisplay
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private long? _last;

    public void Show(double done, string text)
    {
        if (_last is { } last && done < 1 && Stopwatch.GetElapsedTime(last) < Interval)
            return;
        _last = Stopwatch.GetTimestamp();
        messages.WriteLine(text);
    }

    public void Say(string sentence) => messages.WriteLine(sentence);

    public void Warn(string sentence) => output.Warning(sentence);
}

/// <summary>A bar on a terminal; it is gone when the work is done.</summary>
internal sealed class LiveProgress : IProgressDisplay
{
    private readonly IAnsiConsole _console;
    private readonly ProgressTask _task;

    private LiveProgress(IAnsiConsole console, ProgressTask task) => (_console, _task) = (console, task);

    public static T Run<T>(TextWriter messages, Func<IProgressDisplay, T> work)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(messages), ColorSystem = Output.Colours });
        return console.Progress()
            .AutoClear(true)
            .Columns(new ProgressBarColumn { Width = 24 }, new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .Start(context => work(new LiveProgress(console, context.AddTask("...", maxValue: 1))));
    }

    public void Show(double done, string text)
    {
        _task.Description = Markup.Escape(text);
        _task.Value = done;
    }

    public void Say(string sentence) => _console.WriteLine(sentence);

    // Through the console: what else is written to the terminal would run into the bar.
    public void Warn(string sentence) => Say(Output.WarningOf(sentence));
}
