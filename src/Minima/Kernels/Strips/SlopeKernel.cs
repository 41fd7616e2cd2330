using System.Numerics;
using System.Runtime.CompilerServices;

namespace Minima.Kernels.Strips;

/// <summary>What is done number by number: activations, their slopes, and how slopes change along a direction.</summary>
internal static unsafe class SlopeKernel<T, S, V>
    where T : unmanaged, INumber<T>
    where S : IRow<T, V>
    where V : unmanaged
{
    public static void Activate(Unit unit, T* values, T bias, int count)
    {
        V added = S.Broadcast(bias);
        for (int i = 0; i < count; i += S.Lanes)
        {
            V z = S.Add(S.Load(values + i), added);
            S.Store(values + i, unit switch
            {
                Unit.Tanh => S.Tanh(z),
                Unit.Sigmoid => S.Sigmoid(z),
                _ => S.SelectGreater(default, z, default, z),
            });
        }
    }

    public static void Differentiate(Unit unit, T* outputs, T* deltas, int count)
    {
        for (int i = 0; i < count; i += S.Lanes)
            S.Store(deltas + i, S.Multiply(S.Load(deltas + i), Slope(unit, S.Load(outputs + i))));
    }

    public static void Change(Unit unit, T* outputs, T* changes, T bias, int count)
    {
        V added = S.Broadcast(bias);
        for (int i = 0; i < count; i += S.Lanes)
            S.Store(changes + i, S.Multiply(S.Add(S.Load(changes + i), added), Slope(unit, S.Load(outputs + i))));
    }

    public static void ChangeDeltas(Unit unit, T* outputs, T* changes, T* deltas, T* deltaChanges, int count)
    {
        for (int i = 0; i < count; i += S.Lanes)
        {
            V h = S.Load(outputs + i), slope = Slope(unit, h), delta = S.Load(deltas + i);
            V bend = S.Multiply(Bend(unit, h), S.Load(changes + i));
            S.Store(deltaChanges + i, S.Fma(delta, bend, S.Multiply(S.Load(deltaChanges + i), slope)));
            S.Store(deltas + i, S.Multiply(delta, slope));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Slope(Unit unit, V h) => unit switch
    {
        Unit.Tanh => S.Fma(S.Subtract(default, h), h, S.Of(1)),
        Unit.Sigmoid => S.Multiply(h, S.Subtract(S.Of(1), h)),
        _ => S.SelectGreater(h, default, S.Of(1), default),
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Bend(Unit unit, V h) => unit switch
    {
        Unit.Tanh => S.Subtract(default, S.Add(h, h)),
        Unit.Sigmoid => S.Subtract(S.Of(1), S.Add(h, h)),
        _ => default,
    };
}
