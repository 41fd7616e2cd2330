using System.Numerics;

namespace Minima.Kernels.Strips;

/// <summary>The kernels on vectors: one source for every kind of machine and both precisions.</summary>
/// <typeparam name="T">A number.</typeparam>
/// <typeparam name="S">All lanes of a strip.</typeparam>
/// <typeparam name="V">Those.</typeparam>
/// <typeparam name="N">As many of them as a register holds.</typeparam>
/// <typeparam name="U">Those.</typeparam>
internal sealed unsafe class VectorStrips<T, S, V, N, U> : IStripKernels<T>
    where T : unmanaged, INumber<T>
    where S : struct, IRow<T, V>
    where V : unmanaged
    where N : struct, IRow<T, U>
    where U : unmanaged
{
    public int Lanes => S.Lanes;

    public void Multiply(T* inputs, int* offsets, int rows, T* weights, int groups, T* sums, bool add) =>
        SumsKernel<T, S, V>.Multiply(inputs, offsets, rows, weights, groups, sums, add);

    public void Convolve(in ConvolvePass<T> pass) => ConvolveKernel<T, S, V>.Convolve(in pass);

    public void Spread(in StripGrid grid, T* deltas, T* chosen, T* spread) => ConvolveKernel<T, S, V>.Spread(in grid, deltas, chosen, spread);

    public void BackThrough(in StripGrid grid, int* offsets, T* spread, T* weights, T* inputs) =>
        ConvolveKernel<T, S, V>.BackThrough(in grid, offsets, spread, weights, inputs);

    public void AddOuter(in OuterPass<T> pass) => OuterKernel<T, S, V, N, U>.Add(in pass);

    public void Activate(Unit unit, T* values, T bias, int count) => SlopeKernel<T, S, V>.Activate(unit, values, bias, count);

    public void AddBias(T* values, T bias, int count)
    {
        for (int i = 0; i < count; i += S.Lanes)
            S.Store(values + i, S.Add(S.Load(values + i), S.Broadcast(bias)));
    }

    public void Differentiate(Unit unit, T* outputs, T* deltas, int count) => SlopeKernel<T, S, V>.Differentiate(unit, outputs, deltas, count);

    public void Change(Unit unit, T* outputs, T* changes, T bias, int count) => SlopeKernel<T, S, V>.Change(unit, outputs, changes, bias, count);

    public void ChangeDeltas(Unit unit, T* outputs, T* changes, T* deltas, T* deltaChanges, int count) =>
        SlopeKernel<T, S, V>.ChangeDeltas(unit, outputs, changes, deltas, deltaChanges, count);

    public T SumOf(T* values, int rows)
    {
        V sum = default;
        for (int row = 0; row < rows; row++, values += S.Lanes)
            sum = S.Add(sum, S.Load(values));
        return S.Sum(sum);
    }

    public void Softmax(T* logits, int classes, byte* labels, int examples, T scale, double* losses, byte* predictions, T* probabilities, T* deltas) =>
        ClassKernel<T, S, V>.Softmax(logits, classes, labels, examples, scale, losses, predictions, probabilities, deltas);

    public void ChangeSoftmax(T* probabilities, T* changes, int classes, int examples, T scale) =>
        ClassKernel<T, S, V>.Change(probabilities, changes, classes, examples, scale);
}
