using System.Globalization;
using Minima.Formats;
using Minima.Minimisation;
using Minima.Networks;

namespace Minima.Trajectories;

/// <summary>The file <c>state.safetensors</c>: where an unfinished run stands, between two epochs or two batches.</summary>
internal static class RunState
{
    /// <summary>What the metadata <c>format</c> says.</summary>
    public const string Format = "minima-state-1";

    private const NumberStyles Number = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <summary>The file's bytes.</summary>
    public static byte[] ToBytes(PathPosition position, RunConfiguration configuration)
    {
        CultureInfo invariant = CultureInfo.InvariantCulture;
        var metadata = new Dictionary<string, string>
        {
            ["format"] = Format,
            ["network"] = NetworkJson.Format(configuration.Network),
            ["run"] = configuration.Identity,
            ["epoch"] = position.Epoch.ToString(invariant),
            ["batch"] = position.Batch.ToString(invariant),
            ["cost_sum"] = position.CostSum.ToString("R", invariant),
            ["seconds"] = position.Seconds.ToString("R", invariant),
        };
        return new Safetensors(metadata, MinimiserTensors.With(position.Minimiser, metadata, ParameterTensors.From(position.Parameters))).ToBytes();
    }

    /// <summary>Reads the file of that name, which must belong to a run of <paramref name="configuration"/>.</summary>
    /// <exception cref="UnusableInputException">It cannot be read, is damaged, or belongs to another run.</exception>
    public static PathPosition Read(string path, RunConfiguration configuration) => From(Safetensors.Read(path), path, configuration);

    /// <summary>The position that a file's content stands for.</summary>
    public static PathPosition From(Safetensors file, string path, RunConfiguration configuration)
    {
        string Text(string name) => file.Metadata.TryGetValue(name, out string? text) ? text : throw Bad($"it lacks the metadata {name}");
        UnusableInputException Bad(string what) =>
            new($"'{path}' does not say where this run stands: {what}. Delete it, and the run continues from its last snapshot.");

        if (Text("format") != Format)
            throw Bad($"its format is {Shown.Quoted(Text("format"))}, not {Format}");
        if (Text("run") != configuration.Identity)
            throw Bad("it belongs to another run");
        if (Text("network") != NetworkJson.Format(configuration.Network))
            throw Bad("it states another network");
        int Count(string name) => int.TryParse(Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            ? count
            : throw Bad($"its {name} is {Shown.Quoted(Text(name))}");
        if (!double.TryParse(Text("seconds"), Number, CultureInfo.InvariantCulture, out double seconds)
            || !double.IsFinite(seconds) || seconds < 0)
        {
            throw Bad($"its seconds are {Shown.Quoted(Text("seconds"))}");
        }

        // The sum may be infinite or not a number, where the run has diverged.
        if (!double.TryParse(Text("cost_sum"), Number, CultureInfo.InvariantCulture, out double costSum))
            throw Bad($"its cost_sum is {Shown.Quoted(Text("cost_sum"))}");
        (MinimiserState? minimiser, IReadOnlyList<Tensor> tensors) = MinimiserTensors.Take(file.Metadata, file.Tensors, configuration.Network, path);
        if (!MinimiserTensors.Suits(minimiser, configuration))
            throw Bad("it holds the state of another minimiser");
        Parameters parameters = ParameterTensors.Read(tensors, configuration.Network, path);
        return new PathPosition(Count("epoch"), Count("batch"), costSum, seconds, parameters, minimiser);
    }
}
