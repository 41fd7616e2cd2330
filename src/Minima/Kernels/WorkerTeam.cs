using System.Diagnostics;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Minima.Kernels;

/// <summary>
/// A few threads that run the same body together and meet in between. A meeting of spinning threads costs some hundred nanoseconds,
/// less than a tenth of a millisecond's work; when another process takes a core, spinning would burn its time slice, so after a
/// bounded spin a waiting thread sleeps, and the one that it waits for wakes it.
/// </summary>
/// <remarks>
/// It sleeps, and does not offer its core again and again (<see cref="Thread.Yield"/>): a core whose thread does that is never idle, so the system has no
/// reason to move a late thread there from a core that it shares. Two threads were seen to take turns on one of two cores for 12 ms, several times a
/// second, in slices of 4 ms, while the other core was idle.
/// </remarks>
internal sealed class WorkerTeam : IDisposable
{
    // Some tens of microseconds: far longer than the threads of one batch drift apart on idle cores.
    private const int SpinsBeforeSleep = 1500;

    private const int MaxCount = 1024;
    private const int Nobody = -1;
    private const int Anybody = -2;

    private readonly Thread[] _threads;
    private readonly Seat[] _seats;
    private readonly AutoResetEvent[] _bells;
    private Action<int>? _body;
    private Exception? _failure;
    private long _done;
    private volatile bool _disposed;

    /// <summary>A team of <paramref name="count"/> workers; the thread that calls <see cref="Run"/> is worker 0.</summary>
    /// <exception cref="UnusableInputException">The count is not from 1 to 1024.</exception>
    public WorkerTeam(int count)
    {
        if (count is < 1 or > MaxCount)
            throw new UnusableInputException($"{count} threads were asked for; 1 to {MaxCount} can be used.");
        (Count, Active) = (count, count);
        _seats = new Seat[count];
        for (int i = 0; i < count; i++)
            _seats[i].SleepsFor = Nobody;
        _bells = [.. Enumerable.Range(0, count).Select(static _ => new AutoResetEvent(initialState: false))];
        _threads = new Thread[count];
        for (int i = 1; i < count; i++)
        {
            int worker = i;
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
    /// How long all workers together have slept in meetings, in ticks of <see cref="Stopwatch"/>: on cores of their own hardly
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
        _done = 0;
        for (int i = 0; i < Count; i++)
            _seats[i].Meetings = 0;
        for (int i = 1; i < Active; i++)
        {
            Raise(ref _seats[i].Runs);
            Ring(i, 0);
        }

        RunBody(0);
        Await(0, Anybody, ref _done, Active - 1);
        if (Interlocked.Exchange(ref _failure, null) is Exception failure)
            throw new AggregateException(failure);
    }

    /// <summary>Waits until every active worker has called this as often as <paramref name="worker"/> has; what was written before is seen after.</summary>
    public void Meet(int worker)
    {
        // A team of one has nobody to wait for, whatever thread calls: the engines of an evaluator share one.
        if (Active == 1)
            return;
        long meeting = Raise(ref _seats[worker].Meetings), slept = 0;
        for (int i = 0; i < Active; i++)
            Ring(i, worker);
        for (int i = 0; i < Active; i++)
            slept += Await(worker, i, ref _seats[i].Meetings, meeting);
        if (slept != 0)
            Volatile.Write(ref _seats[worker].Waited, _seats[worker].Waited + slept);
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
            Raise(ref _seats[i].Runs);
            Ring(i, 0);
            _threads[i].Join();
        }

        foreach (AutoResetEvent bell in _bells)
            bell.Dispose();
    }

    /// <summary>Waits until a counter, which another one raises, has reached a value; how long the worker slept, in ticks.</summary>
    private long Await(int worker, int other, ref long counter, long value)
    {
        for (int spins = 0; spins < SpinsBeforeSleep; spins++)
        {
            if (Volatile.Read(ref counter) >= value)
                return 0;
            Thread.SpinWait(1);
        }

        // That one sleeps is said before the counter is read again, and a counter is raised before it is asked who sleeps: one of the two sees it.
        // A bell that was rung too late for what was awaited then only makes the loop go round.
        long began = Stopwatch.GetTimestamp();
        Volatile.Write(ref _seats[worker].SleepsFor, other);
        Interlocked.MemoryBarrier();
        while (Volatile.Read(ref counter) < value)
            _bells[worker].WaitOne();
        Volatile.Write(ref _seats[worker].SleepsFor, Nobody);
        return Stopwatch.GetTimestamp() - began;
    }

    /// <summary>Adds one to a counter, which all see before this thread reads anything else.</summary>
    private static long Raise(ref long counter)
    {
        long value = Interlocked.Increment(ref counter);

        // On x86 the addition is a barrier itself; on Arm what is read next may be read before others see it.
        if (!X86Base.IsSupported)
            Interlocked.MemoryBarrier();
        return value;
    }

    /// <summary>Wakes a worker that sleeps for what <paramref name="by"/> has just raised.</summary>
    private void Ring(int worker, int by)
    {
        int sleepsFor = Volatile.Read(ref _seats[worker].SleepsFor);
        if (sleepsFor == by || sleepsFor == Anybody)
            _bells[worker].Set();
    }

    private void Work(int worker)
    {
        for (long run = 1; ; run++)
        {
            Await(worker, 0, ref _seats[worker].Runs, run);
            if (_disposed)
                return;
            RunBody(worker);
            Raise(ref _done);
            Ring(0, worker);
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

    /// <summary>What a worker says of itself, and the runs that it is to take part in, alone on their cache lines.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Seat
    {
        /// <summary>To how many meetings of the run it has come.</summary>
        [FieldOffset(128)]
        public long Meetings;

        /// <summary>How long it has slept in meetings.</summary>
        [FieldOffset(136)]
        public long Waited;

        /// <summary>In how many runs it was asked to take part; the last time, to end.</summary>
        [FieldOffset(144)]
        public long Runs;

        /// <summary>Whom it waits for asleep, or is about to; or <see cref="Nobody"/>.</summary>
        [FieldOffset(152)]
        public int SleepsFor;
    }
}
