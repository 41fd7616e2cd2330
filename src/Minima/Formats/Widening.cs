using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Minima.Formats;

/// <summary>
/// Floating-point numbers out of a file's bytes as doubles, exactly, eight at a time: every F16, BF16 and F32 is a double. Infinities stay,
/// and what is not a number stays none. The bytes need no alignment, and are little-endian as in the file.
/// </summary>
internal static unsafe class Widening
{
    /// <summary>How many numbers are widened at a time.</summary>
    public const int Step = 8;

    /// <summary>destination[i] &lt;- source[i].</summary>
    /// <param name="type">One of F64, F32, F16 and BF16.</param>
    /// <param name="source">The first number's bytes.</param>
    /// <param name="destination">Room for as many doubles.</param>
    /// <param name="count">A multiple of <see cref="Step"/>.</param>
    public static void ToDoubles(ElementType type, byte* source, double* destination, int count)
    {
        switch (type)
        {
            case ElementType.F64:
                NativeMemory.Copy(source, destination, (nuint)count * sizeof(double));
                break;
            case ElementType.F32:
                for (int i = 0; i < count; i += Step)
                    Store(Singles(source + (sizeof(float) * i)), destination + i);
                break;
            case ElementType.BF16:
                for (int i = 0; i < count; i += Step)
                    Store(Brains(source + (sizeof(ushort) * i)), destination + i);
                break;
            case ElementType.F16:
                for (int i = 0; i < count; i += Step)
                    Store(Halves(source + (sizeof(ushort) * i)), destination + i);
                break;
            default:
                throw Unexpected(type);
        }
    }

    /// <summary>Eight numbers of F32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Singles(byte* source) => Vector256.Load((float*)source);

    /// <summary>Eight numbers of BF16: the upper half of a single each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Brains(byte* source) => (Eight(source) << 16).AsSingle();

    /// <summary>Eight numbers of F16.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Halves(byte* source) => OfHalves(Eight(source));

    /// <summary>Says that a type has no numbers that can be widened.</summary>
    public static ArgumentOutOfRangeException Unexpected(ElementType type) => new(nameof(type), type, "F64, F32, F16 or BF16 is expected.");

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Eight(byte* source) => Vector256.WidenLower(Vector128.Load((ushort*)source).ToVector256Unsafe());

    // A half has 5 bits of exponent with bias 15 and 10 of fraction, a single 8 with bias 127 and 23. Moved into place they mean 2^(15 - 127) of
    // the number, also for those below 2^-14, which singles hold as they do; so one exact product with 2^112 gives it. The largest exponent means
    // infinities and what is not a number: there the single's largest is set.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> OfHalves(Vector256<uint> halves)
    {
        Vector256<uint> magnitude = (halves & Vector256.Create(0x7FFFu)) << 13, sign = (halves & Vector256.Create(0x8000u)) << 16;
        Vector256<uint> special = Vector256.GreaterThanOrEqual(magnitude, Vector256.Create(0x0F800000u)) & Vector256.Create(0x7F800000u);
        Vector256<float> scaled = magnitude.AsSingle() * Vector256.Create(BitConverter.UInt32BitsToSingle((127u + 112) << 23));
        return (scaled.AsUInt32() | special | sign).AsSingle();
    }

    private static void Store(Vector256<float> eight, double* destination)
    {
        (Vector256<double> low, Vector256<double> high) = Vector256.Widen(eight);
        low.Store(destination);
        high.Store(destination + 4);
    }
}
