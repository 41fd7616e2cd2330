using System.Runtime.CompilerServices;

namespace Minima.Kernels;

/// <summary>
/// Elementary functions on lanes, from basic operations alone, so that every machine gives the same bits.
/// </summary>
/// <remarks>
/// All rest on exp(t) = 2^k exp(r), k the whole number nearest to t / ln 2, r = t - k ln 2 in [-0.3466, 0.3466]. ln 2 is split in two
/// floats, the first of few enough bits that k times it is exact. exp(r) - 1 = r + r^2 Q(r) with Taylor's polynomial up to r^7;
/// what it leaves out, r^8 / 8!, is at most 1.5e-8 of the result, a quarter of a unit in the last place.
/// Largest errors met at 200,000 points of all magnitudes, in units in the last place: tanh 1.9, sigmoid 2.2, exp 1.0.
/// </remarks>
internal static class Lanes<S, V>
    where S : ISimd<V>
    where V : unmanaged
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    // Adding it leaves a number's nearest whole number in the lowest bits: floats at 1.5 * 2^23 are 1 apart.
    private const float Shift = 12582912f;
    private const float InverseLn2 = 1.44269504f;
    private const float Ln2High = 0.693359375f;
    private const float Ln2Low = -2.12194440e-4f;

    /// <summary>
    /// tanh(x) = e / (e + 2) with e = exp(2 |x|) - 1, and the sign of x. There is no cancellation: near 0, e is as exact
    /// as 2 |x|. Odd to the bit, so that flipping a unit's sign changes nothing. NaN stays NaN.
    /// </summary>
    [MethodImpl(Inline)]
    public static V Tanh(V x) => EndTanh(BeginTanh(x, out V scale), scale);

    /// <summary>The first half of <see cref="Tanh"/>: r of 2 |x|, and 2^k with the sign of x.</summary>
    [MethodImpl(Inline)]
    public static V BeginTanh(V x, out V scale)
    {
        // From 9.02 on, tanh is 1 to float precision.
        V magnitude = S.Least(S.Broadcast(9.02f), S.Abs(x));
        V r = Reduce(S.Add(magnitude, magnitude), out V power);
        scale = S.CopySign(power, x);
        return r;
    }

    /// <summary>The second half.</summary>
    [MethodImpl(Inline)]
    public static V EndTanh(V r, V scale)
    {
        // 2^k (1 + rest) - 1
        V power = S.Abs(scale);
        V e = S.Fma(power, Rest(r), S.Subtract(power, S.Broadcast(1f)));
        return S.CopySign(S.Divide(e, S.Add(e, S.Broadcast(2f))), scale);
    }

    /// <summary>1 / (1 + exp(-x)); -x is held within [-87, 87], where exp neither overflows nor vanishes. NaN stays NaN.</summary>
    [MethodImpl(Inline)]
    public static V Sigmoid(V x) => EndSigmoid(BeginSigmoid(x, out V scale), scale);

    /// <summary>The first half of <see cref="Sigmoid"/>: r of -x, and 2^k.</summary>
    [MethodImpl(Inline)]
    public static V BeginSigmoid(V x, out V scale)
    {
        V t = S.Subtract(S.Broadcast(0f), x);
        V limit = S.Broadcast(87f), floor = S.Broadcast(-87f);
        t = S.SelectGreater(t, limit, limit, t);
        t = S.SelectGreater(floor, t, floor, t);
        return Reduce(t, out scale);
    }

    /// <summary>The second half.</summary>
    [MethodImpl(Inline)]
    public static V EndSigmoid(V r, V scale)
    {
        V one = S.Broadcast(1f);
        return S.Divide(one, S.Add(one, S.Fma(scale, Rest(r), scale)));
    }

    /// <summary>exp(x) for x &lt;= 0; 0 below -87. NaN stays NaN.</summary>
    [MethodImpl(Inline)]
    public static V ExpOfNegative(V x)
    {
        V floor = S.Broadcast(-87f);
        V held = S.SelectGreater(floor, x, floor, x);
        V rest = Rest(Reduce(held, out V scale));
        return S.SelectGreater(floor, x, S.Broadcast(0f), S.Fma(scale, rest, scale));
    }

    /// <summary>r, where t = k ln 2 + r and <paramref name="scale"/> = 2^k.</summary>
    [MethodImpl(Inline)]
    private static V Reduce(V t, out V scale)
    {
        V shifted = S.Fma(t, S.Broadcast(InverseLn2), S.Broadcast(Shift));
        V k = S.Subtract(shifted, S.Broadcast(Shift));
        scale = S.PowerOfTwo(shifted);
        V r = S.Fma(k, S.Broadcast(-Ln2High), t);
        return S.Fma(k, S.Broadcast(-Ln2Low), r);
    }

    /// <summary>exp(r) - 1.</summary>
    [MethodImpl(Inline)]
    private static V Rest(V r)
    {
        V q = S.Fma(r, S.Broadcast(1f / 5040f), S.Broadcast(1f / 720f));
        q = S.Fma(q, r, S.Broadcast(1f / 120f));
        q = S.Fma(q, r, S.Broadcast(1f / 24f));
        q = S.Fma(q, r, S.Broadcast(1f / 6f));
        q = S.Fma(q, r, S.Broadcast(1f / 2f));
        return S.Fma(S.Multiply(r, r), q, r);
    }
}
