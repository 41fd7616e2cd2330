using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Minima.Kernels.Doubles;
using Minima.Kernels.Strips;

namespace Minima.Kernels;

/// <summary>
/// The kernels on vectors: one source for every kind of machine.
/// </summary>
/// <typeparam name="S">Operations on a strip of sixteen lanes.</typeparam>
/// <typeparam name="V">The strip.</typeparam>
/// <typeparam name="W">Operations on as many of a panel's columns as the registers hold in four rows, 16 or 64; <see cref="LitForm.Groups"/> is meant for 64.</typeparam>
/// <typeparam name="U">Those columns.</typeparam>
internal sealed unsafe class VectorKernels<S, V, W, U>(string name, LitForm form, IStripKernels<float> strips, IPairKernels pairs) : IKernels
    where S : struct, ISimd<V>
    where V : unmanaged
    where W : struct, ISimd<U>
    where U : unmanaged
{
    public string Name => name;

    public LitForm Form => form;

    public IStripKernels<float> Strips => strips;

    public IPairKernels Pairs => pairs;

    public void Pass(in PanelPass pass, in PackedInputs previous, in PackedInputs next)
    {
        if (form == LitForm.Singles)
            SingleKernel<S, V>.Run(in pass, in previous, in next);
        else
            LitKernel<W, U>.Run(in pass, in previous.Grouped, in next.Grouped);
    }

    public void Pass(in PanelPass pass, DenseInputs previous, DenseInputs next)
    {
        TileKernel<W, U>.Run(in pass, previous, next);
        PenaltyKernel<W, U>.Run(in pass);
    }

    public void Multiply(in PanelPass pass, ReadOnlySpan<PackedInputs> inputs)
    {
        if (form == LitForm.Singles)
            SingleKernel<S, V>.Multiply(in pass, inputs);
        else
            LitKernel<W, U>.Multiply(in pass, inputs);
    }

    public void Activate(Unit unit, float* values, float* biases, int examples, int columns) =>
        UnitKernel<W, U>.Activate(unit, values, biases, examples, columns);

    public void ActivateMix(Unit unit, float* a, float* b, float shareA, float shareB, float* values, int count) =>
        UnitKernel<S, V>.ActivateMix(unit, a, b, shareA, shareB, values, count);

    public void Differentiate(Unit unit, float* outputs, float* deltas, int examples) =>
        UnitKernel<S, V>.Differentiate(unit, outputs, deltas, examples * Tile.Columns);

    public void StepBiases(float* deltas, int stride, int examples, float* biases, int columns, float? minusRate)
    {
        for (int column = 0; column < columns; column += S.Lanes)
        {
            V sum = default;
            for (int n = 0; n < examples; n++)
                sum = S.Add(sum, S.Load(deltas + ((long)n * stride) + column));
            V bias = S.Load(biases + column);
            S.Store(biases + column, minusRate is float rate ? S.Fma(S.Broadcast(rate), sum, bias) : S.Add(bias, sum));
        }
    }

    public void PassBack(in BackPass pass)
    {
        // Twice the columns for each input that is read, where the registers hold ten examples' sums of them.
        if (S.Held > 2 * BackKernel<S, V>.Block)
            BackKernel<Pair<S, V>, Two<V>>.Run(in pass);
        else
            BackKernel<S, V>.Run(in pass);
    }

    public void StepMoments(in MomentPass pass) => MomentKernel<S, V>.Run(in pass);

    public void Share(float* hidden, int examples, float* weights, int classes, float* shares) =>
        ShareKernel<S, V>.Run(hidden, examples, weights, classes, shares);

    public void AddShares(float* shares, int panels, long stride) => ShareTree<S, V>.Add(shares, panels, stride);

    public void Mix(float* a, float* b, float shareA, float shareB, float* mixed, int count)
    {
        V ofA = S.Broadcast(shareA), ofB = S.Broadcast(shareB);
        for (int i = 0; i < count; i += S.Lanes)
            S.Store(mixed + i, S.Fma(ofB, S.Load(b + i), S.Multiply(ofA, S.Load(a + i))));
    }

    public void AddProducts(float* a, float* b, float* sums, int count)
    {
        for (int i = 0; i < count; i += S.Lanes)
            S.Store(sums + i, S.Fma(S.Load(a + i), S.Load(b + i), S.Load(sums + i)));
    }

    public void ShareChanges(in ChangePass pass, float* weights, float* direction, float* logits) =>
        ChangeKernel<S, V>.Share(in pass, weights, direction, logits);

    public void BackChanges(in ChangePass pass, Unit unit, float* bends, float* deltaChanges) =>
        ChangeKernel<S, V>.Back(in pass, unit, bends, deltaChanges);

    public void AddOutgoing(in ChangePass pass, float* gradient) => ChangeKernel<S, V>.AddOutgoing(in pass, gradient);

    public void Softmax(in SoftmaxPass pass) => SoftmaxKernel<S, V>.Run(in pass);

    public void ShareStrip(float* hidden, int units, float* weights, long stride, int groups, float* logits) =>
        StripKernel<S, V>.Share(hidden, units, weights, stride, groups, logits);

    public void SoftmaxStrip(float* logits, int classes, byte* labels, int examples, double* losses, byte* predictions) =>
        StripKernel<S, V>.Softmax(logits, classes, labels, examples, losses, predictions);

    public void Encode(in TiedPass pass) => TiedEncodeKernel<S, V>.Run(in pass);

    public void Decode(in TiedPass pass) => TiedDecodeKernel<S, V>.Run(in pass);

    public void Hide(in TiedUnits units) => TiedUnitKernel<S, V>.Hide(in units);

    public void SendBack(in TiedUnits units) => TiedUnitKernel<S, V>.SendBack(in units);

    public void Transpose(float* tile, float* destination, int stride)
    {
        if (!Sse.IsSupported)
        {
            for (int i = 0; i < Tile.Size; i++)
                destination[((long)(i % Tile.Columns) * stride) + (i / Tile.Columns)] = tile[i];
            return;
        }

        for (int column = 0; column < Tile.Columns; column += 4)
        {
            // Four columns of four rows: neighbouring rows interleaved, then the pairs.
            Vector128<float> r0 = Vector128.Load(tile + column), r1 = Vector128.Load(tile + Tile.Columns + column);
            Vector128<float> r2 = Vector128.Load(tile + (2 * Tile.Columns) + column), r3 = Vector128.Load(tile + (3 * Tile.Columns) + column);
            Vector128<float> low01 = Sse.UnpackLow(r0, r1), high01 = Sse.UnpackHigh(r0, r1);
            Vector128<float> low23 = Sse.UnpackLow(r2, r3), high23 = Sse.UnpackHigh(r2, r3);
            float* target = destination + ((long)column * stride);
            Sse.MoveLowToHigh(low01, low23).Store(target);
            Sse.MoveHighToLow(low23, low01).Store(target + stride);
            Sse.MoveLowToHigh(high01, high23).Store(target + (2L * stride));
            Sse.MoveHighToLow(high23, high01).Store(target + (3L * stride));
        }
    }
}
