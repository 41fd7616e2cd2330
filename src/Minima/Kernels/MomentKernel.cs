namespace Minima.Kernels;

/// <summary><see cref="MomentPass"/> on vectors: each number is read and written once.</summary>
internal static unsafe class MomentKernel<S, V>
    where S : ISimd<V>
    where V : unmanaged
{
    public static void Run(in MomentPass pass)
    {
        MomentStep step = pass.Step;
        V zero = default, first = S.Broadcast(step.First), beta = S.Broadcast(step.Beta), minusRate = S.Broadcast(step.MinusRate);
        for (long i = 0; i < pass.Count; i += S.Lanes)
        {
            V w = S.Load(pass.Values + i), g = S.Load(pass.Gradient + i), m = S.Load(pass.First + i), direction;
            if (step.L1 != 0)
            {
                V negative = S.SelectGreater(zero, w, S.Broadcast(-step.L1), zero);
                g = S.Add(g, S.SelectGreater(w, zero, S.Broadcast(step.L1), negative));
            }

            g = S.Fma(S.Broadcast(step.Decay), w, g);
            if (pass.Second == null)
            {
                m = S.Fma(first, m, g);
                direction = step.Nesterov ? S.Fma(first, m, g) : m;
            }
            else
            {
                m = S.Fma(first, S.Subtract(g, m), m);
                V v = S.Fma(S.Multiply(S.Broadcast(step.Fresh), g), g, S.Multiply(S.Broadcast(step.Second), S.Load(pass.Second + i)));
                S.Store(pass.Second + i, v);
                direction = S.Divide(m, S.Add(S.Divide(S.SquareRoot(v), S.Broadcast(step.Root)), S.Broadcast(step.Epsilon)));
            }

            S.Store(pass.First + i, m);
            S.Store(pass.Values + i, S.Fma(minusRate, direction, S.Multiply(beta, w)));
            S.Store(pass.Gradient + i, zero);
        }
    }
}
