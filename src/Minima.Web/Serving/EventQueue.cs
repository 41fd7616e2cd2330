using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace Minima.Web.Serving;

/// <summary>
/// What a page has still to be told. Of what happens to the same thing only the newest waits, at the place of the oldest: a page that reads
/// slowly is told less often, and never of a state that has passed long since.
/// </summary>
/// <param name="longest">How many events may wait.</param>
internal sealed class EventQueue(int longest)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<LiveEvent> _waiting = new();
    private readonly Dictionary<string, LinkedListNode<LiveEvent>> _about = new(StringComparer.Ordinal);

    // Full while something may be there to be taken.
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Adds an event, or lays it over the one about the same.</summary>
    /// <returns>Whether there was room.</returns>
    public bool Put(LiveEvent happened)
    {
        lock (_gate)
        {
            if (_about.TryGetValue(happened.About, out LinkedListNode<LiveEvent>? node))
                node.Value = node.Value.Then(happened);
            else if (_waiting.Count < longest)
                _about[happened.About] = _waiting.AddLast(happened);
            else
                return false;
        }

        _signal.Writer.TryWrite(true);
        return true;
    }

    /// <summary>Waits until there may be something to take.</summary>
    /// <returns>Whether there is; false: nothing comes any more.</returns>
    public Task<bool> Wait(CancellationToken cancellation) => _signal.Reader.WaitToReadAsync(cancellation).AsTask();

    /// <summary>Takes the event that has waited longest.</summary>
    public bool TryTake([NotNullWhen(true)] out LiveEvent? next)
    {
        // Before the look at what waits: what comes after it is signalled anew.
        _signal.Reader.TryRead(out _);
        lock (_gate)
        {
            next = _waiting.First?.Value;
            if (next is null)
                return false;
            _waiting.RemoveFirst();
            _about.Remove(next.About);
            return true;
        }
    }

    /// <summary>Nothing is added any more; what waits can still be taken.</summary>
    public void Complete() => _signal.Writer.TryComplete();
}
