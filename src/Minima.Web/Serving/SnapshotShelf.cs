using Minima.Trajectories;

namespace Minima.Web.Serving;

/// <summary>Snapshots that were read lately, up to a number of bytes, so that a picture can be shown to all of a run's at once.</summary>
internal sealed class SnapshotShelf
{
    private const long MostBytes = 256L << 20;
    private const int MostOfARun = 64;

    private readonly Lock _gate = new();
    private readonly LinkedList<Entry> _entries = new();
    private readonly Dictionary<string, LinkedListNode<Entry>> _byPath = new(StringComparer.Ordinal);
    private long _bytes;

    /// <summary>
    /// The epochs of a run whose snapshots fit at once: all, or so many that are spread evenly, first and last among them; of very large
    /// ones the last.
    /// </summary>
    public static IReadOnlyList<int> Spread(Run run)
    {
        int[] epochs = [.. run.SnapshotEpochs];
        long size = Math.Max(1, 4L * run.Configuration.Network.Layout.Count);
        int most = (int)Math.Clamp(MostBytes / size, 1, MostOfARun);
        if (epochs.Length <= most)
            return epochs;
        return most == 1 ? [epochs[^1]] : [.. Enumerable.Range(0, most).Select(i => epochs[(int)((long)i * (epochs.Length - 1) / (most - 1))])];
    }

    /// <summary>The snapshot of an epoch.</summary>
    /// <exception cref="ProblemException">Its file is a link.</exception>
    /// <exception cref="UnusableInputException">There is none, or it is damaged.</exception>
    public Snapshot Read(Run run, int epoch)
    {
        string path = RunFolder.Snapshot(run.Folder, epoch);
        ServedFolder.DemandOwn(path);
        var file = new FileInfo(path);
        (long Ticks, long Length) mark = file.Exists ? (file.LastWriteTimeUtc.Ticks, file.Length) : (0, 0);
        lock (_gate)
        {
            if (_byPath.TryGetValue(path, out LinkedListNode<Entry>? known) && known.Value.Mark == mark && known.Value.Snapshot.Run == run.Configuration.Identity)
            {
                _entries.Remove(known);
                _entries.AddFirst(known);
                return known.Value.Snapshot;
            }
        }

        Snapshot snapshot = run.Read(epoch);
        lock (_gate)
            Keep(new Entry(path, mark, snapshot));
        return snapshot;
    }

    private void Keep(Entry entry)
    {
        if (_byPath.Remove(entry.Path, out LinkedListNode<Entry>? former))
            Drop(former);
        for (_bytes += entry.Mark.Length; _bytes > MostBytes && _entries.Last is { } oldest;)
        {
            _byPath.Remove(oldest.Value.Path);
            Drop(oldest);
        }

        _byPath[entry.Path] = _entries.AddFirst(entry);
    }

    private void Drop(LinkedListNode<Entry> node)
    {
        _entries.Remove(node);
        _bytes -= node.Value.Mark.Length;
    }

    private sealed record Entry(string Path, (long Ticks, long Length) Mark, Snapshot Snapshot);
}
