using System.Numerics;
using Minima.Numerics;

namespace Minima.Kernels.Strips;

/// <summary>
/// Every kernel of strips as plain loops over single numbers, in the order of sums that <see cref="IStripKernels{T}"/> prescribes: the oracle
/// of the fast ones, equal to the bit. Slow, and meant to be read.
/// </summary>
/// <typeparam name="T">A number.</typeparam>
/// <typeparam name="S">One of them, with its functions.</typeparam>
internal sealed unsafe class ReferenceStrips<T, S>(int lanes) : IStripKernels<T>
    where T : unmanaged, INumber<T>
    where S : struct, IRow<T, T>
{
    private const int Group = IStripKernels<T>.Group;

    public int Lanes => lanes;

    public void Multiply(T* inputs, int* offsets, int rows, T* weights, int groups, T* sums, bool add)
    {
        for (int unit = 0; unit < groups * Group; unit++)
        {
            for (int n = 0; n < lanes; n++)
                sums[(unit * lanes) + n] = Chain(inputs + n, offsets, rows, weights, unit, add ? sums[(unit * lanes) + n] : T.Zero);
        }
    }

    public void Convolve(in ConvolvePass<T> pass)
    {
        StripGrid grid = pass.Grid;
        for (int map = 0; map < grid.Maps; map++)
        {
            for (int place = 0; place < grid.Pooled; place++)
            {
                for (int n = 0; n < lanes; n++)
                {
                    int at = (((map * grid.Pooled) + place) * lanes) + n, chosen = 0;
                    T taken = Sum(in pass, map, place, 0, n);
                    for (int i = 1; i < grid.Pool * grid.Pool; i++)
                    {
                        T sum = Sum(in pass, map, place, i, n);
                        if (pass.Pick ? int.CreateTruncating(pass.Chosen[at]) == i : sum > taken)
                            (taken, chosen) = (sum, i);
                    }

                    if (grid.Pool > 1 && !pass.Pick)
                        pass.Chosen[at] = T.CreateTruncating(chosen);
                    pass.Outputs[at] = taken;
                }
            }
        }
    }

    public void Spread(in StripGrid grid, T* deltas, T* chosen, T* spread)
    {
        for (int i = 0; i < grid.Maps * grid.Pooled * lanes; i++)
        {
            (int map, int place, int n) = (i / lanes / grid.Pooled, i / lanes % grid.Pooled, i % lanes);
            for (int which = 0; which < grid.Pool * grid.Pool; which++)
            {
                (int y, int x) = PlaceOf(grid, place, which);
                spread[(((map * grid.Sums) + (y * grid.SumWidth) + x) * lanes) + n] = int.CreateTruncating(chosen[i]) == which ? deltas[i] : T.Zero;
            }
        }
    }

    public void BackThrough(in StripGrid grid, int* offsets, T* spread, T* weights, T* inputs)
    {
        for (int place = 0; place < grid.Sums; place++)
        {
            T* to = inputs + (((place / grid.SumWidth * grid.Width) + (place % grid.SumWidth)) * lanes);
            for (int row = 0; row < grid.Rows; row++)
            {
                for (int n = 0; n < lanes; n++)
                {
                    T sum = T.Zero;
                    for (int map = 0; map < grid.Maps; map++)
                        S.AddProduct(ref sum, spread[(((map * grid.Sums) + place) * lanes) + n], weights[(((row / Group * grid.Maps) + map) * Group) + (row % Group)]);
                    to[offsets[row] + n] += sum;
                }
            }
        }
    }

    public void AddOuter(in OuterPass<T> pass)
    {
        var parts = new T[lanes];
        for (int unit = pass.FirstUnit; unit < pass.EndUnit; unit++)
        {
            for (int row = pass.FirstRow; row < pass.EndRow; row++)
            {
                for (int n = 0; n < lanes; n++)
                {
                    parts[n] = T.Zero;
                    for (int place = 0; place < pass.Lines * pass.Columns; place++)
                    {
                        T x = pass.Inputs[pass.Offsets[row] + (place / pass.Columns * pass.InputLine) + (place % pass.Columns * lanes) + n];
                        S.AddProduct(ref parts[n], x, pass.Deltas[(unit * pass.UnitLength) + (place * lanes) + n]);
                    }
                }

                pass.Gradient[(row * pass.RowStride) + (unit * pass.UnitStride)] += Tree(parts);
            }
        }
    }

    public void Activate(Unit unit, T* values, T bias, int count)
    {
        for (int i = 0; i < count; i++)
        {
            T z = values[i] + bias;
            values[i] = unit == Unit.Tanh ? S.Tanh(z) : unit == Unit.Sigmoid ? S.Sigmoid(z) : T.Zero > z ? T.Zero : z;
        }
    }

    public void AddBias(T* values, T bias, int count)
    {
        for (int i = 0; i < count; i++)
            values[i] += bias;
    }

    public void Differentiate(Unit unit, T* outputs, T* deltas, int count)
    {
        for (int i = 0; i < count; i++)
            deltas[i] *= Slope(unit, outputs[i]);
    }

    public void Change(Unit unit, T* outputs, T* changes, T bias, int count)
    {
        for (int i = 0; i < count; i++)
            changes[i] = (changes[i] + bias) * Slope(unit, outputs[i]);
    }

    public void ChangeDeltas(Unit unit, T* outputs, T* changes, T* deltas, T* deltaChanges, int count)
    {
        for (int i = 0; i < count; i++)
        {
            T h = outputs[i], bend = unit == Unit.Tanh ? T.Zero - (h + h) : unit == Unit.Sigmoid ? T.One - (h + h) : T.Zero;
            deltaChanges[i] = S.Fma(deltas[i], bend * changes[i], deltaChanges[i] * Slope(unit, h));
            deltas[i] *= Slope(unit, h);
        }
    }

    public T SumOf(T* values, int rows)
    {
        var parts = new T[lanes];
        for (int i = 0; i < rows * lanes; i++)
            parts[i % lanes] += values[i];
        return Tree(parts);
    }

    public void Softmax(T* logits, int classes, byte* labels, int examples, T scale, double* losses, byte* predictions, T* probabilities, T* deltas)
    {
        for (int n = 0; n < lanes; n++)
        {
            int best = 0;
            for (int k = 1; k < classes; k++)
                best = logits[(k * lanes) + n] > logits[(best * lanes) + n] ? k : best;
            double sum = 0;
            for (int k = 0; k < classes; k++)
            {
                T e = S.ExpOfNegative(logits[(k * lanes) + n] - logits[(best * lanes) + n]);
                sum += double.CreateTruncating(e);
                probabilities[(k * lanes) + n] = n < examples ? e : T.Zero;
            }

            T others = T.Zero;
            for (int k = 0; k < classes; k++)
            {
                T p = probabilities[(k * lanes) + n] /= T.CreateTruncating(sum);
                others += n >= examples || k == labels[n] ? T.Zero : p;
                deltas[(k * lanes) + n] = p * scale;
            }

            if (n >= examples)
                continue;
            deltas[(labels[n] * lanes) + n] = -others * scale;
            losses[n] = Elementary.Log(sum) - (double.CreateTruncating(logits[(labels[n] * lanes) + n]) - double.CreateTruncating(logits[(best * lanes) + n]));
            predictions[n] = (byte)best;
        }
    }

    public void ChangeSoftmax(T* probabilities, T* changes, int classes, int examples, T scale)
    {
        for (int n = 0; n < lanes; n++)
        {
            T mean = T.Zero;
            for (int k = 0; k < classes; k++)
                S.AddProduct(ref mean, probabilities[(k * lanes) + n], changes[(k * lanes) + n]);
            for (int k = 0; k < classes; k++)
            {
                ref T change = ref changes[(k * lanes) + n];
                change = n < examples ? probabilities[(k * lanes) + n] * (change - mean) * scale : T.Zero;
            }
        }
    }

    private static T Slope(Unit unit, T h) => unit switch
    {
        Unit.Tanh => S.Fma(T.Zero - h, h, T.One),
        Unit.Sigmoid => h * (T.One - h),
        _ => h > T.Zero ? T.One : T.Zero,
    };

    private static (int Y, int X) PlaceOf(in StripGrid grid, int place, int which) => (
        (place / grid.PooledWidth * grid.Pool) + (which / grid.Pool), (place % grid.PooledWidth * grid.Pool) + (which % grid.Pool));

    private static T Chain(T* inputs, int* offsets, int rows, T* weights, int unit, T sum)
    {
        weights += ((nint)(unit / Group) * rows * Group) + (unit % Group);
        for (int row = 0; row < rows; row++)
            S.AddProduct(ref sum, inputs[offsets[row]], weights[(nint)row * Group]);
        return sum;
    }

    private static T Tree(T[] parts)
    {
        for (int half = parts.Length / 2; half > 0; half /= 2)
        {
            for (int n = 0; n < half; n++)
                parts[n] += parts[n + half];
        }

        return parts[0];
    }

    private T Sum(in ConvolvePass<T> pass, int map, int place, int which, int n)
    {
        (int y, int x) = PlaceOf(pass.Grid, place, which);
        int first = (((y * pass.Grid.Width) + x) * lanes) + n;
        T sum = Chain(pass.Inputs + first, pass.Offsets, pass.Grid.Rows, pass.Weights, map, T.Zero);
        return pass.MoreInputs == null ? sum : Chain(pass.MoreInputs + first, pass.Offsets, pass.Grid.Rows, pass.MoreWeights, map, sum);
    }
}
