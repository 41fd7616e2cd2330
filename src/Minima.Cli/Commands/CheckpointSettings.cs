using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using Minima.Geometry.Checkpoints;

namespace Minima.Cli.Commands;

/// <summary>What is said on the command line about checkpoints of any architecture.</summary>
internal sealed class CheckpointSettings
{
    public const string Heading = "Checkpoints of any architecture";

    private readonly Option<string?> _group = Group();

    private readonly Option<string?> _memory = Options.Text(
        "--memory", "256MB", "The memory that the process may take in all, however large the checkpoints are: a number with MB or GB", "256MB");

    private readonly Option<int> _threads = SharedOptions.Threads();

    /// <summary>How names are folded.</summary>
    public static Option<string?> Group() => Options.Text(
        "--group", "REGEX", "Fold tensors into groups, such as layers\\.\\d+: what it matches of a name (or its first capture) names the group");

    public Option[] All => [_group, _memory, _threads];

    /// <exception cref="UnusableInputException">The expression or the memory is none.</exception>
    public CheckpointOptions Read(ParseResult asked, string? partial = null) => new()
    {
        Group = Expression(asked.GetValue(_group)),
        Memory = Bytes(asked.GetValue(_memory)!),
        Threads = asked.GetValue(_threads),
        Partial = partial,
    };

    /// <summary>The expression that was given; null where none was.</summary>
    /// <exception cref="UnusableInputException">It is none.</exception>
    public static Regex? Expression(string? text)
    {
        try
        {
            return text is null ? null : new Regex(text, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
        }
        catch (ArgumentException e)
        {
            throw new UnusableInputException($"--group is '{text}', which is no regular expression: {e.Message}", e);
        }
    }

    private static long Bytes(string text)
    {
        (string Unit, double Factor)[] units = [("GB", 1e9), ("MB", 1e6)];
        foreach ((string unit, double factor) in units)
        {
            if (text.EndsWith(unit, StringComparison.OrdinalIgnoreCase)
                && double.TryParse(text[..^2], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number) && number > 0 && number * factor < 1e15)
            {
                return (long)(number * factor);
            }
        }

        throw new UnusableInputException($"--memory is '{text}'; a number with MB or GB is expected, such as 256MB or 2GB.");
    }
}
