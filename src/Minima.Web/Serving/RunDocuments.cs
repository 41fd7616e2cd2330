using System.Text;
using System.Text.Json.Nodes;
using Minima.Data;
using Minima.Geometry;
using Minima.Studies.Comparisons;
using Minima.Studies.Reports;
using Minima.Trajectories;
using Minima.Web.Documents;

namespace Minima.Web.Serving;

/// <summary>The whole of a run, as the page shows it: measured when it is asked for, and kept until the run changes.</summary>
internal sealed class RunDocuments(RunWatch watch, DataShelf data, int threads) : IDisposable
{
    private const int MostKept = 4;

    private static readonly RunState[] UnderWay = [RunState.Training, RunState.Waiting];

    private readonly WorkQueue _queue = new("runs to be shown", 8);
    private readonly Lock _gate = new();
    private readonly LinkedList<Kept> _kept = new();

    /// <summary>The run's document as JSON in UTF-8.</summary>
    /// <exception cref="ProblemException">There is no such run, or a file of it is a link.</exception>
    /// <exception cref="UnusableInputException">It has no snapshot yet, or one is damaged.</exception>
    public async Task<byte[]> Of(string name, CancellationToken cancellation)
    {
        ServedRun run = watch.Find(name);
        RunState state = watch.Summary(name).State;
        return Find(run, state) ?? await _queue.Do(token => Find(run, state) ?? Keep(run, state, Measure(run, state, token)), cancellation);
    }

    /// <inheritdoc/>
    public void Dispose() => _queue.Dispose();

    private byte[] Measure(ServedRun served, RunState state, CancellationToken cancellation)
    {
        Run run = served.Run!;
        foreach (int epoch in run.SnapshotEpochs)
            ServedFolder.DemandOwn(RunFolder.Snapshot(run.Folder, epoch));

        // While a run goes on the processor is its own: the test set waits until it stands.
        (DataSet? set, string? remark) = UnderWay.Contains(state) ? (null, null) : Data(run);
        var options = new ReportOptions { Comparison = new ComparisonOptions { Alignment = new AlignmentOptions { Threads = threads } } };
        JsonObject document = RunDocument.Of(RunReport.Of(run, set, options, served.Name, cancellation: cancellation));
        document["state"] = LiveJson.Word(state);
        document["remark"] = remark;
        return Encoding.UTF8.GetBytes(document.ToJsonString());
    }

    /// <summary>The run's data; or why there is none, which is no reason to show nothing.</summary>
    private (DataSet? Data, string? Remark) Data(Run run)
    {
        if (run.Configuration.Network.IsAutoencoder)
            return (null, "An autoencoder tells no classes apart, so nothing is read wrongly here; what it gives back is measured after each epoch.");
        try
        {
            return (data.For(run.Configuration), null);
        }
        catch (Exception e) when (e is ProblemException or UnusableInputException or IOException)
        {
            return (null, "No snapshot is tested. " + e.Message);
        }
    }

    private byte[]? Find(ServedRun run, RunState state)
    {
        lock (_gate)
            return _kept.FirstOrDefault(kept => kept.Name == run.Name && kept.Mark == run.Mark && kept.State == state)?.Content;
    }

    private byte[] Keep(ServedRun run, RunState state, byte[] content)
    {
        lock (_gate)
        {
            if (_kept.FirstOrDefault(kept => kept.Name == run.Name) is { } former)
                _kept.Remove(former);
            _kept.AddFirst(new Kept(run.Name, run.Mark, state, content));
            if (_kept.Count > MostKept)
                _kept.RemoveLast();
            return content;
        }
    }

    private sealed record Kept(string Name, RunMark Mark, RunState State, byte[] Content);
}
