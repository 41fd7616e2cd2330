using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Minima.MatrixBench;

/// <summary>The numbers of a checkpoint of a <see cref="GeneratedSeries"/>, eight at a time: each depends on its place alone.</summary>
/// <param name="checkpoint">Which checkpoint.</param>
/// <param name="near">The one that is the one before, moved by a millionth.</param>
internal readonly struct SeriesNumbers(int checkpoint, int near)
{
    private const int Lanes = 8;

    private readonly int _plain = checkpoint == near ? near - 1 : checkpoint;

    /// <summary>Numbers from a place on; a multiple of sixteen of them.</summary>
    public void Singles(long first, Span<float> numbers)
    {
        Span<Vector512<float>> vectors = MemoryMarshal.Cast<float, Vector512<float>>(numbers);
        for (int i = 0; i < vectors.Length; i++)
        {
            long at = first + (2L * Lanes * i);
            Vector512<float> plain = Plain(at);
            if (checkpoint == near)
            {
                Vector512<double> low = Vector512.WidenLower(plain) * Moved(at), high = Vector512.WidenUpper(plain) * Moved(at + Lanes);
                plain = Vector512.Narrow(low, high);
            }

            vectors[i] = plain;
        }
    }

    /// <summary>Numbers from a place on, a multiple of 32 of them, cut to BF16. Of the near one's every 2^24th has another last bit.</summary>
    public void Brains(long first, Span<ushort> numbers)
    {
        Span<Vector512<ushort>> vectors = MemoryMarshal.Cast<ushort, Vector512<ushort>>(numbers);
        for (int i = 0; i < vectors.Length; i++)
        {
            long at = first + (4L * Lanes * i);
            vectors[i] = Vector512.Narrow(Plain(at).AsUInt32() >> 16, Plain(at + (2 * Lanes)).AsUInt32() >> 16);
        }

        for (long at = (first + (1 << 24) - 1) >> 24 << 24; checkpoint == near && at < first + numbers.Length; at += 1 << 24)
            numbers[(int)(at - first)] ^= 1;
    }

    private Vector512<float> Plain(long at) => Vector512.Narrow(Eight(at), Eight(at + Lanes));

    private Vector512<double> Eight(long at) => (0.02 * Noise(0, at)) + (0.0005 * _plain * Noise(1, at)) + (0.001 * Noise(2 + _plain, at));

    private Vector512<double> Moved(long at) => Vector512<double>.One + (1e-6 * Noise(2 + checkpoint, at));

    // Four uniform numbers together, of variance 1 and mean 0: near enough to a normal one. The mixing is that of SplitMix64.
    private static Vector512<double> Noise(int stream, long at)
    {
        Vector512<ulong> places = Vector512.Create((ulong)at) + Vector512<ulong>.Indices, part = Vector512.Create(0xFFFFUL);
        Vector512<ulong> bits = (places * 0x9E3779B97F4A7C15) + Vector512.Create((ulong)stream * 0xD1B54A32D192ED03);
        bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
        bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
        bits ^= bits >> 31;
        Vector512<ulong> sum = (bits & part) + ((bits >> 16) & part) + ((bits >> 32) & part) + (bits >> 48);
        return ((Vector512.ConvertToDouble(sum) * (1 / 65536.0)) - Vector512.Create(2.0)) * 1.7320508075688772;
    }
}
