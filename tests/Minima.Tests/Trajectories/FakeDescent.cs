using Minima.Minimisation;
using Minima.Networks;
using Minima.Trajectories;

namespace Minima.Tests.Trajectories;

/// <summary>
/// A descent whose every point is a function of epoch and batch. It goes on from where a writer says the run stands, after seeing that
/// what the writer hands over is exactly what was there.
/// </summary>
internal sealed class FakeDescent(int epochs, int batches = 3, int? divergesAt = null)
{
    /// <summary>Seconds that pass from one batch to the next, on the clock that the writer looks at.</summary>
    public double SecondsPerBatch { get; init; } = 2;

    /// <summary>The epoch that the path begins with.</summary>
    public int First { get; init; }

    /// <summary>Validation errors by epoch.</summary>
    public Func<int, int> Errors { get; init; } = static epoch => 10 + epoch;

    /// <summary>How many moments the minimiser keeps.</summary>
    public int Moments { get; init; }

    /// <summary>Goes to the end of the path; stops, as at an interrupt, after <paramref name="steps"/> batches.</summary>
    public void Run(RunWriter writer, FakeClock clock, int steps = int.MaxValue)
    {
        if (writer.IsOver)
            return;
        PathPosition position = writer.Position ?? At(First, 0);
        Assert.Equal(Samples.At(position.Epoch, position.Batch).Values, position.Parameters.Values);
        Assert.Equal(CostSum(position.Epoch, position.Batch), position.CostSum);
        Assert.Equal(At(position.Epoch, position.Batch).Minimiser?.Steps, position.Minimiser?.Steps);
        for (int k = 0; k < Moments; k++)
            Assert.Equal(Moment(position.Epoch, position.Batch, k).Values, position.Minimiser!.Moments[k].Values);
        if (writer.Position is null)
            writer.EpochEnded(new EpochMetrics(First, null, Errors(First), 11 + First, 0.25), position);

        (int epoch, int batch) = (position.Epoch, position.Batch);
        while (epoch < epochs && !writer.HasDiverged && !writer.IsEnough)
        {
            if (steps-- == 0)
            {
                writer.Paused(At(epoch, batch), stopping: true);
                return;
            }

            clock.Advance(SecondsPerBatch);
            if (++batch < batches)
            {
                writer.Paused(At(epoch, batch), stopping: false);
                continue;
            }

            double cost = CostSum(epoch, batches) / batches;
            (epoch, batch) = (epoch + 1, 0);
            writer.EpochEnded(new EpochMetrics(epoch, epoch == divergesAt ? double.NaN : cost, Errors(epoch), 11 + epoch, clock.Seconds), At(epoch, 0));
        }

        writer.Finish(At(epoch, 0));
    }

    private PathPosition At(int epoch, int batch) => new(
        epoch, batch, CostSum(epoch, batch), batch * 1.5, Samples.At(epoch, batch),
        Moments == 0 ? null : new MinimiserState((epoch * batches) + batch, [.. Enumerable.Range(0, Moments).Select(k => Moment(epoch, batch, k))]));

    private static Parameters Moment(int epoch, int batch, int k) => Samples.At(epoch + (100 * (k + 1)), batch);

    private static double CostSum(int epoch, int batch)
    {
        double sum = 0;
        for (int i = 0; i < batch; i++)
            sum += 1.0 / (3 + epoch + (7 * i));
        return sum;
    }
}

/// <summary>A clock that stands still until it is told how much time has passed.</summary>
internal sealed class FakeClock : TimeProvider
{
    public double Seconds { get; private set; }

    public override long TimestampFrequency => 1_000_000;

    public void Advance(double seconds) => Seconds += seconds;

    public override long GetTimestamp() => (long)(Seconds * TimestampFrequency);
}
