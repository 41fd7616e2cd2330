using Xunit.Sdk;

namespace Minima.Tests.Fuzzing;

public sealed class FuzzReaderTests
{
    private static readonly byte[][] Seeds = [[1, 2, 3, 4], new byte[100]];

    [Fact]
    public void Run_ReadOrRefused_Passes() => FuzzReader.Run(
        Seeds,
        static input =>
        {
            if (input.Length % 2 == 0)
                throw new UnusableInputException("odd lengths only");
        },
        count: 100,
        seed: 1);

    [Fact]
    public void Run_OtherException_FailsWithInputNumber()
    {
        var e = Assert.ThrowsAny<XunitException>(static () =>
            FuzzReader.Run(Seeds, static input => input[^(input.Length + 1)]++, count: 10, seed: 1));
        Assert.Contains("FuzzReader.Input(seeds, 1, 0)", e.Message);
        Assert.Contains("IndexOutOfRangeException", e.Message);
    }

    [Fact]
    public void Run_TooMuchMemory_Fails() => Assert.Contains("allocated", Assert.ThrowsAny<XunitException>(static () =>
        FuzzReader.Run(Seeds, static _ => GC.KeepAlive(new byte[100_000]), count: 10, seed: 1, allocationLimit: 50_000)).Message);

    [Fact]
    public void Run_TooSlow_Fails() => Assert.Contains("took", Assert.ThrowsAny<XunitException>(static () =>
        FuzzReader.Run(Seeds, static _ => Thread.Sleep(1500), count: 2, seed: 1, timeLimit: TimeSpan.FromSeconds(1))).Message);

    [Fact]
    public void Run_NeverEnds_Fails() => Assert.Contains("has not ended", Assert.ThrowsAny<XunitException>(static () =>
        FuzzReader.Run(
            Seeds, static _ => Thread.Sleep(Timeout.Infinite), count: 10, seed: 1, timeLimit: TimeSpan.FromMilliseconds(50))).Message);

    [Fact]
    public void Input_SameNumber_SameBytes() => Assert.All(
        Enumerable.Range(0, 200),
        static number => Assert.Equal(FuzzReader.Input(Seeds, 5, number), FuzzReader.Input(Seeds, 5, number)));

    [Fact]
    public void Apply_ManyTimes_LeavesContentAndReachesAllLengths()
    {
        byte[] content = [.. Enumerable.Range(0, 200).Select(static i => (byte)i)];
        byte[] before = [.. content];
        var random = new Random(3);
        byte[][] mutated = [.. Enumerable.Range(0, 1000).Select(_ => Mutations.Apply(content, random))];
        Assert.Equal(before, content);
        Assert.Contains(mutated, bytes => bytes.Length < content.Length);
        Assert.Contains(mutated, bytes => bytes.Length == content.Length && !bytes.SequenceEqual(content));
        Assert.Contains(mutated, bytes => bytes.Length > content.Length);
    }
}
