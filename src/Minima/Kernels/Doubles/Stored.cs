using System.Runtime.CompilerServices;
using Minima.Formats;

namespace Minima.Kernels.Doubles;

/// <summary>Floating-point numbers as they lie in a file, eight of which are widened at a time.</summary>
internal unsafe interface IStored
{
    /// <summary>Bytes of one.</summary>
    static abstract int Size { get; }

    /// <summary>Eight of them, exactly. Their bytes need no alignment.</summary>
    static abstract V Load<S, V>(byte* source)
        where S : struct, IWide<V>
        where V : unmanaged;
}

/// <summary>F64.</summary>
internal readonly unsafe struct StoredDoubles : IStored
{
    public static int Size => sizeof(double);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Load<S, V>(byte* source)
        where S : struct, IWide<V>
        where V : unmanaged => S.Load((double*)source);
}

/// <summary>F32.</summary>
internal readonly unsafe struct StoredSingles : IStored
{
    public static int Size => sizeof(float);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Load<S, V>(byte* source)
        where S : struct, IWide<V>
        where V : unmanaged => S.Widen(Widening.Singles(source));
}

/// <summary>BF16.</summary>
internal readonly unsafe struct StoredBrains : IStored
{
    public static int Size => sizeof(ushort);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Load<S, V>(byte* source)
        where S : struct, IWide<V>
        where V : unmanaged => S.Widen(Widening.Brains(source));
}

/// <summary>F16.</summary>
internal readonly unsafe struct StoredHalves : IStored
{
    public static int Size => sizeof(ushort);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Load<S, V>(byte* source)
        where S : struct, IWide<V>
        where V : unmanaged => S.Widen(Widening.Halves(source));
}
