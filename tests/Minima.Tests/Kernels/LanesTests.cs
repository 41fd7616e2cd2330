using System.Runtime.Intrinsics;
using Minima.Kernels;
using Minima.Numerics;
using Portable16 = Minima.Kernels.Pair<
    Minima.Kernels.Pair<
        Minima.Kernels.Pair<Minima.Kernels.Pair<Minima.Kernels.SimdScalar, float>, Minima.Kernels.Two<float>>,
        Minima.Kernels.Two<Minima.Kernels.Two<float>>>,
    Minima.Kernels.Two<Minima.Kernels.Two<Minima.Kernels.Two<float>>>>;

namespace Minima.Tests.Kernels;

public sealed unsafe class LanesTests
{
    // Largest errors met below, in units in the last place, as the documentation of Lanes states them.
    private const double TanhError = 1.9, QuotientError = 5.3, SigmoidError = 2.2, ExpError = 1.0;

    private static readonly float[] Sweep = DrawSweep();

    [Theory, MemberData(nameof(KernelPaths.Fast), MemberType = typeof(KernelPaths))]
    public void Lanes_DenseSweep_EqualScalarToTheBit(string path)
    {
        foreach (string function in (string[])["tanh", "quotient", "sigmoid", "exp"])
            Bits.AssertSame<float>(Apply("reference", function, Sweep), Apply(path, function, Sweep), $"{path}, {function}");
    }

    [Fact]
    public void Tanh_DenseSweep_WithinStatedUnitsInTheLastPlace() =>
        AssertError(TanhError, "tanh", Sweep, static x => Elementary.Tanh(x));

    [Fact]
    public void TanhQuotient_DenseSweep_WithinStatedUnitsInTheLastPlace() =>
        AssertError(QuotientError, "quotient", Sweep, static x => Elementary.Tanh(x));

    [Fact]
    public void Sigmoid_DenseSweep_WithinStatedUnitsInTheLastPlace() =>
        AssertError(SigmoidError, "sigmoid", [.. Sweep.Where(static x => Math.Abs(x) <= 87)], static x => 1 / (1 + Elementary.Exp(-x)));

    [Fact]
    public void ExpOfNegative_DenseSweep_WithinStatedUnitsInTheLastPlace() =>
        AssertError(ExpError, "exp", [.. Sweep.Where(static x => x is <= 0 and >= -87)], static x => Elementary.Exp(x));

    [Fact]
    public void Tanh_DenseSweep_IsOddToTheBit()
    {
        foreach (string function in (string[])["tanh", "quotient"])
        {
            float[] mirrored = [.. Apply("reference", function, [.. Sweep.Select(static x => -x)]).Select(static h => -h)];
            Bits.AssertSame<float>(Apply("reference", function, Sweep), mirrored, $"{function}(-x) = -{function}(x)");
        }
    }

    [Theory, MemberData(nameof(KernelPaths.All), MemberType = typeof(KernelPaths))]
    public void Lanes_SpecialValues_SaturateAndKeepNaN(string path)
    {
        float[] special = [float.NaN, 0, -0f, float.PositiveInfinity, float.NegativeInfinity, 100, -100, float.MaxValue, -float.MaxValue];
        float tinySigmoid = Apply(path, "sigmoid", [-87])[0];
        Assert.True(tinySigmoid is > 0 and < 1e-37f);
        Bits.AssertSame<float>([float.NaN, 0, -0f, 1, -1, 1, -1, 1, -1], Apply(path, "tanh", special), "tanh");
        float[] quotients = Apply(path, "quotient", special);
        Bits.AssertSame<float>([float.NaN, 0, -0f], quotients.AsSpan(0, 3), "quotient");
        for (int i = 3; i < special.Length; i++)
            Assert.True(Math.Abs(quotients[i] - Math.Sign(special[i])) <= 1.2e-7, $"quotient of {special[i]} is {quotients[i]:R}");
        Bits.AssertSame<float>(
            [float.NaN, 0.5f, 0.5f, 1, tinySigmoid, 1, tinySigmoid, 1, tinySigmoid], Apply(path, "sigmoid", special), "sigmoid");
        Bits.AssertSame<float>(
            [float.NaN, 1, 1, 0, 0, 0], Apply(path, "exp", [float.NaN, 0, -0f, float.NegativeInfinity, -87.1f, -1e30f]), "exp");
    }

    private static void AssertError(double bound, string function, float[] points, Func<double, double> exact)
    {
        float[] values = Apply("reference", function, points);
        double worst = 0;
        float at = 0;
        for (int i = 0; i < points.Length; i++)
        {
            double truth = exact(points[i]), error = Math.Abs(values[i] - truth) / UnitInTheLastPlace(truth);
            if (!(error <= worst))
                (worst, at) = (error, points[i]);
        }

        Assert.True(worst <= bound, $"{function}({at:R}) is {worst:F3} units in the last place off, more than {bound}.");
    }

    /// <summary>Distance of floats at a number's magnitude.</summary>
    private static double UnitInTheLastPlace(double value) => Math.ScaleB(1, Math.Max(Math.ILogB(value), -126) - 23);

    /// <summary>200,000 points: all exponents with both signs, and evenly where the functions bend.</summary>
    private static float[] DrawSweep()
    {
        var random = new RandomState(12);
        var points = new List<float>();
        for (int exponent = 0; exponent < 255; exponent++)
        {
            for (int i = 0; i < 200; i++)
                points.Add(BitConverter.UInt32BitsToSingle((random.NextUInt32() & 0x807FFFFF) | ((uint)exponent << 23)));
        }

        while (points.Count < 200_000)
            points.Add((float)(random.Uniform(-1, 1) * (points.Count % 2 == 0 ? 10 : 90)));
        return [.. points];
    }

    private static float[] Apply(string path, string function, float[] points) => path switch
    {
        "avx512" => Apply<Simd512, Vector512<float>>(function, points),
        "avx2" => Apply<Pair<Simd256, Vector256<float>>, Two<Vector256<float>>>(function, points),
        "portable" => Apply<Portable16, Two<Two<Two<Two<float>>>>>(function, points),
        _ => Apply<SimdScalar, float>(function, points),
    };

    private static float[] Apply<S, V>(string function, float[] points)
        where S : ISimd<V>
        where V : unmanaged
    {
        var padded = new float[(points.Length + 15) / 16 * 16];
        points.CopyTo(padded, 0);
        fixed (float* p = padded)
        {
            for (int i = 0; i < padded.Length; i += S.Lanes)
            {
                V x = S.Load(p + i);
                S.Store(p + i, function switch
                {
                    "tanh" => Lanes<S, V>.Tanh(x),
                    "quotient" => Lanes<S, V>.TanhQuotient(x),
                    "sigmoid" => Lanes<S, V>.Sigmoid(x),
                    _ => Lanes<S, V>.ExpOfNegative(x),
                });
            }
        }

        return padded[..points.Length];
    }
}
