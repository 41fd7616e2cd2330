using System.Globalization;
using System.Text;
using Minima.Geometry;
using Minima.Studies.Comparisons;
using Minima.Studies.Reports;
using Minima.Trajectories;
using Minima.Web.Documents;

namespace Minima.Web.Serving;

/// <summary>Compares two snapshots of served runs, as <c>minima compare</c> does: one comparison at a time.</summary>
internal sealed class Comparisons(RunWatch watch, SnapshotShelf shelf, DataShelf data, EventHub hub, int threads) : IDisposable
{
    private readonly WorkQueue _queue = new("comparisons", 4);

    /// <summary>The comparison as JSON in UTF-8. It stops when nobody waits for it any more.</summary>
    /// <exception cref="ProblemException">A name means no snapshot, or there is no data for the runs here.</exception>
    /// <exception cref="UnusableInputException">A snapshot is damaged or not finite, or the data does not fit.</exception>
    public Task<byte[]> Of(CompareRequest request, CancellationToken cancellation)
    {
        (Run Run, int Epoch, string Title) a = Find(request.A), b = Find(request.B);
        return _queue.Do(
            token =>
            {
                var options = new ComparisonOptions
                {
                    Alignment = new AlignmentOptions { Threads = threads },
                    L1 = a.Run.Configuration.Descent.L1,
                    L2 = a.Run.Configuration.Descent.L2,
                };
                int draws = options.Alignment.NullDraws;
                Tell(0, "matching units");
                var compared = Comparison.Of(
                    a.Title, shelf.Read(a.Run, a.Epoch), b.Title, shelf.Read(b.Run, b.Epoch), data.For(a.Run.Configuration), options,
                    progress: new Drawn(done => Tell((double)done / draws, done < draws ? $"null: draw {done} of {draws}" : "walking the lines")), cancellation: token);
                return Encoding.UTF8.GetBytes(PairDocument.Of(PairReport.Of(compared)).ToJsonString());
            },
            cancellation);

        void Tell(double done, string text) => hub.Tell(LiveEvent.Of(new WorkEvent(request.A, request.B, done, text)));
    }

    /// <inheritdoc/>
    public void Dispose() => _queue.Dispose();

    /// <summary>What a name such as <c>zero@500</c> means; of a run alone, its last snapshot.</summary>
    private (Run Run, int Epoch, string Title) Find(string name)
    {
        int at = name.LastIndexOf('@');
        (string run, string epoch) = at < 0 ? (name, "last") : (name[..at], name[(at + 1)..]);
        Run found = watch.Find(run).Run!;
        if (found.SnapshotEpochs.Count == 0)
            throw new ProblemException(Problem.NotNow($"The run {Problem.Shown(run)} has no snapshot yet.", "Wait for its first."));
        int number = epoch == "last" ? found.SnapshotEpochs.Last() : -1;
        if (number < 0 && !(int.TryParse(epoch, NumberStyles.None, CultureInfo.InvariantCulture, out number) && found.SnapshotEpochs.Contains(number)))
        {
            throw new ProblemException(Problem.Unusable(
                $"The run {Problem.Shown(run)} has no snapshot {Problem.Shown(epoch)}.", "Expected is one of its epochs, or 'last', after '@'."));
        }

        return (found, number, $"{run}@{number.ToString(CultureInfo.InvariantCulture)}");
    }

    /// <summary>Draws are done side by side and told in any order; a page is told of no fewer than before.</summary>
    private sealed class Drawn(Action<int> tell) : IProgress<int>
    {
        private readonly Lock _gate = new();
        private int _most;

        public void Report(int value)
        {
            lock (_gate)
            {
                if (value <= _most)
                    return;
                _most = value;
                tell(value);
            }
        }
    }
}
