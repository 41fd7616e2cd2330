using Minima.Kernels;

namespace Minima.Networks;

/// <summary>What one worker of a <see cref="PlaneEvaluator"/> has for itself.</summary>
internal sealed class PlaneWorker : IDisposable
{
    public PlaneWorker(Network network, int rows, IKernels kernels)
    {
        Sums = new BlockSums(network, 4, rows, kernels);
        Row = new LinePlacePanels(network);
        Places = [.. Enumerable.Range(0, LayersBehind.Together).Select(_ => new LinePlacePanels(network))];
        Behind = new LayersBehind(network, rows, kernels);
    }

    /// <summary>The first layer's sums: of the origin, of both directions, and of a row.</summary>
    public BlockSums Sums { get; }

    /// <summary>The parameters of a row, origin + x u.</summary>
    public LinePlacePanels Row { get; }

    /// <summary>Those of some places in it.</summary>
    public LinePlacePanels[] Places { get; }

    /// <summary>What stands behind the first layer.</summary>
    public LayersBehind Behind { get; }

    public void Dispose()
    {
        Sums.Dispose();
        Row.Dispose();
        Behind.Dispose();
        foreach (LinePlacePanels place in Places)
            place.Dispose();
    }
}
