using System.CommandLine;
using System.Text;

namespace Minima.Cli;

/// <summary>The help of a command: what it does, how it is typed, examples, and each option with its default.</summary>
internal static class HelpText
{
    internal const int Width = 100;

    public static string Of(Page page, Page root)
    {
        string path = root.PathTo(page.Command);
        var text = new StringBuilder();
        Paragraph(text, page.Command.Description!);
        foreach (string paragraph in page.Explanation.Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
            Paragraph(text, paragraph);

        text.Append("Usage\n  ").Append(path);
        foreach (Argument argument in page.Command.Arguments)
            text.Append(argument.Arity.MinimumNumberOfValues == 0 ? $" [{argument.Name}]" : $" {argument.Name}");
        bool either = page.Pages.Count > 0 && page.Command.Arguments.Count > 0;
        text.Append(page.Pages.Count == 0 || either ? "" : page.Command.Action is null ? " COMMAND" : " [COMMAND]").Append(" [options]\n");
        text.Append(either ? $"  {path} COMMAND [options]\n\n" : "\n");

        Rows(text, "Arguments", [.. page.Command.Arguments.Select(static argument => (argument.Name, argument.Description!))]);
        Rows(text, "Commands", [.. page.Pages.Select(static child => (child.Command.Name, child.Command.Description!))]);
        if (page.Examples.Count > 0)
            text.Append("Examples\n");
        foreach (Example example in page.Examples)
            text.Append($"  {example.Line}\n      {example.Meaning}\n");
        text.Append(page.Examples.Count > 0 ? "\n" : "");
        foreach (OptionGroup group in ReferenceEquals(page, root) ? root.Groups : page.Groups.Concat(root.Groups))
            Rows(text, group.Heading, [.. group.Options.Select(static option => (Typed(option), Described(option)))]);
        if (page.Pages.Count > 0)
            text.Append($"`{path} COMMAND --help` says more about each.\n");
        return text.ToString();
    }

    private static string Typed(Option option) =>
        string.Join(", ", option.Aliases.Order(StringComparer.Ordinal).Append(option.Name)) + (option.HelpName is null ? "" : " " + option.HelpName);

    private static string Described(Option option) =>
        option.Description + (Options.Default(option) is { } value ? $" (default: {value})" : "");

    private static void Paragraph(StringBuilder text, string paragraph)
    {
        foreach (string line in Wrap(paragraph, Width))
            text.Append(line).Append('\n');
        text.Append('\n');
    }

    private static void Rows(StringBuilder text, string heading, IReadOnlyList<(string Left, string Right)> rows)
    {
        if (rows.Count == 0)
            return;
        text.Append(heading).Append('\n');
        int left = rows.Max(static row => row.Left.Length) + 2;
        foreach ((string typed, string meaning) in rows)
        {
            string lead = "  " + typed.PadRight(left);
            foreach (string line in Wrap(meaning, Math.Max(30, Width - lead.Length)))
            {
                text.Append(lead).Append(line).Append('\n');
                lead = new string(' ', lead.Length);
            }
        }

        text.Append('\n');
    }

    internal static IEnumerable<string> Wrap(string sentence, int width)
    {
        var line = new StringBuilder();
        foreach (string word in sentence.Split(' ', '\n'))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line.ToString();
                line.Clear();
            }

            line.Append(line.Length > 0 ? " " : "").Append(word);
        }

        yield return line.ToString();
    }
}
