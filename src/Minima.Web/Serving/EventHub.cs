namespace Minima.Web.Serving;

/// <summary>
/// Hands what happens to all pages that listen. None of them can hold the others up: one that reads slowly is told less, and one whose queue
/// is full of different things is let go of, and finds everything anew when it connects again.
/// </summary>
internal sealed class EventHub
{
    private const int MostListeners = 16;
    private const int LongestQueue = 4096;

    private readonly Lock _gate = new();
    private readonly List<EventQueue> _listeners = [];
    private bool _closed;

    /// <summary>Listens from now on.</summary>
    /// <exception cref="ProblemException">Too many do.</exception>
    public EventQueue Listen()
    {
        lock (_gate)
        {
            if (_listeners.Count >= MostListeners)
                throw new ProblemException(Problem.TooMuch($"{MostListeners} pages listen already, the most that are served."));
            var listener = new EventQueue(LongestQueue);
            if (_closed)
                listener.Complete();
            else
                _listeners.Add(listener);
            return listener;
        }
    }

    /// <summary>Listens no more.</summary>
    public void Leave(EventQueue listener)
    {
        lock (_gate)
            _listeners.Remove(listener);
    }

    /// <summary>Tells all.</summary>
    public void Tell(LiveEvent happened)
    {
        lock (_gate)
        {
            foreach (EventQueue listener in _listeners.FindAll(listener => !listener.Put(happened)))
            {
                listener.Complete();
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
            _listeners.ForEach(static listener => listener.Complete());
            _listeners.Clear();
        }
    }
}
