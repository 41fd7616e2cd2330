using Minima.Kernels;

namespace Minima.Networks;

/// <summary>What one worker of a <see cref="LineEvaluator"/> has for itself.</summary>
internal sealed class LineWorker : IDisposable
{
    public LineWorker(Network network, int rows, IKernels kernels)
    {
        int first = network.Layers[0].Outputs;
        Sums = new LayerBuffers([first, first, first], rows);
        Behind = new LayersBehind(network, rows, kernels);
    }

    /// <summary>The first layer's sums without biases: of A, of the point that is shared, of an end.</summary>
    public LayerBuffers Sums { get; }

    /// <summary>What stands behind them.</summary>
    public LayersBehind Behind { get; }

    public void Dispose()
    {
        Sums.Dispose();
        Behind.Dispose();
    }
}
