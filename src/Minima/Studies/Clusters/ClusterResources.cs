using System.Globalization;

namespace Minima.Studies.Clusters;

/// <summary>What each element of an array is given by the cluster; null: what the cluster gives where nothing is asked for.</summary>
public sealed record ClusterResources
{
    // What the array itself depends on.
    private static readonly string[] Own =
        ["--array", "-a", "--chdir", "-D", "--dependency", "-d", "--error", "-e", "--input", "-i", "--open-mode", "--output", "-o", "--parsable", "--wrap"];

    /// <summary>The partition.</summary>
    public string? Partition { get; init; }

    /// <summary>The time after which the element is stopped.</summary>
    public TimeSpan? Time { get; init; }

    /// <summary>Memory in MiB.</summary>
    public int? Memory { get; init; }

    /// <summary>Cores, and threads that compute.</summary>
    public int Cores { get; init; } = 1;

    /// <summary>How many elements run at the same time; null: as many as there is room for.</summary>
    public int? MaxParallel { get; init; }

    /// <summary>Further options of <c>sbatch</c>, each as it would be typed.</summary>
    public IReadOnlyList<string> Extra { get; init; } = [];

    /// <summary>
    /// Reads a time as Slurm writes it: <c>minutes</c>, <c>minutes:seconds</c>, <c>hours:minutes:seconds</c>, <c>days-hours</c>,
    /// <c>days-hours:minutes</c> or <c>days-hours:minutes:seconds</c>. False for anything else, for no time at all, and for more than ten years.
    /// </summary>
    public static bool TryParseTime(string text, out TimeSpan time)
    {
        time = default;
        string[] halves = text.Split('-');
        if (halves.Length > 2 || !Numbers(halves[^1], out int[] numbers) || numbers.Length > 3)
            return false;
        int days = 0;
        if (halves.Length == 2 && !Number(halves[0], out days))
            return false;
        (int hours, int minutes, int seconds) = (halves.Length, numbers) switch
        {
            (2, [var h]) => (h, 0, 0),
            (2, [var h, var m]) => (h, m, 0),
            (1, [var m]) => (0, m, 0),
            (1, [var m, var s]) => (0, m, s),
            (_, [var h, var m, var s]) => (h, m, s),
            _ => (0, 0, 0),
        };
        double total = (86400.0 * days) + (3600.0 * hours) + (60.0 * minutes) + seconds;
        if (total is < 1 or > 10 * 366 * 86400.0)
            return false;
        time = TimeSpan.FromSeconds(total);
        return true;
    }

    /// <summary>A time as <c>hours:minutes:seconds</c>, with days where it is longer.</summary>
    public static string Format(TimeSpan time) => time.ToString(time.Days > 0 ? @"d\-hh\:mm\:ss" : @"hh\:mm\:ss", CultureInfo.InvariantCulture);

    /// <summary>Reads an amount of memory: a whole number and K, M, G or T (MiB without a letter), at least 1 MiB.</summary>
    public static bool TryParseMemory(string text, out int mebibytes)
    {
        mebibytes = 0;
        int digits = text.Length > 0 && char.IsAsciiLetter(text[^1]) ? text.Length - 1 : text.Length;
        if (!Number(text[..digits], out int number))
            return false;
        double? amount = text[digits..].ToUpperInvariant() switch { "K" => number / 1024.0, "" or "M" => number, "G" => number * 1024.0, "T" => number * 1048576.0, _ => null };
        if (!(amount >= 1 && amount <= int.MaxValue))
            return false;
        mebibytes = (int)amount.Value;
        return true;
    }

    /// <summary>Makes sure that everything can be handed on.</summary>
    /// <exception cref="UnusableInputException">A further option is none, or is one that the array sets itself.</exception>
    public void Demand()
    {
        foreach (string option in Extra)
        {
            string name = option.Split('=', ' ')[0];
            if (!option.StartsWith('-') || option.Any(char.IsControl))
                throw new UnusableInputException($"--sbatch is '{option}'; an option of sbatch was expected, such as --sbatch=--account=physics.");
            if (Own.Any(own => name == own || (own.Length == 2 && !name.StartsWith("--", StringComparison.Ordinal) && name.StartsWith(own, StringComparison.Ordinal))))
                throw new UnusableInputException($"--sbatch is '{option}', but what is submitted depends on {name}: it is set here. Leave it out.");
        }

        if (Partition is { } partition && (partition.Length == 0 || partition.Any(static c => char.IsControl(c) || char.IsWhiteSpace(c))))
            throw new UnusableInputException($"--partition is '{partition}'; a partition's name was expected.");
    }

    private static bool Numbers(string text, out int[] numbers)
    {
        string[] parts = text.Split(':');
        int[] read = new int[parts.Length];
        numbers = read;
        return Enumerable.Range(0, parts.Length).All(i => Number(parts[i], out read[i]));
    }

    private static bool Number(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
