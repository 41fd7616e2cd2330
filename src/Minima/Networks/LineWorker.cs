using Minima.Kernels;

namespace Minima.Networks;

/// <summary>What one worker of a <see cref="LineEvaluator"/> has for itself.</summary>
internal sealed class LineWorker : IDisposable
{
    public LineWorker(Network network, int rows, IKernels kernels)
    {
        Sums = new BlockSums(network, 3, rows, kernels);
        Places = [.. Enumerable.Range(0, LayersBehind.Together).Select(_ => new LinePlacePanels(network))];
        Behind = new LayersBehind(network, rows, kernels);
    }

    /// <summary>The first layer's sums: of A, of the point that is shared, of an end.</summary>
    public BlockSums Sums { get; }

    /// <summary>The other layers' parameters at some places.</summary>
    public LinePlacePanels[] Places { get; }

    /// <summary>What stands behind the first layer.</summary>
    public LayersBehind Behind { get; }

    public void Dispose()
    {
        Sums.Dispose();
        Behind.Dispose();
        foreach (LinePlacePanels place in Places)
            place.Dispose();
    }
}
