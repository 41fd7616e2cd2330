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

    // Adding it leaves a number's nearest whole number in the lowest bits: floats at 1.5 * 2^23 are 1 apart. 127 more, for ISimd.PowerOfTwo.
    private const float Shift = 12582912f + 127f;
    private const float InverseLn2 = 1.44269504f;
    private const float Ln2High = 0.693359375f;
    private const float Ln2Low = -2.12194440e-4f;

    /// <summary>
    /// tanh(x) = e / (e + 2) with e = exp(2 |x|) - 1, and the sign of x. There is no cancellation: near 0, e is as exact
    /// as 2 |x|. Odd to the bit, so that flipping a unit's sign changes nothing. NaN stays NaN.
    /// </summary>
    [MethodImpl(Inline)]
    public static V Tanh(V x)
    {
        // From 9.02 on, tanh is 1 to float precision.
        V magnitude = S.Least(S.Broadcast(9.02f), S.Abs(x));
        V rest = Reduce(S.Add(magnitude, magnitude), out V scale);

        // 2^k (1 + rest) - 1
        V e = S.Fma(scale, rest, S.Subtract(scale, S.Broadcast(1f)));
        return S.CopySign(S.Divide(e, S.Add(e, S.Broadcast(2f))), x);
    }

    /// <summary>
    /// tanh(x) as a quotient x P(x^2) / Q(x^2), half the work of <see cref="Tanh"/> and not a chain: for evaluation alone, where tanh takes
    /// most of the time. P and Q are of degree 4, fitted on [0, 9.02] by Lawson's weighted least squares for the least largest relative error,
    /// 2.1e-8; with all roundings it is at most 5.3 units in the last place, 3.2e-7, off. Odd to the bit. NaN stays NaN.
    /// </summary>
    [MethodImpl(Inline)]
    public static V TanhQuotient(V x)
    {
        x = S.Greatest(S.Broadcast(-9.02f), S.Least(S.Broadcast(9.02f), x));
        V u = S.Multiply(x, x);
        V p = S.Fma(u, S.Broadcast(1.3319063e-8f), S.Broadcast(2.0583474e-5f));
        V q = S.Fma(u, S.Broadcast(7.7620154e-7f), S.Broadcast(3.2830921e-4f));
        p = S.Fma(p, u, S.Broadcast(3.4940341e-3f));
        q = S.Fma(q, u, S.Broadcast(0.025871071f));
        p = S.Fma(p, u, S.Broadcast(0.13379718f));
        q = S.Fma(q, u, S.Broadcast(0.46713033f));
        V one = S.Broadcast(1f);
        return S.Divide(S.Multiply(x, S.Fma(p, u, one)), S.Fma(q, u, one));
    }

    /// <summary>1 / (1 + exp(-x)); -x is held within [-87, 87], where exp neither overflows nor vanishes. NaN stays NaN.</summary>
    [MethodImpl(Inline)]
    public static V Sigmoid(V x)
    {
        V t = S.Subtract(S.Broadcast(0f), x);
        V limit = S.Broadcast(87f), floor = S.Broadcast(-87f);
        t = S.SelectGreater(t, limit, limit, t);
        t = S.SelectGreater(floor, t, floor, t);
        V rest = Reduce(t, out V scale);
        V one = S.Broadcast(1f);
        return S.Divide(one, S.Add(one, S.Fma(scale, rest, scale)));
    }

    /// <summary>exp(x) for x &lt;= 0; 0 below -87. NaN stays NaN.</summary>
    [MethodImpl(Inline)]
    public static V ExpOfNegative(V x)
    {
        V floor = S.Broadcast(-87f);
        V held = S.SelectGreater(floor, x, floor, x);
        V rest = Reduce(held, out V scale);
        return S.SelectGreater(floor, x, S.Broadcast(0f), S.Fma(scale, rest, scale));
    }

    /// <summary>exp(r) - 1, where t = k ln 2 + r and <paramref name="scale"/> = 2^k.</summary>
    [MethodImpl(Inline)]
    private static V Reduce(V t, out V scale)
    {
        V shifted = S.Fma(t, S.Broadcast(InverseLn2), S.Broadcast(Shift));
        V k = S.Subtract(shifted, S.Broadcast(Shift));
        scale = S.PowerOfTwo(shifted);
        V r = S.Fma(k, S.Broadcast(-Ln2High), t);
        r = S.Fma(k, S.Broadcast(-Ln2Low), r);
        V q = S.Fma(r, S.Broadcast(1f / 5040f), S.Broadcast(1f / 720f));
        q = S.Fma(q, r, S.Broadcast(1f / 120f));
        q = S.Fma(q, r, S.Broadcast(1f / 24f));
        q = S.Fma(q, r, S.Broadcast(1f / 6f));
        q = S.Fma(q, r, S.Broadcast(1f / 2f));
        return S.Fma(S.Multiply(r, r), q, r);
    }
}
