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

    public static void ActivateMix(Unit unit, float* a, float* b, float share, float* biases, float* values, int examples, int columns)
    {
        switch (unit)
        {
            case Unit.Tanh:
                ActivateMix<Tanh>(a, b, share, biases, values, examples, columns);
                break;
            case Unit.Sigmoid:
                ActivateMix<Sigmoid>(a, b, share, biases, values, examples, columns);
                break;
            default:
                ActivateMix<Relu>(a, b, share, biases, values, examples, columns);
                break;
        }
    }

    public static void Differentiate(Unit unit, float* outputs, float* deltas, int count)
    {
        V one = S.Broadcast(1), zero = default;
        for (int i = 0; i < count; i += S.Lanes)
        {
            V h = S.Load(outputs + i);
            V slope = unit switch
            {
                Unit.Tanh => S.Fma(S.Subtract(zero, h), h, one),
                Unit.Sigmoid => S.Multiply(h, S.Subtract(one, h)),
                _ => S.SelectGreater(h, zero, one, zero),
            };
            S.Store(deltas + i, S.Multiply(S.Load(deltas + i), slope));
        }
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

    private static void ActivateMix<T>(float* a, float* b, float share, float* biases, float* values, int examples, int columns)
        where T : IUnit
    {
        V factor = S.Broadcast(share);
        for (int n = 0; n < examples; n++, a += Tile.Columns, b += Tile.Columns, values += Tile.Columns)
        {
            for (int column = 0; column < Tile.Columns; column += S.Lanes)
            {
                V z = S.Add(S.Fma(factor, S.Load(b + column), S.Load(a + column)), S.Load(biases + column));
                S.Store(values + column, T.Apply(z));
            }

            for (int column = columns; column < Tile.Columns; column++)
                values[column] = 0;
        }
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
