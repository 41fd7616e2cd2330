using System.CommandLine;
using System.CommandLine.Parsing;

namespace Minima.Cli;

/// <summary>What is wrong with a command line, in sentences.</summary>
internal static class UsageErrors
{
    public static IEnumerable<string> Of(ParseResult asked, Page root)
    {
        if (asked.Errors.Count == 0)
            return [];
        Page page = root.Find(asked.CommandResult.Command) ?? root;
        string path = root.PathTo(page.Command), help = $"{path} --help";

        // What is not understood makes the parser miss other things: say the cause alone.
        if (asked.UnmatchedTokens.Count > 0)
            return [$"{Unknown(asked.UnmatchedTokens[0], page, root)} See `{help}`."];
        if (asked.CommandResult.Command.Action is null)
            return [$"A command is missing after '{path}': {string.Join(", ", page.Pages.Select(static child => child.Command.Name))}. See `{help}`."];
        return asked.Errors.Select(error => Of(error, page, help)).Distinct();
    }

    private static string Of(ParseError error, Page page, string help) => error.SymbolResult switch
    {
        OptionResult { Tokens.Count: 0 } option => $"{option.Option.Name} needs a value: {option.Option.HelpName}. See `{help}`.",
        OptionResult { Tokens.Count: > 1, Option.Arity.MaximumNumberOfValues: 1 } option => $"{option.Option.Name} is given more than once.",
        ArgumentResult { Tokens.Count: 0 } argument when page.Command.Arguments.Contains(argument.Argument) => Missing(argument.Argument, help),
        CommandResult => Missing(page.Command.Arguments[0], help),
        _ => error.Message,
    };

    private static string Missing(Argument argument, string help) => $"{argument.Name} is missing: {argument.Description}. See `{help}`.";

    private static string Unknown(string token, Page page, Page root)
    {
        if (token.StartsWith('-'))
        {
            IEnumerable<string> options = page.Groups.Concat(root.Groups).SelectMany(static group => group.Options).Select(static option => option.Name);
            return $"There is no option '{token}'{Suggestion(token, options)}";
        }

        return page.Pages.Count > 0
            ? $"There is no command '{token}'{Suggestion(token, page.Pages.Select(static child => child.Command.Name))}"
            : $"'{token}' is one argument too many.";
    }

    private static string Suggestion(string typed, IEnumerable<string> known)
    {
        (string name, int distance) = known.Select(name => (name, Distance(typed, name))).DefaultIfEmpty(("", int.MaxValue)).MinBy(static pair => pair.Item2);
        return distance <= (name.Length < 4 ? 1 : 2) ? $"; did you mean '{name}'?" : ".";
    }

    /// <summary>Levenshtein's distance: the fewest insertions, deletions and replacements of one letter.</summary>
    private static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[^1];
    }
}
