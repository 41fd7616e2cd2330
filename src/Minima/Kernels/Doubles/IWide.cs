using System.Runtime.Intrinsics;

namespace Minima.Kernels.Doubles;

/// <summary>Eight doubles, in as many registers as the machine needs for them.</summary>
/// <typeparam name="V">Those.</typeparam>
internal interface IWide<V> : ILanes<double, V>
    where V : unmanaged
{
    /// <summary>Eight singles as doubles, exactly.</summary>
    static abstract V Widen(Vector256<float> singles);

    static abstract V Abs(V value);

    /// <summary>In each lane, <c>a &gt; b ? a : b</c>; with a NaN on either side b.</summary>
    static abstract V Greatest(V a, V b);
}
