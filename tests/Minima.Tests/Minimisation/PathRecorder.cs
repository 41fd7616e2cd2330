using Minima.Minimisation;
using Minima.Networks;

namespace Minima.Tests.Minimisation;

/// <summary>Keeps all that a descent tells, copied.</summary>
internal sealed class PathRecorder : IPathSink
{
    public List<EpochMetrics> Metrics { get; } = [];

    public List<PathPosition> Epochs { get; } = [];

    public List<(PathPosition Position, bool Stopping)> Pauses { get; } = [];

    /// <summary>Parameters at the end of the last epoch.</summary>
    public Parameters Last => Epochs[^1].Parameters;

    /// <summary>Runs a descent from its start, and gives what it told.</summary>
    public static PathRecorder Follow(IDescent descent, Parameters start, int epochs)
    {
        var recorder = new PathRecorder();
        descent.Begin(start, 0, epochs, recorder, CancellationToken.None);
        return recorder;
    }

    public void EpochEnded(EpochMetrics metrics, PathPosition position)
    {
        Metrics.Add(metrics);
        Epochs.Add(Copy(position));
    }

    public void Paused(PathPosition position, bool stopping) => Pauses.Add((Copy(position), stopping));

    /// <summary>The same bytes and metrics at every epoch, times aside.</summary>
    public void AssertSame(PathRecorder expected, string what)
    {
        Assert.Equal(expected.Metrics.Select(Timeless), Metrics.Select(Timeless));
        for (int i = 0; i < Epochs.Count; i++)
        {
            float[] values = expected.Epochs[i].Parameters.Values;
            Kernels.Bits.AssertSame<float>(values, Epochs[i].Parameters.Values, $"{what}, epoch {Epochs[i].Epoch}");
            (MinimiserState? state, MinimiserState? own) = (expected.Epochs[i].Minimiser, Epochs[i].Minimiser);
            Assert.Equal(state?.Steps, own?.Steps);
            for (int k = 0; k < (state?.Moments.Count ?? 0); k++)
                Kernels.Bits.AssertSame<float>(state!.Moments[k].Values, own!.Moments[k].Values, $"{what}, epoch {Epochs[i].Epoch}, moment {k}");
        }
    }

    private static EpochMetrics Timeless(EpochMetrics metrics) => metrics with { Seconds = 0 };

    private static PathPosition Copy(PathPosition position) => position with
    {
        Parameters = position.Parameters.Clone(),
        Minimiser = position.Minimiser is not { } state ? null : state with { Moments = [.. state.Moments.Select(static moment => moment.Clone())] },
    };
}
