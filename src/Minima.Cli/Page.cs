using System.CommandLine;

namespace Minima.Cli;

/// <summary>Options that stand together in the help, under a heading.</summary>
internal sealed record OptionGroup(string Heading, IReadOnlyList<Option> Options);

/// <summary>A line of the help that can be typed as it stands, and what it does.</summary>
internal sealed record Example(string Line, string Meaning);

/// <summary>A command, and what its help says beside the options' own descriptions.</summary>
internal sealed class Page
{
    private readonly List<OptionGroup> _groups = [];
    private readonly List<Page> _pages = [];

    /// <param name="name">What is typed.</param>
    /// <param name="summary">One sentence, for the list of commands too.</param>
    public Page(string name, string summary) => Command = new Command(name, summary);

    public Command Command { get; }

    /// <summary>What one should know before using it.</summary>
    public string Explanation { get; init; } = "";

    public IReadOnlyList<Example> Examples { get; init; } = [];

    public IReadOnlyList<OptionGroup> Groups => _groups;

    /// <summary>The commands below this one.</summary>
    public IReadOnlyList<Page> Pages => _pages;

    public Page Add(string heading, params Option[] options)
    {
        _groups.Add(new OptionGroup(heading, options));
        foreach (Option option in options)
            Command.Add(option);
        return this;
    }

    public Page Add(params Argument[] arguments)
    {
        foreach (Argument argument in arguments)
            Command.Add(argument);
        return this;
    }

    public Page Add(Page page)
    {
        _pages.Add(page);
        Command.Add(page.Command);
        return this;
    }

    /// <summary>Says what the command does; it returns an exit code.</summary>
    public Page Does(Func<ParseResult, int> action)
    {
        Command.SetAction(action);
        return this;
    }

    /// <summary>The page of a command, here or below.</summary>
    public Page? Find(Command command) =>
        command == Command ? this : _pages.Select(page => page.Find(command)).FirstOrDefault(static page => page is not null);

    /// <summary>What is typed to get from here to a command below, such as <c>minima data fetch</c>.</summary>
    public string PathTo(Command command)
    {
        Page? next = command == Command ? null : _pages.FirstOrDefault(page => page.Find(command) is not null);
        return next is null ? Command.Name : $"{Command.Name} {next.PathTo(command)}";
    }
}
