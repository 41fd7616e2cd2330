namespace Minima.Data;

/// <summary>Where data are fetched from; each list is tried in order.</summary>
/// <param name="Mnist">Folders (ending in a slash) that hold MNIST's four <c>.gz</c> files.</param>
/// <param name="PublishedModel">Addresses of the published model's file.</param>
public sealed record FetchSources(IReadOnlyList<Uri> Mnist, IReadOnlyList<Uri> PublishedModel)
{
    private const string Dml = "https://raw.githubusercontent.com/awillsousa/dml/";
    private const string DmlCommit = "c9bc77ce7fcfa1b695e29b7856d68f7ec5299862";

    /// <summary>Public copies. What they serve is checked by its SHA-256, so none of them needs to be trusted.</summary>
    public static FetchSources Public { get; } = new(
        [
            new Uri("https://ossci-datasets.s3.amazonaws.com/mnist/"),
            new Uri("https://storage.googleapis.com/cvdf-datasets/mnist/"),
            new Uri("https://raw.githubusercontent.com/fgnt/mnist/master/"),
        ],
        [
            new Uri($"{Dml}{DmlCommit}/data/models/{Data.PublishedModel.FileName}"),
            new Uri($"{Dml}HEAD/data/models/{Data.PublishedModel.FileName}"),
        ]);
}

/// <summary>How far a download has come.</summary>
/// <param name="File">The file's name.</param>
/// <param name="Done">Bytes that have arrived.</param>
/// <param name="Total">Bytes that the server announced; null where it did not.</param>
public readonly record struct FetchProgress(string File, long Done, long? Total);
