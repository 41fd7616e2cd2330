namespace Minima.Kernels;

/// <summary>The whole step, with l1: fma(-lr, g + l1 * sign(W), fl(beta * W)), sign(0) = 0.</summary>
internal static unsafe class SignedStep<S, V>
    where S : ISimd<V>
    where V : unmanaged
{
    /// <summary>Takes the step on <paramref name="count"/> weights, a multiple of sixteen, with a gradient that stands in memory.</summary>
    public static void Take(float* weights, float* gradient, int count, Step step)
    {
        V zero = default, plus = S.Broadcast(step.L1), minus = S.Broadcast(-step.L1);
        V beta = S.Broadcast(step.Beta), minusRate = S.Broadcast(step.MinusRate);
        for (int i = 0; i < count; i += S.Lanes)
        {
            V weight = S.Load(weights + i), total = S.Load(gradient + i);
            if (step.Magnitudes)
                total = S.Add(total, S.SelectGreater(weight, zero, plus, S.SelectGreater(zero, weight, minus, zero)));
            S.Store(weights + i, S.Fma(minusRate, total, S.Multiply(beta, weight)));
        }
    }
}
