namespace Minima.Kernels;

/// <summary>
/// One step of a minimiser that keeps moments of the gradient: what PyTorch's <c>torch.optim.SGD</c> with momentum (dampening 0),
/// <c>Adam</c> and <c>AdamW</c> compute, with every product and sum that can be fused rounded once. On each number W, with its gradient g:
/// </summary>
/// <remarks>
/// <para>g &lt;- fma(d, W, g + l1 * sign(W)), with d = 2 * l2 where the decay is coupled, and 0 otherwise.</para>
/// <para>Momentum: m &lt;- fma(mu, m, g); u = m, or fma(mu, m, g) by Nesterov's rule.</para>
/// <para>Adam at step t: m &lt;- fma(1 - beta1, g - m, m); v &lt;- fma((1 - beta2) g, g, beta2 v);
/// u = m / (sqrt(v) / sqrt(1 - beta2^t) + epsilon), and the rate is divided by 1 - beta1^t.</para>
/// <para>W &lt;- fma(-rate, u, fl(beta W)), with beta = float32(1 - 2 * lr * l2) where the decay is decoupled, and 1 otherwise.</para>
/// <para>Factors are computed in double precision and rounded to single once. Biases have neither l1 nor decay.</para>
/// </remarks>
internal readonly struct MomentStep
{
    public float MinusRate { get; private init; }

    public float Beta { get; private init; }

    public float L1 { get; private init; }

    /// <summary>d: 2 * l2 where the decay is a part of the gradient.</summary>
    public float Decay { get; private init; }

    /// <summary>mu of momentum; 1 - beta1 of Adam.</summary>
    public float First { get; private init; }

    /// <summary>beta2.</summary>
    public float Second { get; private init; }

    /// <summary>1 - beta2.</summary>
    public float Fresh { get; private init; }

    /// <summary>sqrt(1 - beta2^t).</summary>
    public float Root { get; private init; }

    public float Epsilon { get; private init; }

    public bool Nesterov { get; private init; }

    /// <summary>A step with momentum.</summary>
    public static MomentStep Momentum(double rate, double l1, double l2, bool decoupled, double factor, bool nesterov) =>
        Penalised(rate, rate, l1, l2, decoupled) with { First = (float)factor, Nesterov = nesterov };

    /// <summary>
    /// The step without moments, <see cref="Kernels.Step"/>, as one with momentum: a factor of 0 makes the moment the gradient itself, and a decay of its
    /// own is the rule's beta.
    /// </summary>
    public static MomentStep Plain(Step step) => new() { MinusRate = step.MinusRate, Beta = step.Beta, L1 = step.L1 };

    /// <summary>Adam's step number <paramref name="t"/>, counted from 1.</summary>
    public static MomentStep Adam(double rate, double l1, double l2, bool decoupled, double beta1, double beta2, double epsilon, long t) =>
        Penalised(rate, rate / (1 - Power(beta1, t)), l1, l2, decoupled) with
        {
            First = (float)(1 - beta1),
            Second = (float)beta2,
            Fresh = (float)(1 - beta2),
            Root = (float)Math.Sqrt(1 - Power(beta2, t)),
            Epsilon = (float)epsilon,
        };

    /// <summary>The same step on biases.</summary>
    public MomentStep OnBiases() => this with { Beta = 1, L1 = 0, Decay = 0 };

    private static MomentStep Penalised(double rate, double length, double l1, double l2, bool decoupled) => new()
    {
        MinusRate = -(float)length,
        Beta = decoupled ? (float)(1 - (2 * rate * l2)) : 1,
        L1 = (float)l1,
        Decay = decoupled ? 0 : (float)(2 * l2),
    };

    /// <summary>x^n by squaring: products alone, in an order that n decides.</summary>
    private static double Power(double x, long n)
    {
        double power = 1;
        for (; n > 0; n >>= 1, x *= x)
        {
            if ((n & 1) == 1)
                power *= x;
        }

        return power;
    }
}
