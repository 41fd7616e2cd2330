namespace Minima.Data;

/// <summary>
/// Data sets that are four IDX files in a folder, named as MNIST's are: <c>train-images-idx3-ubyte</c>,
/// <c>train-labels-idx1-ubyte</c>, <c>t10k-images-idx3-ubyte</c>, <c>t10k-labels-idx1-ubyte</c>; a dot in place of the
/// second hyphen and the ending <c>.gz</c> are accepted. Where a file is there more than once, the plain one is read.
/// </summary>
public static class IdxFolder
{
    internal const string TrainImages = "train-images-idx3-ubyte";
    internal const string TrainLabels = "train-labels-idx1-ubyte";
    internal const string TestImages = "t10k-images-idx3-ubyte";
    internal const string TestLabels = "t10k-labels-idx1-ubyte";

    /// <summary>The four names, without an ending.</summary>
    internal static IReadOnlyList<string> Names { get; } = [TrainImages, TrainLabels, TestImages, TestLabels];

    /// <summary>
    /// Reads the data set of a folder: the first five sixths of the training images train, the last sixth (rounded down)
    /// validates, t10k tests. Images may have any size; the classes are 0 to the largest label, and at least two.
    /// </summary>
    /// <exception cref="UnusableInputException">A file is missing or unusable, or the files do not fit together.</exception>
    public static DataSet Load(string folder)
    {
        IdxFiles files = Read(folder);
        return files.ToDataSet(folder, files.Differing.Count == 0 ? "MNIST" : "a data set");
    }

    /// <summary>Reads the four files.</summary>
    /// <exception cref="UnusableInputException">A file is missing or unusable, or the files do not fit together.</exception>
    internal static IdxFiles Read(string folder)
    {
        string[] missing = [.. Names.Where(name => Find(folder, name) is null)];
        if (missing.Length > 0)
        {
            throw new UnusableInputException(
                $"'{folder}' lacks {string.Join(", ", missing)} (plain or .gz); a data set needs all of {string.Join(", ", Names)}.");
        }

        return new IdxFiles(
            folder,
            IdxReader.ReadImages(Find(folder, TrainImages)!),
            IdxReader.ReadLabels(Find(folder, TrainLabels)!),
            IdxReader.ReadImages(Find(folder, TestImages)!),
            IdxReader.ReadLabels(Find(folder, TestLabels)!));
    }

    /// <summary>Whether any of the four files is there.</summary>
    internal static bool HasAny(string folder) => Names.Any(name => Find(folder, name) is not null);

    /// <summary>The file that is read for <paramref name="name"/>; null where there is none.</summary>
    internal static string? Find(string folder, string name)
    {
        string dotted = name.Replace("-idx", ".idx", StringComparison.Ordinal);
        return new[] { name, dotted, name + ".gz", dotted + ".gz" }
            .Select(file => Path.Combine(folder, file))
            .FirstOrDefault(File.Exists);
    }
}
