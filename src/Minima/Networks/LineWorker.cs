using Minima.Kernels;
using Minima.Numerics;

namespace Minima.Networks;

/// <summary>What one worker of a <see cref="LineEvaluator"/> has for itself.</summary>
internal sealed class LineWorker : IDisposable
{
    public LineWorker(NetworkPanels panels, int rows)
    {
        int first = panels.Hidden[0].Outputs;
        Sums = new LayerBuffers([first, first, first], rows);
        Outputs = new LayerBuffers(panels.Hidden.Select(static layer => layer.Outputs), rows);
        Shares = new AlignedBuffer<float>((long)panels.LastPanels * rows * panels.PaddedClasses);
        Losses = new AlignedBuffer<double>(rows);
        Predictions = new AlignedBuffer<byte>(rows);
    }

    /// <summary>The first layer's sums without biases: of A, of the point that is shared, of an end.</summary>
    public LayerBuffers Sums { get; }

    /// <summary>The hidden layers' outputs at a place.</summary>
    public LayerBuffers Outputs { get; }

    /// <summary>[panels][examples][padded classes].</summary>
    public AlignedBuffer<float> Shares { get; }

    /// <summary>[examples].</summary>
    public AlignedBuffer<double> Losses { get; }

    /// <summary>[examples].</summary>
    public AlignedBuffer<byte> Predictions { get; }

    public void Dispose()
    {
        Sums.Dispose();
        Outputs.Dispose();
        Shares.Dispose();
        Losses.Dispose();
        Predictions.Dispose();
    }
}
