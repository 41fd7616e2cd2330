using Minima.Data;
using Minima.Geometry;
using Minima.Minimisation;
using Minima.Networks;
using Minima.Trajectories;

namespace Minima.Studies;

/// <summary>
/// How far one more epoch moves the parameters. A descent with a fixed step that sees the examples in one order settles on a cycle, not on a
/// point: the cycle is closed where the epoch brings the parameters back to where it began.
/// </summary>
/// <param name="Distance">L2 from the snapshot to where an epoch of the run's own training leads from there.</param>
/// <param name="Relative">The distance over the snapshot's norm.</param>
/// <param name="PerStep">The distance over the number of steps of the epoch.</param>
public sealed record EpochMovement(double Distance, double Relative, double PerStep)
{
    /// <summary>Trains an epoch in memory, with the run's own options.</summary>
    /// <param name="snapshot">Where it begins.</param>
    /// <param name="configuration">The run's configuration.</param>
    /// <param name="data">The run's data.</param>
    /// <param name="threads">How many threads compute; 0: one for each core. The result does not depend on it.</param>
    /// <param name="cancellation">Stops within a batch.</param>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    public static EpochMovement Of(Snapshot snapshot, RunConfiguration configuration, DataSet data, int threads, CancellationToken cancellation)
    {
        using var descent = new Descent(configuration.Network, data, configuration.Descent, threads);
        var sink = new Sink();
        int epoch = snapshot.Epoch ?? 0;
        descent.Continue(new PathPosition(epoch, 0, 0, 0, snapshot.Parameters.Clone(), snapshot.Minimiser), epoch + 1, sink, cancellation);
        cancellation.ThrowIfCancellationRequested();
        ParameterDistance moved = Distances.Between(sink.End!, snapshot.Parameters).Total;
        return new EpochMovement(moved.L2, moved.L2 / moved.NormB, moved.L2 / descent.Batches);
    }

    private sealed class Sink : IPathSink
    {
        public Parameters? End { get; private set; }

        public void EpochEnded(EpochMetrics metrics, PathPosition position) => End = position.Parameters.Clone();

        public void Paused(PathPosition position, bool stopping)
        {
        }
    }
}
