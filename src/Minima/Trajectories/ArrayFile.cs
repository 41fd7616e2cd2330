using Minima.Formats;
using Minima.Formats.Pickles;

namespace Minima.Trajectories;

/// <summary>
/// A file of named arrays, whichever tool wrote it: the one place that knows which reader a file needs. Its first bytes tell, not
/// its name.
/// </summary>
/// <param name="Kind">What kind of file it is, for a person.</param>
/// <param name="Metadata">What the file says about itself, text by name; empty where its kind has no room for it.</param>
/// <param name="Tensors">The arrays.</param>
internal sealed record ArrayFile(string Kind, IReadOnlyDictionary<string, string> Metadata, IReadOnlyList<Tensor> Tensors)
{
    /// <summary>What was left out or assumed in reading it, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The epoch that its name tells, where the custom of its writer puts it there; null where it does not.</summary>
    public int? Epoch { get; init; }

    private static readonly IReadOnlyDictionary<string, string> Nothing = new Dictionary<string, string>();

    /// <summary>Reads a file strictly.</summary>
    /// <exception cref="UnusableInputException">It cannot be read, is damaged, or is of a kind that is not understood.</exception>
    public static ArrayFile Read(string path) => InputFile.Read(path, stream => Read(stream, path));

    /// <summary>Reads a file out of a stream that knows its length; <paramref name="path"/> is what errors name.</summary>
    public static ArrayFile Read(Stream stream, string path)
    {
        FileKind kind = FileKinds.Of(stream);
        switch (kind)
        {
            case FileKind.Npy:
                return new ArrayFile("NumPy .npy", Nothing, [Npy.Read(stream, path)]);
            case FileKind.Zip:
                var entries = ZipEntries.Open(stream, path);
                return TorchArchive.Is(entries) ? Of(TorchArchive.Read(entries, path)) : Of(Npz.Read(entries, path));
            case FileKind.Pickle:
                return new ArrayFile("Python pickle", Nothing, ArrayPickle.Read(stream, path)) { Epoch = EpochInName.Of(path) };
            case FileKind.OldPickle:
                throw ArrayPickle.OldProtocol(path);
            case FileKind.Unknown when !path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase):
            case FileKind.Gzip:
                throw NotRead(kind == FileKind.Gzip ? "compressed (gzip)" : stream.Length == 0 ? "an empty file" : "something else");
            default:
                return Of(Safetensors.Read(stream, path));
        }

        UnusableInputException NotRead(string what) => new(
            $"'{path}' is {what}{(stream.Length == 0 ? "" : ", going by its first bytes")}; safetensors, NumPy's .npz and .npy, PyTorch's .pt and pickles of arrays are read.");
    }

    /// <summary>The content of a safetensors file.</summary>
    public static ArrayFile Of(Safetensors file) => new("safetensors", file.Metadata, file.Tensors);

    private static ArrayFile Of(Npz file) => new("NumPy .npz", file.Metadata, file.Tensors);

    private static ArrayFile Of(TorchArchive file) => new("PyTorch", Nothing, file.Tensors) { Notes = file.Notes };
}
