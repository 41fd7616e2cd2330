using Minima.Kernels.Doubles;
using Minima.Numerics;

namespace Minima.Networks;

/// <summary>
/// The loss's Gauss-Newton matrix of each layer as a product of two small ones (Martens and Grosse, "Optimizing neural networks with
/// Kronecker-factored approximate curvature", 2015): that of a layer with inputs a (a last 1 among them, for the biases) and sums z is the mean
/// over the examples of a a' (x) g g', summed over the columns g of the derivative of z by the logits times the root of softmax's own
/// Hessian. Taken apart it is A (x) G, with G the mean of all g g', and A the mean of a a' with the squared lengths of the g as weights.
/// </summary>
/// <param name="A">[inputs + 1][inputs + 1].</param>
/// <param name="G">[outputs][outputs].</param>
internal sealed record LayerFactors(double[] A, double[] G);

/// <inheritdoc cref="LayerFactors"/>
internal sealed unsafe class GaussNewtonFactors
{
    // Columns whose squared length is below this part of the mean are left out: of examples that are sure there are many, and they weigh nothing.
    private const double Least = 1e-3;

    // Of so many examples in equal distances: a stand-in for the Hessian is no better for more.
    private const int Most = 16_384;

    private readonly PreciseState _state;
    private readonly double[] _point;
    private readonly OuterSum[] _inputs;
    private readonly OuterSum[] _outputs;

    private GaussNewtonFactors(PreciseState state, double[] point)
    {
        (_state, _point) = (state, point);
        _inputs = [.. state.Network.Layers.Select(static layer => new OuterSum(layer.Inputs + 1))];
        _outputs = [.. state.Network.Layers.Select(static layer => new OuterSum(layer.Outputs))];
    }

    /// <summary>The factors of every layer, at the point at which the state stands, from all examples or every second, third, ... of many.</summary>
    public static LayerFactors[] Of(PreciseState state, double[] point, Data.Examples examples)
    {
        var factors = new GaussNewtonFactors(state, point);
        double least = Least * factors.MeanSquare();
        var row = new float[examples.Width];
        int every = (examples.Count + Most - 1) / Most, taken = (examples.Count + every - 1) / every;
        for (int n = 0; n < examples.Count; n += every)
            factors.Add(examples, row, n, least);
        return [.. state.Network.Layers.Select((_, layer) => new LayerFactors(
            factors._inputs[layer].Finish(1 / Math.Max(factors._outputs[layer].Weight, 1e-300)), factors._outputs[layer].Finish(1.0 / taken)))];
    }

    private double MeanSquare()
    {
        double sum = 0;
        for (int n = 0; n < _state.Packed.Count; n++)
        {
            for (int k = 0; k < _state.Network.Classes; k++)
                sum += Probability(n)[k] * (1 - Probability(n)[k]);
        }

        return sum / _state.Packed.Count;
    }

    private double* Probability(int n) => _state.Probabilities(n / DoubleTile.Rows) + (n % DoubleTile.Rows * _state.Classes);

    private void Add(Data.Examples examples, float[] row, int n, double least)
    {
        int classes = _state.Network.Classes, count = _state.Network.Layers.Count;
        double* p = Probability(n);
        double squares = 0;
        for (int k = 0; k < classes; k++)
            squares += p[k] * p[k];
        double[] weights = new double[count];
        for (int k = 0; k < classes; k++)
        {
            // The root's column for class k: sqrt(p[k]) (e_k - p).
            double length = p[k] * (1 - (2 * p[k]) + squares);
            if (!(length > least))
                continue;
            double[] g = new double[classes];
            for (int j = 0; j < classes; j++)
                g[j] = Math.Sqrt(p[k]) * ((j == k ? 1 : 0) - p[j]);
            for (int layer = count - 1; ; layer--)
            {
                weights[layer] += Vectors.Dot(g, g);
                _outputs[layer].Add(g, 1);
                if (layer == 0)
                    break;
                g = Back(layer, g, n);
            }
        }

        if (weights[count - 1] == 0)
            return;
        examples.CopyRow(n, row);
        for (int layer = 0; layer < count; layer++)
        {
            double[] inputs = new double[_state.Network.Layers[layer].Inputs + 1];
            for (int i = 0; i + 1 < inputs.Length; i++)
                inputs[i] = layer == 0 ? row[i] : Output(layer - 1, n, i);
            inputs[^1] = 1;
            _inputs[layer].Add(inputs, weights[layer]);
            _outputs[layer].Weight += weights[layer];
        }
    }

    private double Output(int layer, int n, int unit) =>
        _state.Outputs.Tile(layer, n / DoubleTile.Rows, unit / DoubleTile.Columns)[(n % DoubleTile.Rows * DoubleTile.Columns) + (unit % DoubleTile.Columns)];

    private double[] Back(int layer, double[] g, int n)
    {
        Layer own = _state.Network.Layers[layer];
        int offset = _state.Network.Layout[own.Weights].Offset;
        double[] back = new double[own.Inputs];
        for (int i = 0; i < back.Length; i++)
            back[i] = Vectors.Dot(_point.AsSpan(offset + (i * own.Outputs), own.Outputs), g) * Slopes.Slope(_state.Unit, Output(layer - 1, n, i));
        return back;
    }
}
