using System.Numerics;
using Minima.Kernels.Strips;
using Minima.Numerics;

namespace Minima.Networks.Stacks;

/// <summary>
/// How all that a strip has changes along a direction v, by applying R{f} = df(w + t v)/dt at t = 0 to every step forward and back (Pearlmutter,
/// Neural Computation 6 (1994) 147): see <see cref="PreciseProduct"/>. A convolution is one more product; pooling picks the changes of the sums that
/// it picked.
/// </summary>
internal sealed unsafe class StackChanges<T> : IDisposable
    where T : unmanaged, INumber<T>
{
    private readonly StackPlan _plan;
    private readonly IStripKernels<T> _kernels;
    private readonly StackStrip<T> _strip;
    private readonly StripRoom<T> _changes;
    private readonly StripRoom<T> _deltaChanges;
    private readonly AlignedBuffer<T> _spread;

    public StackChanges(StackPlan plan, IStripKernels<T> kernels, StackStrip<T> strip)
    {
        (_plan, _kernels, _strip) = (plan, kernels, strip);
        _changes = new StripRoom<T>(plan);
        _deltaChanges = new StripRoom<T>(plan);
        _spread = new AlignedBuffer<T>(StackStrip<T>.SpreadLength(plan));
    }

    /// <summary>Forward: the strip has gone forward, and its output layer's deltas stand.</summary>
    public void Forward(StackWeights<T> point, StackWeights<T> direction)
    {
        for (int layer = 0; layer <= _plan.Last; layer++)
        {
            StackLayer own = _plan.Layers[layer];
            T* changes = _changes[layer];
            if (own.IsConvolution)
                Convolve(layer, point, direction);
            else
                Multiply(layer, own, point, direction);
            int count = own.Layer.Places * _plan.Lanes;
            for (int unit = 0; unit < own.Units; unit++)
            {
                T bias = direction.Biases(layer)[unit];
                if (layer < _plan.Last)
                    _kernels.Change(own.Unit, _strip.Outputs[layer] + ((long)unit * count), changes + ((long)unit * count), bias, count);
                else
                    _kernels.AddBias(changes + ((long)unit * count), bias, count);
            }
        }
    }

    /// <summary>Backward: adds the product of the Hessian of the strip's loss with the direction.</summary>
    /// <param name="point">The parameters.</param>
    /// <param name="direction">The direction.</param>
    /// <param name="scale">That of the deltas.</param>
    /// <param name="wide">Keeps what dense layers got, and the changes of what came back.</param>
    /// <param name="wideChanges">Keeps the changes of what they got, and what came back.</param>
    /// <param name="strip">The strip's place in both.</param>
    /// <param name="part">The strip's own part, added to.</param>
    public void Backward(
        StackWeights<T> point, StackWeights<T> direction, T scale, StackWide<T> wide, StackWide<T> wideChanges, int strip, T* part)
    {
        int last = _plan.Last;
        _kernels.ChangeSoftmax(_strip.Probabilities, _changes[last], _plan.Network.Classes, _strip.Examples, scale);
        for (int layer = last; layer >= 0; layer--)
        {
            StackLayer own = _plan.Layers[layer];
            T* deltas = _strip.Deltas[layer], deltaChanges = layer == last ? _changes[last] : _deltaChanges[layer];
            if (layer < last)
                _kernels.ChangeDeltas(own.Unit, _strip.Outputs[layer], _changes[layer], deltas, deltaChanges, own.Layer.Outputs * _plan.Lanes);
            _strip.AddBiases(layer, deltaChanges, part);
            if (own.IsConvolution)
            {
                _strip.SpreadOut(layer, deltas, _strip.Spread);
                _strip.SpreadOut(layer, deltaChanges, _spread.Pointer);
                _strip.AddOuter(layer, _strip.Inputs(layer), _spread.Pointer, part);
                if (layer > 0)
                    _strip.AddOuter(layer, _changes[layer - 1], _strip.Spread, part);
            }
            else
            {
                wide.Keep(layer, strip, _strip.Inputs(layer), deltaChanges);
                if (layer > 0)
                    wideChanges.Keep(layer, strip, _changes[layer - 1], deltas);
            }

            if (layer == 0)
                return;
            _strip.SendBack(layer, point, deltas, _strip.Spread, _strip.Deltas[layer - 1], add: false);
            _strip.SendBack(layer, point, deltaChanges, _spread.Pointer, _deltaChanges[layer - 1], add: false);
            _strip.SendBack(layer, direction, deltas, _strip.Spread, _deltaChanges[layer - 1], add: true);
        }
    }

    public void Dispose()
    {
        foreach (IDisposable part in (IDisposable[])[_changes, _deltaChanges, _spread])
            part.Dispose();
    }

    private void Convolve(int layer, StackWeights<T> point, StackWeights<T> direction)
    {
        ConvolvePass<T> pass = _strip.PassOf(layer, direction);
        if (layer > 0)
        {
            pass.Inputs = _changes[layer - 1];
            pass.Weights = point.Forward(layer);
            pass.MoreInputs = _strip.Inputs(layer);
            pass.MoreWeights = direction.Forward(layer);
        }

        pass.Outputs = _changes[layer];
        pass.Chosen = _strip.Chosen[layer];
        pass.Pick = true;
        _kernels.Convolve(in pass);
    }

    private void Multiply(int layer, StackLayer own, StackWeights<T> point, StackWeights<T> direction)
    {
        if (layer > 0)
            _kernels.Multiply(_changes[layer - 1], own.Offsets, own.Rows, point.Forward(layer), own.UnitGroups, _changes[layer], add: false);
        _kernels.Multiply(_strip.Inputs(layer), own.Offsets, own.Rows, direction.Forward(layer), own.UnitGroups, _changes[layer], add: layer > 0);
    }
}
