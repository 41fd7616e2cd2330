using System.Diagnostics;

namespace Minima.Tests.Trajectories;

/// <summary>Hands mutated files to a reader, which has to accept them or refuse them by a typed error, quickly and in little memory.</summary>
internal static class FuzzReader
{
    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(2);
    private const long MaxAllocation = 16L << 20;

    /// <summary>How many mutations the suite tries; the environment variable MINIMA_FUZZ overrides it.</summary>
    public static int Count => int.TryParse(Environment.GetEnvironmentVariable("MINIMA_FUZZ"), out int count) ? count : 5_000;

    public static void Run(byte[][] seeds, Action<byte[]> read, int count, int seed)
    {
        var random = new Random(seed);
        int refused = 0;
        for (int i = 0; i < count; i++)
        {
            byte[] input = Mutate(seeds[random.Next(seeds.Length)], random);
            long before = GC.GetAllocatedBytesForCurrentThread();
            long start = Stopwatch.GetTimestamp();
            try
            {
                read(input);
            }
            catch (UnusableInputException)
            {
                refused++;
            }
            catch (Exception e)
            {
                Assert.Fail($"Mutation {i} of seed {seed}: {e}\n{Convert.ToHexString(input.AsSpan(0, Math.Min(input.Length, 2000)))}");
            }

            Assert.True(Stopwatch.GetElapsedTime(start) <= MaxTime, $"Mutation {i} of seed {seed} took {Stopwatch.GetElapsedTime(start)}.");
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated <= MaxAllocation, $"Mutation {i} of seed {seed} allocated {allocated} bytes.");
        }

        Assert.True(refused >= count / 4, $"Only {refused} of {count} mutations were refused.");
    }

    private static byte[] Mutate(byte[] seed, Random random)
    {
        var bytes = new List<byte>(seed);
        for (int change = random.Next(1, 4); change > 0 && bytes.Count > 0; change--)
        {
            // Half of the changes hit the first 200 bytes, where headers and sizes stand.
            int at = random.Next(random.Next(2) == 0 ? Math.Min(bytes.Count, 200) : bytes.Count);
            switch (random.Next(7))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                case 3:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 16), bytes.Count - at));
                    break;
                case 4:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 64), bytes.Count - at)));
                    break;
                case 5:
                    bytes.InsertRange(at, "9999999999"u8.ToArray().AsSpan(0, random.Next(1, 11)).ToArray());
                    break;
                default:
                    for (int i = at; i < Math.Min(at + 8, bytes.Count); i++)
                        bytes[i] = 0xFF;
                    break;
            }
        }

        return [.. bytes];
    }
}
