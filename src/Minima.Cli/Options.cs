using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Minima.Studies.Clusters;

namespace Minima.Cli;

/// <summary>Options whose values are checked while they are read: each refusal says what was given and what is expected.</summary>
internal static class Options
{
    public static Option<bool> Flag(string name, string description, params string[] aliases) => new(name, aliases) { Description = description };

    /// <summary>Any text but an empty one; null where the option is not given and has no default.</summary>
    public static Option<string?> Text(string name, string shown, string description, string? defaultValue = null) =>
        Create(name, shown, description, "some text", defaultValue, static (string text, out string? value) =>
        {
            value = text;
            return text.Trim().Length > 0;
        });

    /// <summary>Anything that can be found by what is typed.</summary>
    public static Option<T> Found<T>(string name, string shown, string description, string expected, T defaultValue, Func<string, T?> find)
        where T : class =>
        Create(name, shown, description, expected, defaultValue, (string text, out T value) => (value = find(text)!) is not null);

    /// <summary>Names, separated by commas.</summary>
    /// <remarks>The parser makes the value of a list that is not given empty, not null.</remarks>
    public static Option<string[]?> Names(string name, string shown, string description) =>
        Create<string[]?>(name, shown, description, "names separated by commas, such as fc1,fc2", null, static (string text, out string[]? value) =>
        {
            value = text.Split(',', StringSplitOptions.TrimEntries);
            return value.All(static part => part.Length > 0);
        });

    /// <summary>Conditions on fields of the JSON document; the option may be given several times. Null or empty where it is not.</summary>
    public static Option<Condition[]?> Conditions(string name, string shown, string description) => Several(
        name, shown, description, new ArgumentArity(1, 100), manyAtOnce: false, "a field, one of > >= < <= == !=, and a number, such as 'disagreement>0.01'",
        static (IReadOnlyList<string> texts, out Condition[]? value) =>
        {
            value = [.. texts.Select(Condition.Parse).OfType<Condition>()];
            return value.Length == texts.Count;
        });

    /// <summary>Files, one after the other behind the option, in pairs; null or empty where the option is not given.</summary>
    public static Option<string[]?> Pairs(string name, string shown, string description, int mostPairs) => Several(
        name, shown, description, new ArgumentArity(1, 2 * mostPairs), manyAtOnce: true, mostPairs == 1 ? "two files" : "files in pairs, one of A and one of B",
        (IReadOnlyList<string> texts, out string[]? value) =>
        {
            value = [.. texts];
            return texts.Count % 2 == 0 && texts.Count > 0 && texts.All(static text => text.Trim().Length > 0);
        });

    public static Option<int> Integer(string name, string description, int defaultValue, int least, int most) =>
        Create(name, "N", description, $"a whole number from {least} to {most}", defaultValue, (string text, out int value) => IsInteger(text, least, most, out value));

    /// <summary>A whole number that has no default of its own: 0 where the option is not given.</summary>
    public static Option<int> IntegerOrNone(string name, string description, int least, int most)
    {
        Option<int> option = Integer(name, description, 0, least, most);
        option.DefaultValueFactory = null;
        return option;
    }

    /// <summary>The number of an element, from 0; null where the option is not given.</summary>
    public static Option<int?> Index(string name, string description) =>
        Create<int?>(name, "N", description, "a whole number from 0", null, static (string text, out int? value) =>
        {
            bool understood = IsInteger(text, 0, int.MaxValue, out int number);
            value = number;
            return understood;
        });

    /// <summary>A time as Slurm writes it; null where the option is not given.</summary>
    public static Option<TimeSpan?> Time(string name, string description) =>
        Create<TimeSpan?>(name, "TIME", description, "minutes, hours:minutes:seconds or days-hours:minutes:seconds", null, static (string text, out TimeSpan? value) =>
        {
            bool understood = ClusterResources.TryParseTime(text, out TimeSpan time);
            value = time;
            return understood;
        });

    /// <summary>An amount of memory in MiB; null where the option is not given.</summary>
    public static Option<int?> Memory(string name, string description) =>
        Create<int?>(name, "SIZE", description, "a whole number with K, M, G or T, such as 2G", null, static (string text, out int? value) =>
        {
            bool understood = ClusterResources.TryParseMemory(text, out int mebibytes);
            value = mebibytes;
            return understood;
        });

    /// <summary>Texts, one each time that the option is given; empty where it is not.</summary>
    public static Option<string[]> Texts(string name, string shown, string description) =>
        new(name) { Description = description, HelpName = shown, Arity = ArgumentArity.OneOrMore };

    /// <summary>Whole numbers, separated by commas.</summary>
    public static Option<int[]> Integers(string name, string shown, string description, int[] defaultValue, int least, int most) =>
        Create(name, shown, description, $"whole numbers from {least} to {most}, separated by commas", defaultValue, (string text, out int[] value) =>
        {
            string[] parts = text.Split(',', StringSplitOptions.TrimEntries);
            var numbers = new int[parts.Length];
            value = numbers;
            return Enumerable.Range(0, parts.Length).All(i => IsInteger(parts[i], least, most, out numbers[i]));
        });

    public static Option<uint> Seed(string name, string description, uint defaultValue) =>
        Create(name, "N", description, $"a whole number from 0 to {uint.MaxValue}", defaultValue, static (string text, out uint value) =>
            uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value));

    /// <summary>A finite number: positive, or 0 too where that is allowed.</summary>
    public static Option<double> Number(string name, string description, double defaultValue, bool zeroAllowed) =>
        Create(name, "X", description, zeroAllowed ? "0 or a positive number" : "a positive number", defaultValue, (string text, out double value) =>
            IsNumber(text, out value) && (value > 0 || (value == 0 && zeroAllowed)));

    /// <summary>A number above a bound; 0 where the option is not given.</summary>
    public static Option<double> NumberOrNone(string name, string shown, string description, double above, double most)
    {
        Option<double> option = Create(
            name, shown, description, string.Create(CultureInfo.InvariantCulture, $"a number above {above} and up to {most}"), 0.0,
            (string text, out double value) => IsNumber(text, out value) && value > above && value <= most);
        option.DefaultValueFactory = null;
        return option;
    }

    /// <summary>Numbers, separated by commas; null or empty where the option is not given.</summary>
    public static Option<double[]?> Numbers(string name, string shown, string description, double least, double most) =>
        Create<double[]?>(
            name, shown, description, string.Create(CultureInfo.InvariantCulture, $"numbers from {least} to {most}, separated by commas"), null,
            (string text, out double[]? value) =>
            {
                string[] parts = text.Split(',', StringSplitOptions.TrimEntries);
                var numbers = new double[parts.Length];
                value = numbers;
                return Enumerable.Range(0, parts.Length).All(i => IsNumber(parts[i], out numbers[i]) && numbers[i] >= least && numbers[i] <= most);
            });

    /// <summary>A whole number: null where the option is not given, <paramref name="usual"/> where it is given without a value.</summary>
    public static Option<int?> IntegerIfGiven(string name, string description, int usual, int least, int most)
    {
        Option<int?> option = Create<int?>(
            name, "[N]", $"{description} ({usual} where N is left out)", $"a whole number from {least} to {most}", null,
            (string text, out int? value) =>
            {
                value = usual;
                if (text.Length == 0)
                    return true;
                bool understood = IsInteger(text, least, most, out int number);
                value = number;
                return understood;
            });
        option.Arity = ArgumentArity.ZeroOrOne;
        return option;
    }

    /// <summary>One of some words.</summary>
    public static Option<T> Choice<T>(string name, string description, T defaultValue, params (string Word, T Value)[] choices)
    {
        string words = string.Join('|', choices.Select(static choice => choice.Word));
        Option<T> option = Create(name, words, description, "one of " + words.Replace("|", ", "), defaultValue, (string text, out T value) =>
        {
            int i = Array.FindIndex(choices, choice => choice.Word == text);
            value = i < 0 ? defaultValue : choices[i].Value;
            return i >= 0;
        });
        return option;
    }

    /// <summary>Some of some words, separated by commas, or a word for all of them; null or empty where the option is not given.</summary>
    public static Option<T[]?> Choices<T>(string name, string description, string all, params (string Word, T Value)[] choices)
    {
        string[] words = [.. choices.Select(static choice => choice.Word), all];
        return Create<T[]?>(name, string.Join('|', words), description, "some of " + string.Join(", ", words) + ", separated by commas", null, (string text, out T[]? value) =>
        {
            string[] parts = text.Split(',', StringSplitOptions.TrimEntries);
            bool everything = parts is [var only] && only == all;
            value = [.. choices.Where(choice => everything || parts.Contains(choice.Word)).Select(static choice => choice.Value)];
            return everything || parts.All(part => choices.Any(choice => choice.Word == part));
        });
    }

    /// <summary>What the option is where it is not given, as it would be typed; null where that is nothing.</summary>
    public static string? Default(Option option)
    {
        if (option.ValueType == typeof(bool) || !option.HasDefaultValue)
            return null;
        return option.GetDefaultValue() switch
        {
            null or int[] { Length: 0 } => null,
            int[] numbers => string.Join(',', numbers),
            Enum value => value.ToString().ToLowerInvariant(),
            IFormattable value => value.ToString(null, CultureInfo.InvariantCulture),
            var value => value.ToString(),
        };
    }

    private delegate bool Reader<T>(string text, out T value);

    private delegate bool ListReader<T>(IReadOnlyList<string> texts, out T value);

    private static Option<T> Several<T>(string name, string shown, string description, ArgumentArity arity, bool manyAtOnce, string expected, ListReader<T> read) =>
        new(name)
        {
            Description = description,
            HelpName = shown,
            Arity = arity,
            AllowMultipleArgumentsPerToken = manyAtOnce,
            CustomParser = result =>
            {
                string[] texts = [.. result.Tokens.Select(static token => token.Value)];
                if (read(texts, out T value))
                    return value;
                result.AddError($"{name} is '{string.Join(' ', texts)}'; expected is {expected}.");
                return default;
            },
        };

    private static Option<T> Create<T>(string name, string shown, string description, string expected, T defaultValue, Reader<T> read)
    {
        var option = new Option<T>(name) { Description = description, HelpName = shown, Arity = ArgumentArity.ExactlyOne };
        if (defaultValue is not null)
            option.DefaultValueFactory = _ => defaultValue;
        option.CustomParser = result =>
        {
            string text = result.Tokens is [Token token] ? token.Value : "";
            if (read(text, out T value))
                return value;
            result.AddError($"{name} is '{text}'; expected is {expected}.");
            return default;
        };
        return option;
    }

    private static bool IsNumber(string text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);

    private static bool IsInteger(string text, int least, int most, out int value) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value) && value >= least && value <= most;
}
