using System.Globalization;
using Minima.Formats;
using Minima.Minimisation;
using Minima.Networks;

namespace Minima.Trajectories;

/// <summary>A network and its parameters at an epoch, as one file.</summary>
public sealed class Snapshot
{
    /// <summary>What the metadata <c>format</c> says.</summary>
    public const string Format = "minima-snapshot-1";

    /// <summary>A snapshot of the given content. The parameters are not copied.</summary>
    /// <exception cref="UnusableInputException">The parameters are not those of the network.</exception>
    public Snapshot(Network network, Parameters parameters, int? epoch = null, string? run = null)
        : this(network, parameters, epoch, run, null, [])
    {
    }

    internal Snapshot(Network network, Parameters parameters, int? epoch, string? run, string? source, IReadOnlyList<string> assumptions)
    {
        if (!network.Layout.Matches(parameters.Layout))
        {
            throw new UnusableInputException(
                "The parameters have other names or shapes than the network's; a snapshot needs both to agree.");
        }

        (Network, Parameters, Epoch, Run, Source, Assumptions) = (network, parameters, epoch, run, source, assumptions);
    }

    /// <summary>The layers.</summary>
    public Network Network { get; }

    /// <summary>All numbers; they may be non-finite.</summary>
    public Parameters Parameters { get; }

    /// <summary>What the run's minimiser keeps beside the parameters; null where it keeps nothing, or the file does not say.</summary>
    public MinimiserState? Minimiser { get; internal init; }

    /// <summary>The other tool's file that it is a part of, by <see cref="LayerFile"/>; null where it is a file of its own.</summary>
    internal StateDictionary? State { get; init; }

    /// <summary>Epochs of training behind it; null where the file does not say.</summary>
    public int? Epoch { get; }

    /// <summary>
    /// The identity of the run it comes from (<see cref="RunConfiguration.Identity"/>); null where the file does not say.
    /// </summary>
    public string? Run { get; }

    /// <summary>The file it was read from; null where it was not. Not written into files.</summary>
    public string? Source { get; }

    /// <summary>
    /// What was assumed because the file does not state its network, a sentence each; empty for files of this library.
    /// Whoever uses the snapshot prints them.
    /// </summary>
    public IReadOnlyList<string> Assumptions { get; }

    /// <summary>
    /// Reads a snapshot. A file without the metadata <c>network</c> is another tool's: <paramref name="told"/> (and nothing else) applies
    /// to it; see <see cref="ForeignNetwork"/> for what is assumed.
    /// </summary>
    /// <exception cref="UnusableInputException">
    /// The file cannot be read, is of a kind that is not understood, or holds no network that is understood.
    /// </exception>
    public static Snapshot Read(string path, ForeignNetwork? told = null) => From(ArrayFile.Read(path), path, told);

    /// <summary>
    /// Writes the snapshot; the same content gives the same bytes. One that was read by a <see cref="LayerFile"/> is written as the file that it is a part of,
    /// under that file's names and with its other tensors.
    /// </summary>
    /// <exception cref="UnusableInputException">That file has no biases where this network needs some.</exception>
    /// <exception cref="IOException">The disk is full or the file cannot be written; a file that was there is as it was.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public void Write(string path) => AtomicFile.Write(path, State?.ToBytes(Parameters, path) ?? ToBytes());

    /// <summary>The file's bytes: a function of the network, the parameters, what the minimiser keeps, the epoch and the run alone.</summary>
    public byte[] ToBytes()
    {
        Dictionary<string, string> metadata = Metadata();
        return new Safetensors(metadata, MinimiserTensors.With(Minimiser, metadata, ParameterTensors.From(Parameters))).ToBytes();
    }

    /// <summary>What a file of this library says beside the parameters.</summary>
    internal Dictionary<string, string> Metadata()
    {
        var metadata = new Dictionary<string, string> { ["format"] = Format, ["network"] = NetworkJson.Format(Network) };
        if (Epoch is { } epoch)
            metadata["epoch"] = epoch.ToString(CultureInfo.InvariantCulture);
        if (Run is not null)
            metadata["run"] = Run;
        return metadata;
    }

    /// <summary>The snapshot that a file's content stands for.</summary>
    internal static Snapshot From(ArrayFile file, string path, ForeignNetwork? told)
    {
        if (!file.Metadata.TryGetValue("network", out string? text))
            return (told ?? new ForeignNetwork()).Interpret(file, path);
        string? format = file.Metadata.GetValueOrDefault("format");
        if (format == RunState.Format)
        {
            throw new UnusableInputException(
                $"'{path}' is where an unfinished run stands, not a snapshot; name the run's folder, or one of its snapshots.");
        }

        bool torch = TorchLayout.IsStatedBy(file.Metadata);
        if (format != Format && !torch)
        {
            throw new UnusableInputException(
                $"'{path}' has the format {Shown.Quoted(format ?? "")}, but only {Format} is understood; a newer version may have written it.");
        }

        Network network = NetworkJson.Parse(text, $"'{path}', metadata network");
        IReadOnlyList<Tensor> tensors = torch ? TorchLayout.Read(file, network) : file.Tensors;
        MinimiserState? minimiser = null;
        if (!torch)
            (minimiser, tensors) = MinimiserTensors.Take(file.Metadata, tensors, network, path);
        return new Snapshot(network, ParameterTensors.Read(tensors, network, path), EpochOf(file, path), RunOf(file, path), path, [])
        {
            Minimiser = minimiser,
        };
    }

    private static int? EpochOf(ArrayFile file, string path)
    {
        if (!file.Metadata.TryGetValue("epoch", out string? text))
            return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int epoch)
            ? epoch
            : throw new UnusableInputException($"'{path}' states the epoch {Shown.Quoted(text)}, which is not a whole number.");
    }

    private static string? RunOf(ArrayFile file, string path)
    {
        if (!file.Metadata.TryGetValue("run", out string? run))
            return null;
        return RunConfiguration.IsSha256(run)
            ? run
            : throw new UnusableInputException(
                $"'{path}' states the run {Shown.Quoted(run)}, which is not a SHA-256 of 64 lower-case hex digits.");
    }
}
