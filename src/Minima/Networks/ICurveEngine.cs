using Minima.Kernels;

namespace Minima.Networks;

/// <summary>Steps of a curve's bend along gradients at points of the curve, by a team of workers.</summary>
internal interface ICurveEngine : IDisposable
{
    /// <summary>Batches in an epoch.</summary>
    int Batches { get; }

    /// <summary>Examples in all of them.</summary>
    int Used { get; }

    /// <summary>Packs an epoch's examples.</summary>
    void Pack(int[] order);

    /// <summary>Takes a curve, the moments of its bend being zero.</summary>
    void Load(Parameters a, Parameters bend, Parameters b);

    /// <summary>Copies the bend out.</summary>
    void Save(Parameters bend);

    /// <summary>
    /// Called by every worker: one batch. With W = ofA A + ofBend bend + ofB B and g the batch's gradient of the loss there, the bend is stepped
    /// along ofBend g + decay W, on biases without the decay.
    /// </summary>
    void Step(int worker, int batch, float ofA, float ofBend, float ofB, float decay, in MomentStep step);
}
