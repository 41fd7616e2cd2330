using Minima.Formats;

namespace Minima.Tests.Formats;

public sealed class WideningTests
{
    [Fact]
    public unsafe void ToDoubles_EveryHalfAndBrainFloat_IsExact()
    {
        const int count = 1 << 16;
        ushort[] bits = [.. Enumerable.Range(0, count).Select(static i => (ushort)i)];
        var wide = new double[count];
        foreach (ElementType type in new[] { ElementType.F16, ElementType.BF16 })
        {
            fixed (ushort* source = bits)
            fixed (double* destination = wide)
                Widening.ToDoubles(type, (byte*)source, destination, count);
            for (int i = 0; i < count; i++)
            {
                double expected = type == ElementType.F16 ? (double)BitConverter.UInt16BitsToHalf(bits[i]) : BitConverter.UInt32BitsToSingle((uint)i << 16);
                Assert.True(double.IsNaN(expected) ? double.IsNaN(wide[i]) : BitConverter.DoubleToInt64Bits(expected) == BitConverter.DoubleToInt64Bits(wide[i]), $"{type} {i:x4}: {wide[i]}");
            }
        }
    }
}
