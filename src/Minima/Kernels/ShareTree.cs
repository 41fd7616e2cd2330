using System.Runtime.CompilerServices;

namespace Minima.Kernels;

/// <summary>
/// Sums of panels' shares as one binary tree over the panels in their order: the left side is the largest power of two below the count. So the sum over
/// sums of neighbours, a power of two at a time, is the sum over all: workers add up those of their own panels, and then each other's.
/// </summary>
internal static unsafe class ShareTree<S, V>
    where S : ISimd<V>
    where V : unmanaged
{
    // A binary tree over at most 2^32 panels.
    private const int Levels = 32;

    private const int Leaf = 4;
    private const int LeafLevel = 2;

    /// <summary>share[i] &lt;- the sum of share[i], share[i + stride], ...</summary>
    /// <param name="shares">[panels][stride].</param>
    /// <param name="panels">How many panels, at least one.</param>
    /// <param name="stride">Numbers of each, a multiple of 16.</param>
    public static void Add(float* shares, int panels, long stride)
    {
        for (long i = 0; i < stride && panels > 1; i += S.Lanes)
            S.Store(shares + i, Sum(shares + i, panels, stride));
    }

    /// <summary>The tree's sum of some lanes.</summary>
    /// <param name="share">Those of the first panel.</param>
    /// <param name="panels">How many panels, at least one.</param>
    /// <param name="stride">From one panel to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Sum(float* share, int panels, long stride) => panels switch
    {
        1 => S.Load(share),
        2 => S.Add(S.Load(share), S.Load(share + stride)),
        Leaf => SumLeaf(share, stride),
        2 * Leaf => S.Add(SumLeaf(share, stride), SumLeaf(share + (Leaf * stride), stride)),
        _ => SumMany(share, panels, stride),
    };

    private static V SumMany(float* share, int panels, long stride)
    {
        V* partial = stackalloc V[Levels];
        int panel = 0;
        for (; panel + Leaf <= panels; panel += Leaf, share += Leaf * stride)
            Carry(partial, panel, LeafLevel, SumLeaf(share, stride));
        for (; panel < panels; panel++, share += stride)
            Carry(partial, panel, 0, S.Load(share));

        V total = default;
        bool any = false;
        for (int level = 0; panels >> level != 0; level++)
        {
            if ((panels >> level & 1) == 0)
                continue;
            total = any ? S.Add(partial[level], total) : partial[level];
            any = true;
        }

        return total;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V SumLeaf(float* share, long stride) =>
        S.Add(S.Add(S.Load(share), S.Load(share + stride)), S.Add(S.Load(share + (2 * stride)), S.Load(share + (3 * stride))));

    /// <summary>As in binary counting: two finished subtrees of one size become one of the next.</summary>
    private static void Carry(V* partial, int panel, int level, V sum)
    {
        for (; (panel >> level & 1) != 0; level++)
            sum = S.Add(partial[level], sum);
        partial[level] = sum;
    }
}
