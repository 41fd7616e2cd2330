using Minima.Data;
using Minima.Kernels.Strips;
using Minima.Numerics;

namespace Minima.Networks.Stacks;

/// <summary>
/// The factors of <see cref="LayerFactors"/> for a network of any layers. A place of a convolution counts as an example of its own, its window as
/// the inputs (Grosse and Martens, "A Kronecker-factored approximate Fisher matrix for convolution layers", 2016). Some thousand examples are enough for
/// a stand-in.
/// </summary>
internal sealed unsafe class StackFactors : IDisposable
{
    private const int MostExamples = 2000;

    private readonly StackPlan _plan;
    private readonly IStripKernels<double> _kernels = StripChoice.Doubles;
    private readonly StackStrip<double> _strip;
    private readonly StackWeights<double> _point;
    private readonly OuterSum[] _inputs;
    private readonly OuterSum[] _outputs;
    private readonly double[][] _lengths;

    private StackFactors(Network network, double[] point)
    {
        _plan = new StackPlan(network, _kernels.Lanes);
        _point = new StackWeights<double>(_plan);
        _point.Load<double>(point);
        _strip = new StackStrip<double>(_plan, _kernels);
        _inputs = [.. _plan.Layers.Select(static layer => new OuterSum(layer.Rows + 1))];
        _outputs = [.. _plan.Layers.Select(static layer => new OuterSum(layer.Units))];
        _lengths = [.. _plan.Layers.Select(layer => new double[Places(layer) * _plan.Lanes])];
    }

    /// <summary>The factors of every layer at a point.</summary>
    public static LayerFactors[] Of(Network network, double[] point, Examples examples)
    {
        using var factors = new StackFactors(network, point);
        int count = Math.Min(examples.Count, MostExamples);
        byte[] labels = [.. examples.Labels];
        fixed (byte* label = labels)
        {
            for (int at = 0; at < count; at += factors._plan.Lanes)
                factors.Add(examples, at, Math.Min(factors._plan.Lanes, count - at), label + at);
        }

        return [.. factors._plan.Layers.Select((_, layer) => new LayerFactors(
            factors._inputs[layer].Finish(1 / Math.Max(factors._outputs[layer].Weight, 1e-300)), factors._outputs[layer].Finish(1.0 / count)))];
    }

    public void Dispose()
    {
        foreach (IDisposable part in (IDisposable[])[_strip, _point, _plan])
            part.Dispose();
    }

    private static int Places(StackLayer layer) => layer.IsConvolution ? layer.Grid.Sums : 1;

    private void Add(Examples examples, int at, int count, byte* labels)
    {
        double* losses = stackalloc double[_plan.Lanes];
        byte* predictions = stackalloc byte[_plan.Lanes];
        _strip.Take(examples, null, at, count);
        _strip.Forward(_point);
        _strip.Softmax(labels, 1, losses, predictions);
        foreach (double[] lengths in _lengths)
            Array.Clear(lengths);
        for (int k = 0; k < _plan.Network.Classes; k++)
            AddOutputs(k, count);
        for (int layer = 0; layer < _plan.Layers.Count; layer++)
            AddInputs(layer, count);
    }

    // The root's column for class k, sqrt(p[k]) (e_k - p), on its way back.
    private void AddOutputs(int k, int count)
    {
        int lanes = _plan.Lanes;
        double* p = _strip.Probabilities, top = _strip.Deltas[_plan.Last];
        for (int j = 0; j < _plan.Network.Classes; j++)
        {
            for (int n = 0; n < lanes; n++)
                top[(j * lanes) + n] = n < count ? Math.Sqrt(p[(k * lanes) + n]) * ((j == k ? 1 : 0) - p[(j * lanes) + n]) : 0;
        }

        for (int layer = _plan.Last; layer >= 0; layer--)
        {
            StackLayer own = _plan.Layers[layer];
            double* deltas = _strip.Deltas[layer];
            if (layer < _plan.Last)
                _kernels.Differentiate(own.Unit, _strip.Outputs[layer], deltas, own.Layer.Outputs * lanes);
            if (own.IsConvolution)
                _strip.SpreadOut(layer, deltas, _strip.Spread);
            AddOutputs(layer, own.IsConvolution ? _strip.Spread : deltas, count);
            if (layer > 0)
                _strip.SendBack(layer, _point, deltas, _strip.Spread, _strip.Deltas[layer - 1], add: false);
        }
    }

    private void AddOutputs(int layer, double* deltas, int count)
    {
        StackLayer own = _plan.Layers[layer];
        int places = Places(own), lanes = _plan.Lanes;
        double[] g = new double[own.Units];
        for (int place = 0; place < places; place++)
        {
            for (int n = 0; n < count; n++)
            {
                for (int unit = 0; unit < g.Length; unit++)
                    g[unit] = deltas[(((unit * places) + place) * lanes) + n];
                double length = Vectors.Dot(g, g);
                if (length == 0)
                    continue;
                _lengths[layer][(place * lanes) + n] += length;
                _outputs[layer].Weight += length;
                _outputs[layer].Add(g, 1);
            }
        }
    }

    private void AddInputs(int layer, int count)
    {
        StackLayer own = _plan.Layers[layer];
        int places = Places(own), lanes = _plan.Lanes;
        double* inputs = _strip.Inputs(layer);
        double[] row = new double[own.Rows + 1];
        row[^1] = 1;
        for (int place = 0; place < places; place++)
        {
            int from = own.IsConvolution ? ((place / own.Grid.SumWidth * own.Grid.Width) + (place % own.Grid.SumWidth)) * lanes : 0;
            for (int n = 0; n < count; n++)
            {
                double weight = _lengths[layer][(place * lanes) + n];
                if (weight == 0)
                    continue;
                for (int i = 0; i < own.Rows; i++)
                    row[i] = inputs[from + own.Offsets[i] + n];
                _inputs[layer].Add(row, weight);
            }
        }
    }
}
