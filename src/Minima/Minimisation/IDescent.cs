using Minima.Networks;

namespace Minima.Minimisation;

/// <summary>A way down a cost: <see cref="Descent"/> of a network that tells classes apart, <see cref="Denoising"/> of an autoencoder.</summary>
internal interface IDescent : IDisposable
{
    /// <summary>Batches in an epoch.</summary>
    int Batches { get; }

    /// <summary>Examples that no epoch uses, because they do not fill a batch.</summary>
    int DroppedExamples { get; }

    /// <summary>Begins a path with parameters that other epochs led to.</summary>
    DescentOutcome Begin(Parameters start, int first, int epochs, IPathSink sink, CancellationToken cancellation);

    /// <summary>Goes on from a position.</summary>
    DescentOutcome Continue(PathPosition from, int epochs, IPathSink sink, CancellationToken cancellation);
}
