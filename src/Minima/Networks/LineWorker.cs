using Minima.Kernels;

namespace Minima.Networks;

/// <summary>What one worker of a <see cref="LineEvaluator"/> has for itself.</summary>
internal sealed class LineWorker : IDisposable
{
    public LineWorker(Network network, int rows, IKernels kernels)
    {
        Sums = new BlockSums(network, 3, rows, kernels);
        Place = new LinePlacePanels(network);
        Behind = new LayersBehind(network, rows, kernels);
    }

    /// <summary>The first layer's sums: of A, of the point that is shared, of an end.</summary>
    public BlockSums Sums { get; }

    /// <summary>The other layers' parameters at a place.</summary>
    public LinePlacePanels Place { get; }

    /// <summary>What stands behind the first layer.</summary>
    public LayersBehind Behind { get; }

    public void Dispose()
    {
        Sums.Dispose();
        Place.Dispose();
        Behind.Dispose();
    }
}
