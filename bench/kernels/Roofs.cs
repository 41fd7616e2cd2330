using Minima.Kernels;

namespace Minima.Bench;

/// <summary>What a core can do at most, with one path's registers.</summary>
/// <typeparam name="W">Operations on a register.</typeparam>
/// <typeparam name="V">The register.</typeparam>
internal static unsafe class Roofs<W, V>
    where W : ISimd<V>
    where V : unmanaged
{
    /// <summary>Independent chains of multiply-adds: a multiply-add takes four cycles and two begin in one, so eight would do.</summary>
    public const int Chains = 12;

    /// <summary>Multiply-adds on registers alone, a register's for each chain and step.</summary>
    public static float MultiplyAdd(int steps)
    {
        V a = W.Broadcast(0.5f), b = W.Broadcast(1e-9f);
        V c0 = a, c1 = a, c2 = a, c3 = a, c4 = a, c5 = a, c6 = a, c7 = a, c8 = a, c9 = a, ca = a, cb = a;
        for (int i = 0; i < steps; i++)
        {
            W.AddProduct(ref c0, a, b);
            W.AddProduct(ref c1, a, b);
            W.AddProduct(ref c2, a, b);
            W.AddProduct(ref c3, a, b);
            W.AddProduct(ref c4, a, b);
            W.AddProduct(ref c5, a, b);
            W.AddProduct(ref c6, a, b);
            W.AddProduct(ref c7, a, b);
            W.AddProduct(ref c8, a, b);
            W.AddProduct(ref c9, a, b);
            W.AddProduct(ref ca, a, b);
            W.AddProduct(ref cb, a, b);
        }

        V sum = W.Add(W.Add(W.Add(W.Add(c0, c1), W.Add(c2, c3)), W.Add(W.Add(c4, c5), W.Add(c6, c7))), W.Add(W.Add(c8, c9), W.Add(ca, cb)));
        return W.Sum(sum);
    }

    /// <summary>Reads, multiplies and writes so many floats, a multiple of a register's.</summary>
    public static void Stream(float* values, int count)
    {
        V factor = W.Broadcast(1);
        for (int i = 0; i < count; i += W.Lanes)
            W.Store(values + i, W.Multiply(factor, W.Load(values + i)));
    }
}
