using System.Text.RegularExpressions;
using Minima.Formats;
using Minima.Formats.Checkpoints;
using Minima.Studies.Checkpoints;
using Minima.Trajectories;

namespace Minima.Studies;

/// <summary>What a file of named arrays holds, or a checkpoint in several files, whether it is a network or not.</summary>
/// <param name="File">The file, or the checkpoint's index or folder.</param>
/// <param name="Kind">What kind of file it is, for a person, such as <c>safetensors</c>.</param>
/// <param name="Metadata">What it says about itself, text by name.</param>
/// <param name="Arrays">Its arrays in figures, in natural order of their names.</param>
/// <param name="Snapshot">The network that it stands for; null where it stands for none.</param>
/// <param name="Problem">Why it stands for none; null where it does.</param>
public sealed record Inspection(
    string File,
    string Kind,
    IReadOnlyDictionary<string, string> Metadata,
    IReadOnlyList<ArraySummary> Arrays,
    Snapshot? Snapshot,
    string? Problem)
{
    /// <summary>The arrays folded as asked; empty where it was not asked.</summary>
    public IReadOnlyList<GroupSummary> Groups { get; init; } = [];

    /// <summary>
    /// Reads a file, a checkpoint in several, or the snapshot of a run (<c>RUN@EPOCH</c>), and looks at every number in it. Safetensors may be of any
    /// size; what stands for a network is read whole besides.
    /// </summary>
    /// <param name="name">What a person calls it.</param>
    /// <param name="told">Applies to files that do not state their network.</param>
    /// <param name="group">Folds arrays into groups, as <see cref="Geometry.Checkpoints.CheckpointOptions.Group"/> does.</param>
    /// <param name="progress">Told how far it has come.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="UnusableInputException">It is not there, cannot be read, is damaged, or is of a kind that is not understood.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static Inspection Of(
        string name, ForeignNetwork? told = null, Regex? group = null, IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default)
    {
        if (CheckpointNames.OpenOne(name) is { } named)
            return Of(named, told, group, progress, cancellation);
        string path = System.IO.File.Exists(name) ? name : SnapshotName.Read(name, told).Source!;
        if (CheckpointNames.OpenOne(path) is { } checkpoint)
            return Of(checkpoint, told, group, progress, cancellation);
        var file = ArrayFile.Read(path);
        return new Inspection(path, file.Kind, file.Metadata, [], null, null)
            .With([.. file.Tensors.Select(SummedArray.Of)], group)
            .With(() => Trajectories.Snapshot.From(file, path, told));
    }

    private static Inspection Of(Checkpoint checkpoint, ForeignNetwork? told, Regex? group, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        string kind = checkpoint.Shards.Count == 1 ? "safetensors" : $"safetensors in {checkpoint.Shards.Count} files";
        Inspection found = new Inspection(checkpoint.Name, kind, checkpoint.Metadata, [], null, null)
            .With(CheckpointSums.Of(checkpoint, progress, cancellation), group);
        return (told ?? new ForeignNetwork()).Refusal(checkpoint) is { } problem
            ? found with { Problem = problem }
            : found.With(() => Trajectories.Snapshot.Read(checkpoint.Shards[0].Path, told));
    }

    private Inspection With(IReadOnlyList<SummedArray> arrays, Regex? group) => this with
    {
        Arrays = [.. arrays.OrderBy(static array => array.Name, NaturalOrder.Instance).Select(static array => array.ToSummary())],
        Groups = group is null ? [] : SummedArray.Fold(arrays, group),
    };

    private Inspection With(Func<Snapshot> read)
    {
        try
        {
            return this with { Snapshot = read() };
        }
        catch (UnusableInputException e)
        {
            return this with { Problem = e.Message };
        }
    }
}
