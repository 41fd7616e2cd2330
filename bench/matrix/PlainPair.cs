using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Minima.MatrixBench;

/// <summary>
/// A pair of checkpoints compared plainly: number by number in double precision, with Neumaier's compensation, so that the sums are good to their
/// last places. It shares no code with what it checks.
/// </summary>
internal static class PlainPair
{
    /// <summary>&lt;a - first, b - first&gt; and ||a - b|| over all numbers of three files that have the same header.</summary>
    public static (double Product, double Distance) Of(string first, string a, string b, bool brain)
    {
        using FileStream one = Open(first), two = Open(a), three = Open(b);
        byte[] x = new byte[1 << 20], y = new byte[1 << 20], z = new byte[1 << 20];
        Sum product = default, square = default;
        int size = brain ? 2 : 4;
        while (one.ReadAtLeast(x, x.Length, throwOnEndOfStream: false) is > 0 and int bytes)
        {
            two.ReadExactly(y, 0, bytes);
            three.ReadExactly(z, 0, bytes);
            for (int k = 0; k < bytes; k += size)
            {
                double from = Number(x, k, brain), left = Number(y, k, brain), right = Number(z, k, brain);
                product.Add((left - from) * (right - from));
                square.Add((left - right) * (left - right));
            }
        }

        return (product.Value, Math.Sqrt(square.Value));
    }

    private static FileStream Open(string path)
    {
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 0);
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        stream.ReadExactly(length);
        stream.Seek((long)BinaryPrimitives.ReadUInt64LittleEndian(length), SeekOrigin.Current);
        return stream;
    }

    private static double Number(byte[] bytes, int at, bool brain) => brain
        ? BitConverter.UInt32BitsToSingle((uint)MemoryMarshal.Read<ushort>(bytes.AsSpan(at)) << 16)
        : MemoryMarshal.Read<float>(bytes.AsSpan(at));

    private struct Sum
    {
        private double _sum, _lost;

        public readonly double Value => _sum + _lost;

        public void Add(double value)
        {
            double next = _sum + value;
            _lost += Math.Abs(_sum) >= Math.Abs(value) ? _sum - next + value : value - next + _sum;
            _sum = next;
        }
    }
}
