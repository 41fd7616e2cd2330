using System.Diagnostics;
using Minima.Formats.Checkpoints;
using Minima.Kernels;
using Minima.Kernels.Doubles;
using Minima.Numerics;

namespace Minima.Geometry.Checkpoints;

/// <summary>
/// Reads checkpoints side by side, each byte of what they share once, and sums over all pairs of them. One slot is filled by a few readers while
/// the other is summed by a few threads. What is summed in which order depends on the checkpoints alone: segments of 16,384 elements, each by one
/// thread, added one after the other.
/// </summary>
internal static unsafe class CheckpointPass
{
    // Files that are read at the same time: disks answer several requests faster than one after the other.
    private const int Readers = 4;

    private static readonly TimeSpan SaveEvery = TimeSpan.FromSeconds(10);

    /// <summary>Reads and sums.</summary>
    /// <returns>The sums, and the bytes that were read.</returns>
    /// <exception cref="UnusableInputException">A file cannot be read or has changed, the memory is too little, or the partial file is of other work.</exception>
    /// <exception cref="OperationCanceledException">It was stopped; what is summed stays in the partial file.</exception>
    public static (PassState State, long BytesRead) Run(
        CheckpointPlan plan, CheckpointOptions options, IProgress<PassProgress>? progress, CancellationToken cancellation)
    {
        int threads = options.Threads > 0 ? options.Threads : Environment.ProcessorCount;
        var memory = new PassMemory(plan, options.Memory, threads);
        var state = new PassState(plan, options.Partial);
        CheckpointReader[] readers = [.. plan.Checkpoints.Select(static one => new CheckpointReader(one))];
        Task reading = Task.CompletedTask;
        using var team = new WorkerTeam(threads);
        using var rooms = new AlignedBuffer<double>(threads * PairTotals.RoomFor(readers.Length));
        using Slot even = new(plan, memory), odd = new(plan, memory);
        try
        {
            long all = plan.Bytes, before = BytesUpTo(plan, state.Done), done = before, saved = Stopwatch.GetTimestamp();
            PassPlace last = new(plan.Shared.Count, 0), filled = even.Plan(state.Done);
            reading = Fill(even, readers);
            progress?.Report(new PassProgress(done, all, before));
            for ((Slot slot, Slot next) = (even, odd); state.Done != last; (slot, next) = (next, slot))
            {
                reading.GetAwaiter().GetResult();
                if (cancellation.IsCancellationRequested)
                {
                    Save(plan, state);
                    cancellation.ThrowIfCancellationRequested();
                }

                PassPlace reached = filled;
                filled = next.Plan(reached);
                reading = Fill(next, readers);
                Sum(slot, team, rooms);
                state.Add(slot, reached);
                done += slot.Bytes;
                progress?.Report(new PassProgress(done, all, before));
                if (Stopwatch.GetElapsedTime(saved) >= SaveEvery)
                {
                    Save(plan, state);
                    saved = Stopwatch.GetTimestamp();
                }
            }

            Save(plan, state);
            return (state, readers.Sum(static reader => reader.BytesRead));
        }
        finally
        {
            // Whatever ended it: nobody reads into memory that is given back.
            Task.WhenAny(reading).Wait(CancellationToken.None);
            foreach (CheckpointReader reader in readers)
                reader.Dispose();
        }
    }

    // Threads of their own: they wait for the disk most of the time.
    private static Task Fill(Slot slot, CheckpointReader[] readers)
    {
        int next = 0;
        return Task.WhenAll(Enumerable.Range(0, slot.Segments == 0 ? 0 : Math.Min(Readers, readers.Length)).Select(_ => Task.Factory.StartNew(
            () =>
            {
                for (int i = Interlocked.Increment(ref next) - 1; i < readers.Length; i = Interlocked.Increment(ref next) - 1)
                    slot.Fill(i, readers[i]);
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
    }

    private static void Sum(Slot slot, WorkerTeam team, AlignedBuffer<double> rooms)
    {
        IPairKernels kernels = KernelChoice.Current.Pairs;
        int next = 0;
        team.Run(worker =>
        {
            double* room = rooms.Pointer + (rooms.Length / team.Count * worker);
            for (int i = Interlocked.Increment(ref next) - 1; i < slot.Segments; i = Interlocked.Increment(ref next) - 1)
                slot.Sum(kernels, i, room);
        });
    }

    // What is kept is of files that have not changed, or it is not kept.
    private static void Save(CheckpointPlan plan, PassState state)
    {
        foreach (Checkpoint checkpoint in plan.Checkpoints)
            checkpoint.DemandUnchanged();
        state.Save();
    }

    private static long BytesUpTo(CheckpointPlan plan, PassPlace place)
    {
        long bytes = plan.Shared.Take(place.Tensor).Sum(static tensor => tensor.In.Sum(static part => part.Bytes));
        return place.Tensor == plan.Shared.Count ? bytes
            : bytes + plan.Shared[place.Tensor].In.Sum(part => part.Bytes / Math.Max(1, part.Count) * place.Element);
    }
}
