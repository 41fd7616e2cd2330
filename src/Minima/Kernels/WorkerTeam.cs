using System.Diagnostics;
using System.Numerics;
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
        (Count, Active) = (count, count);
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

    /// <summary>
    /// How many of them the next <see cref="Run"/> uses, from 1 to <see cref="Count"/>: all, unless said otherwise. To be set between runs.
    /// </summary>
    public int Active { get; set; }

    /// <summary>
    /// How long all workers together have waited beyond their spinning, in ticks of <see cref="Stopwatch"/>: on cores of their own hardly
    /// ever, since the parts of a batch are alike; where other processes want the cores, for most of the time.
    /// </summary>
    public long Waited
    {
        get
        {
            long ticks = 0;
            for (int i = 0; i < _seats.Length; i++)
                ticks += Volatile.Read(ref _seats[i].Waited);
            return ticks;
        }
    }

    /// <summary>Runs <paramref name="body"/> on every active worker, handing each its number, and returns when all are done.</summary>
    /// <exception cref="AggregateException">
    /// A body failed; the first failure is inside. A body must not fail while others wait for it to meet.
    /// </exception>
    public void Run(Action<int> body)
    {
        _body = body;
        _running = Active - 1;
        for (int i = 0; i < Count; i++)
            _seats[i].Meetings = 0;
        for (int i = 1; i < Active; i++)
            _wakes[i].Set();
        RunBody(0);
        int spins = 0;
        while (_running != 0)
            Wait(ref spins);
        if (Interlocked.Exchange(ref _failure, null) is Exception failure)
            throw new AggregateException(failure);
    }

    /// <summary>Waits until every active worker has called this as often as <paramref name="worker"/> has; what was written before is seen after.</summary>
    public void Meet(int worker)
    {
        // A team of one has nobody to wait for, whatever thread calls: the engines of an evaluator share one.
        if (Active == 1)
            return;
        long meeting = _seats[worker].Meetings + 1;
        Volatile.Write(ref _seats[worker].Meetings, meeting);
        for (int i = 0; i < Active; i++)
        {
            int spins = 0;
            long began = 0;
            while (Volatile.Read(ref _seats[i].Meetings) < meeting)
            {
                Wait(ref spins);
                if (spins == SpinsBeforeYield)
                    began = Stopwatch.GetTimestamp();
            }

            if (began != 0)
                Volatile.Write(ref _seats[worker].Waited, _seats[worker].Waited + Stopwatch.GetTimestamp() - began);
        }
    }

    /// <summary>The part of <paramref name="count"/> consecutive things that is <paramref name="worker"/>'s.</summary>
    public (int First, int End) Share(int worker, int count) =>
        ((int)((long)count * worker / Active), (int)((long)count * (worker + 1) / Active));

    /// <summary>The largest power of two that divides every place where one worker's <see cref="Share"/> ends and the next one's begins.</summary>
    public int Even(int count)
    {
        int places = 0;
        for (int worker = 1; worker < Active; worker++)
            places |= Share(worker, count).First;
        return places == 0 ? (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(count, 1)) : 1 << BitOperations.TrailingZeroCount(places);
    }

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

    /// <summary>A worker's count of meetings, and how long it waited in them, alone on their cache lines.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Seat
    {
        [FieldOffset(128)]
        public long Meetings;

        [FieldOffset(136)]
        public long Waited;
    }
}
