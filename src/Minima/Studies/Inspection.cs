using Minima.Formats;
using Minima.Trajectories;

namespace Minima.Studies;

/// <summary>What a file of named arrays holds, whether it is a network or not.</summary>
/// <param name="File">The file.</param>
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
    /// <summary>
    /// Reads a file, or the snapshot of a run (<c>RUN@EPOCH</c>), and looks at every number in it. <paramref name="told"/> applies to files
    /// that do not state their network.
    /// </summary>
    /// <exception cref="UnusableInputException">It is not there, cannot be read, is damaged, or is of a kind that is not understood.</exception>
    public static Inspection Of(string name, ForeignNetwork? told = null)
    {
        string path = System.IO.File.Exists(name) ? name : SnapshotName.Read(name, told).Source!;
        var file = ArrayFile.Read(path);
        IReadOnlyList<ArraySummary> arrays =
        [
            .. file.Tensors.OrderBy(static tensor => tensor.Name, NaturalOrder.Instance).Select(ArraySummary.Of),
        ];
        try
        {
            return new Inspection(path, file.Kind, file.Metadata, arrays, Trajectories.Snapshot.From(file, path, told), null);
        }
        catch (UnusableInputException e)
        {
            return new Inspection(path, file.Kind, file.Metadata, arrays, null, e.Message);
        }
    }
}
