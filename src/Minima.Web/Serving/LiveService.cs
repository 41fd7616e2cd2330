using System.Text.Json;
using Minima.Trajectories;

namespace Minima.Web.Serving;

/// <summary>All that stands behind the page of a served folder.</summary>
internal sealed class LiveService : IDisposable
{
    private readonly Lazy<string> _page;

    public LiveService(ServeOptions options)
    {
        Folder = new ServedFolder(options.Folder);
        Data = new DataShelf(options.Locator, options.Data);
        Trainer = new Trainer(Hub, options.Threads, options.Time);
        Watch = new RunWatch(Folder, Trainer, Hub, options.Time);
        Trainings = new Trainings(Folder, Data, Watch, Trainer);
        Readings = new Readings(Watch, Snapshots);
        Documents = new RunDocuments(Watch, Data, options.Threads);
        Comparisons = new Comparisons(Watch, Snapshots, Data, Hub, options.Threads);
        _page = new(() => ClientFiles.Page(
            $"Minima: {Folder.Name}",
            JsonSerializer.SerializeToNode(new LiveDocument("live", RunFile.ThisVersion, Folder.Name, CanTrain: true, Data.Names), LiveJson.Options)!,
            "'self'"));
    }

    public ServedFolder Folder { get; }

    public DataShelf Data { get; }

    public EventHub Hub { get; } = new();

    public SnapshotShelf Snapshots { get; } = new();

    public Trainer Trainer { get; }

    public RunWatch Watch { get; }

    public Trainings Trainings { get; }

    public Readings Readings { get; }

    public RunDocuments Documents { get; }

    public Comparisons Comparisons { get; }

    /// <summary>The page's HTML.</summary>
    /// <exception cref="UnusableInputException">The page was not built in.</exception>
    public string Page => _page.Value;

    /// <inheritdoc/>
    public void Dispose()
    {
        Trainings.Dispose();
        Readings.Dispose();
        Documents.Dispose();
        Comparisons.Dispose();
    }
}
