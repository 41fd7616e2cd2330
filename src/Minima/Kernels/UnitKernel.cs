using System.Runtime.CompilerServices;

namespace Minima.Kernels;

/// <summary>Activations and their derivatives over a panel.</summary>
internal static unsafe class UnitKernel<S, V>
    where S : ISimd<V>
    where V : unmanaged
{
    public static void Activate(Unit unit, float* values, float* biases, int examples, int columns)
    {
        switch (unit)
        {
            case Unit.Tanh:
                Activate<Tanh>(values, biases, examples, columns);
                break;
            case Unit.Sigmoid:
                Activate<Sigmoid>(values, biases, examples, columns);
                break;
            default:
                Activate<Relu>(values, biases, examples, columns);
                break;
        }
    }

    public static void ActivateMix(Unit unit, float* a, float* b, float shareA, float shareB, float* values, int count)
    {
        switch (unit)
        {
            case Unit.Tanh:
                ActivateMix<TanhQuotient>(a, b, shareA, shareB, values, count);
                break;
            case Unit.Sigmoid:
                ActivateMix<Sigmoid>(a, b, shareA, shareB, values, count);
                break;
            default:
                ActivateMix<Relu>(a, b, shareA, shareB, values, count);
                break;
        }
    }

    public static void Differentiate(Unit unit, float* outputs, float* deltas, int count)
    {
        switch (unit)
        {
            case Unit.Tanh:
                Differentiate<TanhSlope<S, V>>(outputs, deltas, count);
                break;
            case Unit.Sigmoid:
                Differentiate<SigmoidSlope<S, V>>(outputs, deltas, count);
                break;
            default:
                Differentiate<ReluSlope<S, V>>(outputs, deltas, count);
                break;
        }
    }

    private static void Differentiate<T>(float* outputs, float* deltas, int count)
        where T : ISlope<V>
    {
        for (int i = 0; i < count; i += S.Lanes)
            S.Store(deltas + i, S.Multiply(S.Load(deltas + i), T.Of(S.Load(outputs + i))));
    }

    // The unit is a type here, not a value: where all time goes into the units, the loop must not ask at each strip which it is.
    private static void Activate<T>(float* values, float* biases, int examples, int columns)
        where T : IUnit
    {
        for (int n = 0; n < examples; n++, values += Tile.Columns)
        {
            for (int column = 0; column < Tile.Columns; column += S.Lanes)
                S.Store(values + column, T.Apply(S.Add(S.Load(values + column), S.Load(biases + column))));

            // A unit in the padding must give nothing to the next layer; a sigmoid of 0 would be 1/2.
            for (int column = columns; column < Tile.Columns; column++)
                values[column] = 0;
        }
    }

    private static void ActivateMix<T>(float* a, float* b, float shareA, float shareB, float* values, int count)
        where T : IUnit
    {
        V ofA = S.Broadcast(shareA), ofB = S.Broadcast(shareB);
        if (shareA == 1)
        {
            // In a plane always: one operation in fifteen less.
            for (int i = 0; i < count; i += S.Lanes)
                S.Store(values + i, T.Apply(S.Fma(ofB, S.Load(b + i), S.Load(a + i))));
            return;
        }

        for (int i = 0; i < count; i += S.Lanes)
            S.Store(values + i, T.Apply(S.Fma(ofB, S.Load(b + i), S.Multiply(ofA, S.Load(a + i)))));
    }

    private interface IUnit
    {
        static abstract V Apply(V z);
    }

    private readonly struct Tanh : IUnit
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply(V z) => Lanes<S, V>.Tanh(z);
    }

    private readonly struct TanhQuotient : IUnit
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply(V z) => Lanes<S, V>.TanhQuotient(z);
    }

    private readonly struct Sigmoid : IUnit
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply(V z) => Lanes<S, V>.Sigmoid(z);
    }

    private readonly struct Relu : IUnit
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply(V z) => S.SelectGreater(default, z, default, z);
    }
}
