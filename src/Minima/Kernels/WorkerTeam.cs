using System.Runtime.InteropServices;

namespace Minima.Kernels;

/// <summary>
/// A few threads that run the same body together and meet in between. A meeting of spinning threads costs some hundred nanoseconds,
/// less than a tenth of a millisecond's work; when another process takes a core, spinning would burn its time slice, so after a
/// bounded spin a waiting thread gives its core away.
/// </summary>
internal sealed class WorkerTeam : IDisposable
{
    // Some tens of microseconds: far longer than the threads of one batch drift apart on idle cores.
    private const int SpinsBeforeYield = 1500;

    private const int MaxCount = 1024;

    private readonly Thread[] _threads;
    private readonly Seat[] _seats;
    private readonly ManualResetEventSlim[] _wakes;
    private Action<int>? _body;
    private Exception? _failure;
    private volatile int _running;
    private volatile bool _disposed;

    /// <summary>A team of <paramref name="count"/> workers; the thread that calls <see cref="Run"/> is worker 0.</summary>
    /// <exception cref="UnusableInputException">The count is not from 1 to 1024.</exception>
    public WorkerTeam(int count)
    {
        if (count is < 1 or > MaxCount)
            throw new UnusableInputException($"{count} threads were asked for; 1 to {MaxCount} can be used.");
        Count = count;
        _seats = new Seat[count];
        _wakes = new ManualResetEventSlim[count];
        _threads = new Thread[count];
        for (int i = 1; i < count; i++)
        {
            int worker = i;
            _wakes[i] = new ManualResetEventSlim(initialState: false, spinCount: 2000);
            _threads[i] = new Thread(() => Work(worker)) { IsBackground = true, Name = $"minima worker {worker}" };
            _threads[i].Start();
        }
    }

    /// <summary>How many workers there are.</summary>
    public int Count { get; }

    /// <summary>Runs <paramref name="body"/> on every worker, handing each its number, and returns when all are done.</summary>
    /// <exception cref="AggregateException">
    /// A body failed; the first failure is inside. A body must not fail while others wait for it to meet.
    /// </exception>
    public void Run(Action<int> body)
    {
        _body = body;
        _running = Count - 1;
        for (int i = 1; i < Count; i++)
            _wakes[i].Set();
        RunBody(0);
        int spins = 0;
        while (_running != 0)
            Wait(ref spins);
        if (Interlocked.Exchange(ref _failure, null) is Exception failure)
            throw new AggregateException(failure);
    }

    /// <summary>Waits until every worker has called this as often as <paramref name="worker"/> has; what was written before is seen after.</summary>
    public void Meet(int worker)
    {
        // A team of one has nobody to wait for, whatever thread calls: the engines of an evaluator share one.
        if (Count == 1)
            return;
        long meeting = _seats[worker].Meetings + 1;
        Volatile.Write(ref _seats[worker].Meetings, meeting);
        for (int i = 0; i < _seats.Length; i++)
        {
            int spins = 0;
            while (Volatile.Read(ref _seats[i].Meetings) < meeting)
                Wait(ref spins);
        }
    }

    /// <summary>The part of <paramref name="count"/> consecutive things that is <paramref name="worker"/>'s.</summary>
    public (int First, int End) Share(int worker, int count) =>
        ((int)((long)count * worker / Count), (int)((long)count * (worker + 1) / Count));

    /// <summary>Ends the threads.</summary>
    public void Dispose()
    {
        _disposed = true;
        for (int i = 1; i < Count; i++)
        {
            _wakes[i].Set();
            _threads[i].Join();
            _wakes[i].Dispose();
        }
    }

    private static void Wait(ref int spins)
    {
        if (++spins < SpinsBeforeYield)
            Thread.SpinWait(1);
        else if (!Thread.Yield())
            Thread.Sleep(0);
    }

    private void Work(int worker)
    {
        while (true)
        {
            _wakes[worker].Wait();
            _wakes[worker].Reset();
            if (_disposed)
                return;
            RunBody(worker);
            Interlocked.Decrement(ref _running);
        }
    }

    private void RunBody(int worker)
    {
        try
        {
            _body!(worker);
        }
        catch (Exception exception)
        {
            Interlocked.CompareExchange(ref _failure, exception, null);
        }
    }

    /// <summary>A worker's count of meetings, alone on its cache lines.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Seat
    {
        [FieldOffset(128)]
        public long Meetings;
    }
}
