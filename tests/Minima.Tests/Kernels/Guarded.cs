using System.Runtime.InteropServices;
using Minima.Numerics;

namespace Minima.Tests.Kernels;

/// <summary>A buffer between two stretches of a known pattern, which <see cref="AssertIntact"/> looks for.</summary>
internal sealed unsafe class Guarded<T> : IDisposable
    where T : unmanaged
{
    private const int Guard = 4096;
    private const byte Pattern = 0xA5;

    private readonly AlignedBuffer<byte> _memory;
    private readonly int _bytes;

    public Guarded(int length)
    {
        Length = length;
        _bytes = length * sizeof(T);
        _memory = new AlignedBuffer<byte>(_bytes + (2 * Guard));
        Before.Fill(Pattern);
        After.Fill(Pattern);
    }

    public int Length { get; }

    public T* Pointer => (T*)(_memory.Pointer + Guard);

    public Span<T> Span => new(Pointer, Length);

    private Span<byte> Before => _memory.Span[..Guard];

    private Span<byte> After => _memory.Span[(Guard + _bytes)..];

    public Guarded<T> Copy()
    {
        var copy = new Guarded<T>(Length);
        Span.CopyTo(copy.Span);
        return copy;
    }

    /// <summary>Nothing was written before or behind the buffer.</summary>
    public void AssertIntact(string what)
    {
        if (Before.ContainsAnyExcept(Pattern) || After.ContainsAnyExcept(Pattern))
            Assert.Fail($"{what}: written outside the buffer.");
    }

    /// <summary>Both hold the same bits, and neither was written outside.</summary>
    public void AssertSame(Guarded<T> expected, string what)
    {
        AssertIntact(what);
        expected.AssertIntact(what + ", expected");
        Bits.AssertSame<T>(expected.Span, Span, what);
    }

    public void Dispose() => _memory.Dispose();
}

/// <summary>Comparison to the bit: 0 is not -0.</summary>
internal static class Bits
{
    public static void AssertSame<T>(ReadOnlySpan<T> expected, ReadOnlySpan<T> actual, string what)
        where T : unmanaged
    {
        Assert.Equal(expected.Length, actual.Length);
        if (MemoryMarshal.AsBytes(expected).SequenceEqual(MemoryMarshal.AsBytes(actual)))
            return;
        for (int i = 0; i < expected.Length; i++)
        {
            if (!Same(expected[i], actual[i]))
                Assert.Fail($"{what}: element {i} of {expected.Length} is {actual[i]}, expected {expected[i]}.");
        }
    }

    /// <summary>The same bits. Which NaN an operation on two NaNs gives is not part of the contract.</summary>
    private static bool Same<T>(T expected, T actual) => (expected, actual) switch
    {
        (float a, float b) =>
            (float.IsNaN(a) && float.IsNaN(b)) || BitConverter.SingleToInt32Bits(a) == BitConverter.SingleToInt32Bits(b),
        (double a, double b) =>
            (double.IsNaN(a) && double.IsNaN(b)) || BitConverter.DoubleToInt64Bits(a) == BitConverter.DoubleToInt64Bits(b),
        _ => Equals(expected, actual),
    };
}
