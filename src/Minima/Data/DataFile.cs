using Minima.Formats;
using Minima.Formats.Pickles;

namespace Minima.Data;

/// <summary>A data set in one file: the one place that knows which reader it needs. Its first bytes tell, not its name.</summary>
internal static class DataFile
{
    /// <summary>Reads the data set of a file.</summary>
    /// <exception cref="UnusableInputException">It cannot be read, is damaged, or holds no data set that is understood.</exception>
    public static DataSet Load(string path) => InputFile.Read(path, stream => Read(stream, path));

    /// <summary>Reads a data set out of a stream that knows its length; <paramref name="path"/> is what errors name.</summary>
    internal static DataSet Read(Stream stream, string path) => FileKinds.Of(stream) switch
    {
        FileKind.Zip => ArrayData.Of(Npz.Read(ZipEntries.Open(stream, path), path).Tensors, path),
        FileKind.Pickle or FileKind.Gzip => ArrayData.Of(PickledParts.Read(stream, path), path),
        FileKind.OldPickle => throw ArrayPickle.OldProtocol(path),
        _ => throw new UnusableInputException(
            $"'{path}' is no data set, going by its first bytes: a NumPy .npz with x and y, the tutorial's mnist.pkl.gz, or a folder of IDX files was expected."),
    };
}
