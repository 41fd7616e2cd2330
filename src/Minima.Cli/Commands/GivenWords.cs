using System.CommandLine;

namespace Minima.Cli.Commands;

/// <summary>A command line as it would be typed again, without what concerns the cluster.</summary>
internal static class GivenWords
{
    /// <summary>The words of a command that was asked for.</summary>
    /// <param name="name">What is typed behind <c>minima</c> to get to it.</param>
    /// <param name="page">The command.</param>
    /// <param name="asked">What was typed.</param>
    public static IReadOnlyList<string> Of(string name, Page page, ParseResult asked) =>
    [
        .. name.Split(' '),
        .. page.Command.Arguments.SelectMany(argument => asked.GetResult(argument)?.Tokens ?? []).Select(static token => token.Value),
        .. page.Groups.Where(static group => group.Heading != ClusterOptions.Heading).SelectMany(static group => group.Options)
            .Where(option => asked.GetResult(option) is { Implicit: false })
            .SelectMany(option => asked.GetResult(option)!.Tokens.Select(static token => token.Value).Prepend(option.Name)),
    ];

    /// <summary>Understands words of <see cref="Of"/>.</summary>
    /// <param name="words">They.</param>
    /// <param name="name">What is typed behind <c>minima</c> to get to the command.</param>
    /// <param name="page">The command.</param>
    /// <exception cref="UnusableInputException">They are of another command, or not understood.</exception>
    public static ParseResult Parse(IReadOnlyList<string> words, string name, Page page)
    {
        string[] path = name.Split(' ');
        if (!words.Take(path.Length).SequenceEqual(path))
            throw new UnusableInputException($"That is an array of `minima {string.Join(' ', words.Take(2))}`, not of `minima {name}`.");
        ParseResult asked = page.Command.Parse([.. words.Skip(path.Length)], App.Parsing);
        return UsageErrors.Of(asked, page).FirstOrDefault() is { } error ? throw new UnusableInputException($"The array's command is not understood: {error}") : asked;
    }
}
