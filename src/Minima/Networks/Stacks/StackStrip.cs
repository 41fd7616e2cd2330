using System.Numerics;
using Minima.Kernels.Strips;
using Minima.Numerics;

namespace Minima.Networks.Stacks;

/// <summary>
/// One strip of examples on its way forward and back through the layers. A gradient goes to three places: that of dense weights is taken
/// later, from what a <see cref="StackWide{T}"/> keeps; that of convolutions and of all biases is added to a part of the strip's own.
/// </summary>
internal sealed unsafe class StackStrip<T> : IDisposable
    where T : unmanaged, INumber<T>
{
    private readonly StackPlan _plan;
    private readonly IStripKernels<T> _kernels;
    private readonly AlignedBuffer<T> _inputs;
    private readonly AlignedBuffer<T> _band;
    private readonly AlignedBuffer<T> _probabilities;
    private readonly float[] _row;
    private AlignedBuffer<T>? _spread;
    private StripRoom<T>? _deltas;

    public StackStrip(StackPlan plan, IStripKernels<T> kernels)
    {
        (_plan, _kernels) = (plan, kernels);
        _row = new float[plan.Network.Inputs];
        _inputs = new AlignedBuffer<T>((long)plan.Network.Inputs * plan.Lanes);
        Outputs = new StripRoom<T>(plan);
        Chosen = new StripRoom<T>(plan, ofConvolutions: true);
        _band = new AlignedBuffer<T>(BandLength(plan));
        _probabilities = new AlignedBuffer<T>((long)plan.Network.Classes * plan.Lanes);
    }

    /// <summary>What every layer gives; the output layer's are logits.</summary>
    public StripRoom<T> Outputs { get; }

    /// <summary>Which sums were pooled.</summary>
    public StripRoom<T> Chosen { get; }

    /// <summary>What came back to every layer's sums, of convolutions to those that were chosen.</summary>
    public StripRoom<T> Deltas => _deltas ??= new StripRoom<T>(_plan);

    /// <summary>[classes][lanes].</summary>
    public T* Probabilities => _probabilities.Pointer;

    /// <summary>Room for a row of squares.</summary>
    public T* Band => _band.Pointer;

    /// <summary>Room for the sums of a convolution.</summary>
    public T* Spread => (_spread ??= new AlignedBuffer<T>(SpreadLength(_plan))).Pointer;

    /// <summary>Examples that it holds.</summary>
    public int Examples { get; private set; }

    /// <summary>What goes into a layer.</summary>
    public T* Inputs(int layer) => layer == 0 ? _inputs.Pointer : Outputs[layer - 1];

    /// <summary>Takes examples: those from a place in an order on, or in their own.</summary>
    public void Take(Data.Examples examples, int[]? order, int first, int count)
    {
        int lanes = _plan.Lanes;
        if (count < lanes)
            _inputs.Span.Clear();
        for (int n = 0; n < count; n++)
        {
            examples.CopyRow(order is null ? first + n : order[first + n], _row);
            T* to = _inputs.Pointer + n;
            foreach (float value in _row)
            {
                *to = T.CreateTruncating(value);
                to += lanes;
            }
        }

        Examples = count;
    }

    /// <summary>Forward through the first layers, all unless said otherwise; the output layer's sums get their biases and stay logits.</summary>
    /// <param name="weights">The parameters.</param>
    /// <param name="layers">How many.</param>
    /// <param name="sums">Called with each hidden layer when its sums stand where its outputs will; null: nobody asks.</param>
    public void Forward(StackWeights<T> weights, int? layers = null, Action<int>? sums = null)
    {
        for (int layer = 0; layer < (layers ?? _plan.Layers.Count); layer++)
        {
            StackLayer own = _plan.Layers[layer];
            if (own.IsConvolution)
            {
                ConvolvePass<T> pass = PassOf(layer, weights);
                pass.Outputs = Outputs[layer];
                pass.Chosen = Chosen[layer];
                _kernels.Convolve(in pass);
            }
            else
            {
                _kernels.Multiply(Inputs(layer), own.Offsets, own.Rows, weights.Forward(layer), own.UnitGroups, Outputs[layer], add: false);
            }

            sums?.Invoke(layer);
            Activate(layer, weights.Biases(layer));
        }
    }

    /// <summary>The output layer's losses, predictions, probabilities and deltas.</summary>
    public void Softmax(byte* labels, T scale, double* losses, byte* predictions) => _kernels.Softmax(
        Outputs[_plan.Last], _plan.Network.Classes, labels, Examples, scale, losses, predictions, Probabilities, Deltas[_plan.Last]);

    /// <summary>Backward from the output layer's deltas.</summary>
    /// <param name="weights">The parameters.</param>
    /// <param name="wide">Keeps what dense layers got and what came back to them.</param>
    /// <param name="strip">The strip's place there.</param>
    /// <param name="part">The strip's own part of the gradient, added to.</param>
    public void Backward(StackWeights<T> weights, StackWide<T> wide, int strip, T* part)
    {
        for (int layer = _plan.Last; layer >= 0; layer--)
        {
            StackLayer own = _plan.Layers[layer];
            T* deltas = Deltas[layer];
            if (layer < _plan.Last)
                _kernels.Differentiate(own.Unit, Outputs[layer], deltas, own.Layer.Outputs * _plan.Lanes);
            AddBiases(layer, deltas, part);
            if (own.IsConvolution)
            {
                SpreadOut(layer, deltas, Spread);
                AddOuter(layer, Inputs(layer), Spread, part);
            }
            else
            {
                wide.Keep(layer, strip, Inputs(layer), deltas);
            }

            if (layer > 0)
                SendBack(layer, weights, deltas, Spread, Deltas[layer - 1], add: false);
        }
    }

    /// <summary>What comes back to a layer's inputs from its deltas, or from a convolution's spread ones.</summary>
    public void SendBack(int layer, StackWeights<T> weights, T* deltas, T* spread, T* inputs, bool add)
    {
        StackLayer own = _plan.Layers[layer];
        if (!own.IsConvolution)
        {
            _kernels.Multiply(deltas, _plan.UnitOffsets, own.Units, weights.Back(layer), own.RowGroups, inputs, add);
            return;
        }

        if (!add)
            new Span<T>(inputs, own.Layer.Inputs * _plan.Lanes).Clear();
        _kernels.BackThrough(own.Grid, own.Offsets, spread, weights.Back(layer), inputs);
    }

    /// <summary>A convolution's deltas at the sums that were chosen, zero at all others.</summary>
    public void SpreadOut(int layer, T* deltas, T* spread)
    {
        StripGrid grid = _plan.Layers[layer].Grid;
        if (grid.Pooled * grid.Pool * grid.Pool < grid.Sums)
            new Span<T>(spread, grid.Maps * grid.Sums * _plan.Lanes).Clear();
        _kernels.Spread(in grid, deltas, Chosen[layer], spread);
    }

    /// <summary>A convolution without its outputs.</summary>
    public ConvolvePass<T> PassOf(int layer, StackWeights<T> weights) => new()
    {
        Grid = _plan.Layers[layer].Grid,
        Offsets = _plan.Layers[layer].Offsets,
        Inputs = Inputs(layer),
        Weights = weights.Forward(layer),
        Band = Band,
    };

    /// <summary>Adds deltas to a part's gradient of biases.</summary>
    public void AddBiases(int layer, T* deltas, T* part)
    {
        StackLayer own = _plan.Layers[layer];
        for (int unit = 0; unit < own.Units; unit++, deltas += own.Layer.Places * _plan.Lanes)
            part[own.PartBiasesAt + unit] += _kernels.SumOf(deltas, own.Layer.Places);
    }

    /// <summary>Adds products of inputs and spread deltas to a part's gradient of a convolution.</summary>
    public void AddOuter(int layer, T* inputs, T* spread, T* part)
    {
        StackLayer own = _plan.Layers[layer];
        var pass = new OuterPass<T>
        {
            Inputs = inputs,
            Offsets = own.Offsets,
            InputLine = (nint)own.Grid.Width * _plan.Lanes,
            Deltas = spread,
            UnitLength = (nint)own.Grid.Sums * _plan.Lanes,
            Lines = own.Grid.SumHeight,
            Columns = own.Grid.SumWidth,
            EndRow = own.Rows,
            EndUnit = own.Units,
            Gradient = part + own.PartWeightsAt,
            RowStride = 1,
            UnitStride = own.Rows,
        };
        _kernels.AddOuter(in pass);
    }

    public void Dispose()
    {
        foreach (IDisposable part in (IDisposable[])[_inputs, Outputs, Chosen, _band, _probabilities])
            part.Dispose();
        _spread?.Dispose();
        _deltas?.Dispose();
    }

    /// <summary>Numbers of the largest convolution's sums; at least 1.</summary>
    internal static long SpreadLength(StackPlan plan) =>
        plan.Layers.Max(layer => layer.IsConvolution ? (long)layer.Units * layer.Grid.Sums : 1) * plan.Lanes;

    private static long BandLength(StackPlan plan) => plan.Layers.Max(static layer =>
        layer.IsConvolution ? (long)IStripKernels<T>.Group * layer.Grid.Pool * layer.Grid.PooledWidth * layer.Grid.Pool : 1) * plan.Lanes;

    private void Activate(int layer, T* biases)
    {
        StackLayer own = _plan.Layers[layer];
        T* values = Outputs[layer];
        int count = own.Layer.Places * _plan.Lanes;
        for (int unit = 0; unit < own.Units; unit++, values += count)
        {
            if (layer < _plan.Last)
                _kernels.Activate(own.Unit, values, biases[unit], count);
            else
                _kernels.AddBias(values, biases[unit], count);
        }
    }
}
