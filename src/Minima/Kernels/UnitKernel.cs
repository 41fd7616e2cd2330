namespace Minima.Kernels;

/// <summary>Activations and their derivatives over a panel.</summary>
internal static unsafe class UnitKernel<S, V>
    where S : ISimd<V>
    where V : unmanaged
{
    public static void Activate(Unit unit, float* values, float* biases, int examples, int columns)
    {
        for (int n = 0; n < examples; n++, values += Tile.Columns)
        {
            for (int column = 0; column < Tile.Columns; column += S.Lanes)
            {
                V z = S.Add(S.Load(values + column), S.Load(biases + column));
                S.Store(values + column, Apply(unit, z));
            }

            // A unit in the padding must give nothing to the next layer; a sigmoid of 0 would be 1/2.
            for (int column = columns; column < Tile.Columns; column++)
                values[column] = 0;
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

    private static V Apply(Unit unit, V z) => unit switch
    {
        Unit.Tanh => Lanes<S, V>.Tanh(z),
        Unit.Sigmoid => Lanes<S, V>.Sigmoid(z),
        _ => S.SelectGreater(default, z, default, z),
    };
}
