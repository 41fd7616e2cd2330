using Minima.Numerics;

namespace Minima.Tests.Kernels;

/// <summary>Random cases for kernels.</summary>
internal static class Draw
{
    private static readonly float[] Special =
    [
        0, -0f, float.Epsilon, -float.Epsilon, 1e-40f, -1e-39f, 1.17549435e-38f, 1e-20f, 1e20f, -3e38f, float.MaxValue,
        float.NaN, float.PositiveInfinity, float.NegativeInfinity,
    ];

    /// <summary>From 0 to 1 in this: how often a value is one of the special ones.</summary>
    public static Guarded<float> Floats(RandomState random, int length, double special, double scale = 1)
    {
        var values = new Guarded<float>(length);
        random.StandardNormal(values.Span);
        foreach (ref float value in values.Span)
        {
            value *= (float)scale;
            if (special > 0 && random.NextDouble() < special)
                value = Special[random.Integer(Special.Length)];
        }

        return values;
    }

    /// <summary>How often special values occur in a case: mostly never, so that ordinary sums stay finite.</summary>
    public static double SpecialShare(int number) => (number % 4) switch { 2 => 0.02, 3 => 0.3, _ => 0 };

    /// <summary>A whole number from <paramref name="low"/> to <paramref name="high"/>, both included.</summary>
    public static int Between(RandomState random, int low, int high) => low + random.Integer(high - low + 1);

    public static bool Coin(RandomState random) => random.Integer(2) == 1;
}
