using System.Text.Json;
using System.Threading.Channels;

namespace Minima.Web.Serving;

/// <summary>
/// Hands what happens to all pages that listen. None of them can hold the others up: one that does not read is let go of when its queue
/// is full, and finds everything anew when it connects again.
/// </summary>
internal sealed class EventHub
{
    private const int MostListeners = 16;
    private const int LongestQueue = 1024;

    private readonly Lock _gate = new();
    private readonly List<Channel<string>> _listeners = [];
    private bool _closed;

    /// <summary>An event as it goes over the line: its name, and JSON, which has no line end in it.</summary>
    public static string Frame(string name, object content) => $"event: {name}\ndata: {JsonSerializer.Serialize(content, LiveJson.Options)}\n\n";

    /// <summary>Listens from now on.</summary>
    /// <exception cref="ProblemException">Too many do.</exception>
    public Channel<string> Listen()
    {
        lock (_gate)
        {
            if (_listeners.Count >= MostListeners)
                throw new ProblemException(Problem.TooMuch($"{MostListeners} pages listen already, the most that are served."));
            var listener = Channel.CreateBounded<string>(LongestQueue);
            if (_closed)
                listener.Writer.Complete();
            else
                _listeners.Add(listener);
            return listener;
        }
    }

    /// <summary>Listens no more.</summary>
    public void Leave(Channel<string> listener)
    {
        lock (_gate)
            _listeners.Remove(listener);
    }

    /// <summary>Tells all.</summary>
    public void Tell(string name, object content)
    {
        lock (_gate)
        {
            if (_listeners.Count == 0)
                return;
            string frame = Frame(name, content);
            foreach (Channel<string> listener in _listeners.ToArray())
            {
                if (listener.Writer.TryWrite(frame))
                    continue;
                listener.Writer.TryComplete();
                _listeners.Remove(listener);
            }
        }
    }

    /// <summary>Ends all streams.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            foreach (Channel<string> listener in _listeners)
                listener.Writer.TryComplete();
            _listeners.Clear();
        }
    }
}
