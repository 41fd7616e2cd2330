using Minima.Kernels;
using Minima.Kernels.Doubles;
using Minima.Kernels.Strips;

namespace Minima.Tests.Minimisation;

/// <summary>
/// Kernels that call back at each training batch (one softmax with deltas is one batch of one worker), and at each block whose
/// log-probabilities are written.
/// </summary>
internal sealed unsafe class CountingKernels(IKernels kernels, Action onBatch, Action? onLogProbabilities = null) : IKernels
{
    public string Name => kernels.Name;

    public LitForm Form => kernels.Form;

    public IStripKernels<float> Strips => kernels.Strips;

    public IPairKernels Pairs => kernels.Pairs;

    public void Pass(in PanelPass pass, in PackedInputs previous, in PackedInputs next) => kernels.Pass(in pass, in previous, in next);

    public void Pass(in PanelPass pass, DenseInputs previous, DenseInputs next) => kernels.Pass(in pass, previous, next);

    public void Multiply(in PanelPass pass, ReadOnlySpan<PackedInputs> inputs) => kernels.Multiply(in pass, inputs);

    public void Activate(Unit unit, float* values, float* biases, int examples, int columns) =>
        kernels.Activate(unit, values, biases, examples, columns);

    public void ActivateMix(Unit unit, float* a, float* b, float shareA, float shareB, float* values, int count) =>
        kernels.ActivateMix(unit, a, b, shareA, shareB, values, count);

    public void Differentiate(Unit unit, float* outputs, float* deltas, int examples) =>
        kernels.Differentiate(unit, outputs, deltas, examples);

    public void StepBiases(float* deltas, int stride, int examples, float* biases, int columns, float? minusRate) =>
        kernels.StepBiases(deltas, stride, examples, biases, columns, minusRate);

    public void PassBack(in BackPass pass) => kernels.PassBack(in pass);

    public void StepMoments(in MomentPass pass) => kernels.StepMoments(in pass);

    public void Share(float* hidden, int examples, float* weights, int classes, float* shares) =>
        kernels.Share(hidden, examples, weights, classes, shares);

    public void ShareStrip(float* hidden, int units, float* weights, long stride, int groups, float* logits) =>
        kernels.ShareStrip(hidden, units, weights, stride, groups, logits);

    public void SoftmaxStrip(float* logits, int classes, byte* labels, int examples, double* losses, byte* predictions) =>
        kernels.SoftmaxStrip(logits, classes, labels, examples, losses, predictions);

    public void AddShares(float* shares, int panels, long stride) => kernels.AddShares(shares, panels, stride);

    public void Mix(float* a, float* b, float shareA, float shareB, float* mixed, int count) =>
        kernels.Mix(a, b, shareA, shareB, mixed, count);

    public void AddProducts(float* a, float* b, float* sums, int count) => kernels.AddProducts(a, b, sums, count);

    public void ShareChanges(in ChangePass pass, float* weights, float* direction, float* logits) =>
        kernels.ShareChanges(in pass, weights, direction, logits);

    public void BackChanges(in ChangePass pass, Unit unit, float* bends, float* deltaChanges) =>
        kernels.BackChanges(in pass, unit, bends, deltaChanges);

    public void AddOutgoing(in ChangePass pass, float* gradient) => kernels.AddOutgoing(in pass, gradient);

    public void Softmax(in SoftmaxPass pass)
    {
        if (pass.Deltas != null)
            onBatch();
        if (pass.LogProbabilities != null)
            onLogProbabilities?.Invoke();
        kernels.Softmax(in pass);
    }

    public void Encode(in TiedPass pass) => kernels.Encode(in pass);

    public void Decode(in TiedPass pass) => kernels.Decode(in pass);

    public void Hide(in TiedUnits units) => kernels.Hide(in units);

    public void SendBack(in TiedUnits units) => kernels.SendBack(in units);

    public void Transpose(float* tile, float* destination, int stride) => kernels.Transpose(tile, destination, stride);
}
