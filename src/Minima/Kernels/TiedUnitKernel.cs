using System.Runtime.CompilerServices;

namespace Minima.Kernels;

/// <summary><see cref="TiedUnits"/> on vectors.</summary>
internal static unsafe class TiedUnitKernel<S, V>
    where S : ISimd<V>
    where V : unmanaged
{
    public static void Hide(in TiedUnits units)
    {
        V overlap = units.OwedInputs == null ? default : S.Broadcast(Dot(units.OwedInputs, units.NextInputs, units.InputWidth));
        V rate = S.Broadcast(units.MinusRate);
        for (int n = 0; n < units.Examples; n++)
        {
            long row = (long)n * units.Stride;
            float* hidden = units.Hidden + row;
            for (int column = 0; column < units.Width; column += S.Lanes)
            {
                V sum = Sum(in units, row + column);
                if (units.OwedInputs != null)
                    S.AddProduct(ref sum, overlap, units.OwedSteps, column);
                S.Store(hidden + column, Lanes<S, V>.Sigmoid(S.Add(sum, S.Load(units.Biases + column))));
            }

            for (int column = units.Units; column < units.Width; column++)
                hidden[column] = 0;
            for (int column = 0; units.HiddenSteps != null && column < units.Width; column += S.Lanes)
                S.Store(units.HiddenSteps + row + column, S.Multiply(rate, S.Load(hidden + column)));
        }
    }

    public static void SendBack(in TiedUnits units)
    {
        V rate = S.Broadcast(units.MinusRate), one = S.Broadcast(1);
        for (int n = 0; n < units.Examples; n++)
        {
            long row = (long)n * units.Stride;
            for (int column = 0; column < units.Width; column += S.Lanes)
            {
                V y = S.Load(units.Hidden + row + column);
                V delta = S.Multiply(Sum(in units, row + column), S.Multiply(y, S.Subtract(one, y)));
                V step = S.Multiply(rate, delta);
                S.Store(units.OwedSteps + row + column, step);
                S.Store(units.Biases + column, S.Add(S.Load(units.Biases + column), step));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Sum(in TiedUnits units, long at) => ShareTree<S, V>.Sum(units.Shares + at, units.ShareCount, units.ShareStride);

    private static float Dot(float* a, float* b, int width)
    {
        V sum = default;
        for (int i = 0; i < width; i += S.Lanes)
            S.AddProduct(ref sum, S.Load(a + i), b, i);
        return S.Sum(sum);
    }
}
