using System.Globalization;

namespace Minima.Trajectories;

/// <summary>What the files of a run are called.</summary>
internal static class RunFolder
{
    private const string Prefix = "epoch-";
    private const string Ending = ".safetensors";

    public static string Description(string folder) => Path.Combine(folder, "run.json");

    public static string Metrics(string folder) => Path.Combine(folder, "metrics.csv");

    public static string State(string folder) => Path.Combine(folder, "state.safetensors");

    /// <summary>The parameters with the fewest validation errors, in a run that may be stopped early.</summary>
    public static string Best(string folder) => Path.Combine(folder, "best.safetensors");

    public static string Lock(string folder) => Path.Combine(folder, "lock");

    /// <summary>Where the runs of a pretraining lie, one for each hidden layer.</summary>
    public static string Pretraining(string folder) => Path.Combine(folder, "pretrain");

    /// <summary>The run of a hidden layer's pretraining, from 1.</summary>
    public static string PretrainedLayer(string folder, int layer) =>
        Path.Combine(Pretraining(folder), "layer-" + layer.ToString(CultureInfo.InvariantCulture));

    /// <summary>The run whose pretraining a layer's run is a part of, by where it lies; null: it lies elsewhere.</summary>
    public static string? StackOf(string folder)
    {
        string? above = Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(folder)), stack = Path.GetDirectoryName(above);
        return !string.IsNullOrEmpty(stack) && above == Pretraining(stack) ? stack : null;
    }

    public static string Snapshots(string folder) => Path.Combine(folder, "snapshots");

    public static string Snapshot(string folder, int epoch) =>
        Path.Combine(Snapshots(folder), Prefix + epoch.ToString("D5", CultureInfo.InvariantCulture) + Ending);

    /// <summary>Whether the folder holds a run.</summary>
    public static bool IsRun(string folder) => File.Exists(Description(folder));

    /// <summary>The epochs of which the folder holds a snapshot, ascending. Files of other names are not a run's.</summary>
    public static SortedSet<int> SnapshotEpochs(string folder)
    {
        var epochs = new SortedSet<int>();
        if (!Directory.Exists(Snapshots(folder)))
            return epochs;
        foreach (string file in Directory.EnumerateFiles(Snapshots(folder), Prefix + "*" + Ending))
        {
            string digits = Path.GetFileName(file)[Prefix.Length..^Ending.Length];
            if (int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int epoch)
                && Path.GetFileName(Snapshot(folder, epoch)) == Path.GetFileName(file))
            {
                epochs.Add(epoch);
            }
        }

        return epochs;
    }

    /// <summary>What a killed process may have left of files that it was writing.</summary>
    public static IEnumerable<string> Leftovers(string folder)
    {
        IEnumerable<string> snapshots = Directory.Exists(Snapshots(folder))
            ? Directory.EnumerateFiles(Snapshots(folder), Prefix + "*" + Ending + AtomicFile.TemporaryEnding)
            : [];
        return new[] { Description(folder), Metrics(folder), State(folder), Best(folder) }
            .Select(static file => file + AtomicFile.TemporaryEnding)
            .Where(File.Exists)
            .Concat(snapshots);
    }
}
