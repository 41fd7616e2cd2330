using System.Globalization;

namespace Minima.Tests.Fuzzing;

/// <summary>
/// Feeds a reader mutated files: each must be read or be refused with <see cref="UnusableInputException"/>, within a bound on
/// time and on allocated memory. Fuzz tests carry <c>[Trait("Kind", "Fuzz")]</c>.
/// </summary>
public static class FuzzReader
{
    /// <summary>What an input may allocate unless the test states a bound of its own.</summary>
    public const long AllocationLimit = 16L << 20;

    /// <summary>What an input may take.</summary>
    public static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(2);

    // Time is counted in waits of the thread that watches: a process that is stopped for a while, or kept from its cores, counts none meanwhile.
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);

    /// <summary>How many inputs a fuzz test tries: the environment variable MINIMA_FUZZ, or 5,000.</summary>
    public static int Count { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("MINIMA_FUZZ"), CultureInfo.InvariantCulture, out int count) ? count : 5_000;

    /// <summary>Input <paramref name="number"/> of a run with these seeds: to look into a failure.</summary>
    public static byte[] Input(byte[][] seeds, int seed, int number)
    {
        // Each input has a generator of its own, so that one can be made without those before it.
        var random = new Random(unchecked((seed * 1_000_003) + number));
        return Mutations.Apply(seeds[number % seeds.Length], random);
    }

    /// <summary>Reads <paramref name="count"/> mutated inputs; fails with the number of the first offending one.</summary>
    /// <param name="seeds">Well-formed files.</param>
    /// <param name="read">The reader.</param>
    /// <param name="count">How many inputs.</param>
    /// <param name="seed">Which inputs.</param>
    /// <param name="allocationLimit">What one input may allocate, in bytes.</param>
    /// <param name="timeLimit">What one input may take, if not <see cref="TimeLimit"/>.</param>
    public static void Run(
        byte[][] seeds, Action<byte[]> read, int count, int seed, long allocationLimit = AllocationLimit, TimeSpan? timeLimit = null)
    {
        TimeSpan limit = timeLimit ?? TimeLimit;
        string? failure = null;
        int number = -1;
        long ticks = 0, began = 0;

        // On a thread of its own, so that a reader that never returns is noticed too; it is left behind then.
        var worker = new Thread(() =>
        {
            for (int i = 0; i < count && Volatile.Read(ref failure) is null; i++)
            {
                byte[] input = Input(seeds, seed, i);
                Volatile.Write(ref began, Volatile.Read(ref ticks));
                Volatile.Write(ref number, i);
                long allocatedBefore = GC.GetAllocatedBytesForCurrentThread();
                string? error = Try(read, input);
                long allocated = GC.GetAllocatedBytesForCurrentThread() - allocatedBefore;
                TimeSpan elapsed = Tick * (Volatile.Read(ref ticks) - began);
                if (error is null && !(allocated <= allocationLimit))
                    error = $"allocated {allocated} bytes, more than {allocationLimit}";
                if (error is null && !(elapsed <= limit))
                    error = $"took {elapsed.TotalSeconds:F1} s, more than {limit.TotalSeconds} s";
                if (error is not null)
                    Volatile.Write(ref failure, error);
            }
        })
        { IsBackground = true, Name = "Fuzz" };
        worker.Start();
        while (!worker.Join(Tick))
        {
            Volatile.Write(ref ticks, ticks + 1);
            if (Volatile.Read(ref number) >= 0 && Tick * (ticks - Volatile.Read(ref began)) > 2 * limit)
            {
                failure = $"has not ended after {2 * limit.TotalSeconds} s";
                break;
            }
        }

        if (failure is not null)
            Assert.Fail($"Input {number} of seed {seed} (FuzzReader.Input(seeds, {seed}, {number})) {failure}");
    }

    private static string? Try(Action<byte[]> read, byte[] input)
    {
        try
        {
            read(input);
            return null;
        }
        catch (UnusableInputException e)
        {
            return e.Message.Length > 0 ? null : "was refused without a message";
        }
        catch (Exception e)
        {
            return $"threw {e}";
        }
    }
}
