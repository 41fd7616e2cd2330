namespace Minima.Data;

/// <summary>A place that may hold data, with the folders <c>mnist/</c> and <c>dml/</c> in it.</summary>
/// <param name="Folder">The folder; it need not exist.</param>
/// <param name="Origin">Why it is looked at, for a person: <c>$MINIMA_DATA</c>, <c>the current folder</c>, <c>the cache</c>.</param>
public sealed record DataRoot(string Folder, string Origin);

/// <summary>A data set that was found, or what is wrong with it.</summary>
/// <param name="Name">The name under which it is loaded: <c>mnist</c> or <c>digits</c>.</param>
/// <param name="Place">The folder, or <c>built in</c>.</param>
/// <param name="Data">The data set; null where it cannot be used.</param>
/// <param name="Problem">Why it cannot be used; null where it can.</param>
public sealed record FoundData(string Name, string Place, DataSet? Data, string? Problem)
{
    /// <summary>Whether its content is the standard MNIST's, byte for byte.</summary>
    public bool IsStandardMnist => Data is not null && Mnist.IsStandard(Data);
}

/// <summary>
/// Finds data sets by name. Places are looked at in order; the first that holds any of MNIST's files counts, and where it is
/// incomplete or damaged that is an error: training on something else than a user believes is worse than stopping.
/// </summary>
public sealed class DataLocator
{
    /// <summary>Looks at <paramref name="roots"/>, in this order.</summary>
    public DataLocator(IReadOnlyList<DataRoot> roots) => Roots = roots;

    /// <summary>The places that are looked at, in order.</summary>
    public IReadOnlyList<DataRoot> Roots { get; }

    /// <summary>Looks at <c>$MINIMA_DATA</c>, at <c>data/</c> in the current folder, and at the user's cache.</summary>
    public static DataLocator FromEnvironment()
    {
        (string? Folder, string Origin)[] places =
        [
            (Environment.GetEnvironmentVariable("MINIMA_DATA"), "$MINIMA_DATA"),
            ("data", "the current folder"),
            (UserCache.Locate(), "the cache"),
        ];
        return new DataLocator(
        [
            .. places
                .Where(static place => !string.IsNullOrEmpty(place.Folder))
                .Select(static place => new DataRoot(place.Folder!, place.Origin))
                .DistinctBy(static root => Path.TrimEndingDirectorySeparator(Path.GetFullPath(root.Folder)), StringComparer.Ordinal),
        ]);
    }

    /// <summary>Where fetched data belong: the user's cache, which <see cref="FromEnvironment"/> looks at.</summary>
    /// <exception cref="UnusableInputException">The user has no home folder.</exception>
    public static string CacheFolder() => UserCache.Locate() ?? throw new UnusableInputException(
        "There is no folder for the cache, as the user has no home; set XDG_CACHE_HOME (on Windows LOCALAPPDATA) to one.");

    /// <summary>
    /// Loads <c>auto</c> (MNIST where it is found, otherwise the built-in digits), <c>mnist</c>, <c>digits</c>, or the data set of
    /// a folder or a file. These words are taken before a folder of that name; <c>./mnist</c> means the folder.
    /// </summary>
    /// <exception cref="UnusableInputException">It is not found, incomplete or damaged.</exception>
    public DataSet Load(string name) => name switch
    {
        "auto" => MnistFolders().FirstOrDefault() is { } folder ? LoadMnist(folder) : BuiltInDigits.Load(),
        "mnist" => LoadMnist(MnistFolders().FirstOrDefault() ?? throw MnistNotFound()),
        "digits" => BuiltInDigits.Load(),
        _ when Directory.Exists(name) => IdxFolder.Load(name),
        _ when File.Exists(name) => DataFile.Load(name),
        _ => throw new UnusableInputException(
            $"There is no data set, folder or file '{name}'; use auto, mnist, digits, a folder of IDX files, a NumPy .npz with x and y, or mnist.pkl.gz."),
    };

    /// <summary>All that is found, in the order of search: <c>auto</c> is the first, and fails if that has a problem.</summary>
    public IReadOnlyList<FoundData> List()
    {
        DataSet digits = BuiltInDigits.Load();
        return [.. MnistFolders().Select(Describe), new FoundData(digits.Name, "built in", digits, null)];
    }

    /// <summary>The published model's file in the first place that has it, unchecked; null where none has.</summary>
    public string? FindPublishedModel() => Roots
        .Select(static root => Path.Combine(root.Folder, PublishedModel.FolderName, PublishedModel.FileName))
        .FirstOrDefault(File.Exists);

    private static FoundData Describe(string folder)
    {
        try
        {
            return new FoundData("mnist", folder, LoadMnist(folder), null);
        }
        catch (UnusableInputException e)
        {
            return new FoundData("mnist", folder, null, e.Message);
        }
    }

    private static DataSet LoadMnist(string folder)
    {
        IdxFiles files = IdxFolder.Read(folder);
        if (files.Differing.Count == 0)
            return files.ToDataSet("mnist", "MNIST");

        // Another data set in MNIST's clothes (Fashion-MNIST) shares no file with it; one that shares some is damaged or mixed.
        if (files.Differing.Count == IdxFolder.Names.Count)
            return files.ToDataSet("mnist", "not the standard MNIST but other data under its name");
        throw new UnusableInputException(
            $"In '{folder}' {string.Join(", ", files.Differing)} is not standard MNIST's while the rest is: "
            + "damaged, or mixed with other data. "
            + $"Replace the files, or use them as they are with --data '{Path.GetFullPath(folder)}'.");
    }

    private IEnumerable<string> MnistFolders() => Roots
        .Select(static root => Path.Combine(root.Folder, Mnist.FolderName))
        .Where(IdxFolder.HasAny);

    private UnusableInputException MnistNotFound()
    {
        IEnumerable<string> places = Roots.Select(static root => $"'{Path.Combine(root.Folder, Mnist.FolderName)}' ({root.Origin})");
        return new UnusableInputException(
            $"MNIST is not found in {string.Join(", ", places)}. Run 'minima data fetch mnist', or put its four IDX files there.");
    }
}
