using System.Runtime.CompilerServices;

namespace Minima.Kernels;

/// <summary>An activation's derivative, as a function of its output: as a type, so that a loop need not ask which it is.</summary>
internal interface ISlope<V>
    where V : unmanaged
{
    static abstract V Of(V h);
}

/// <summary>1 - h^2.</summary>
internal readonly struct TanhSlope<S, V> : ISlope<V>
    where S : ISimd<V>
    where V : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of(V h) => S.Fma(S.Subtract(default, h), h, S.Broadcast(1));
}

/// <summary>h (1 - h).</summary>
internal readonly struct SigmoidSlope<S, V> : ISlope<V>
    where S : ISimd<V>
    where V : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of(V h) => S.Multiply(h, S.Subtract(S.Broadcast(1), h));
}

/// <summary>1 where h is positive, else 0.</summary>
internal readonly struct ReluSlope<S, V> : ISlope<V>
    where S : ISimd<V>
    where V : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of(V h) => S.SelectGreater(h, default, S.Broadcast(1), default);
}
