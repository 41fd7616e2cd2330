using Minima.Minimisation;
using Minima.Numerics;

namespace Minima.Tests.Minimisation;

public sealed class EarlyStoppingTests
{
    [Fact]
    public void After_AnyCourseOfErrors_EndsWithTheTutorialsLastValidationAndItsBest()
    {
        var random = new RandomState(11);
        int stopped = 0;
        for (int course = 0; course < 400; course++)
        {
            int batches = 1 + random.Integer(40), epochs = 1 + random.Integer(60), patience = 2 * batches + random.Integer(12 * batches);
            int[] errors = [.. Enumerable.Range(0, epochs + 1).Select(epoch => 100 + (int)(300.0 / (1 + epoch)) + random.Integer(40))];
            (int expectedEnd, int expectedBest) = Tutorial(errors, batches, patience);

            var stopping = new EarlyStopping(patience, batches);
            EarlyStopping.Standing standing = stopping.After([Row(0, errors[0])]);
            int end = 0;
            while (end < epochs && !standing.IsExhausted)
                standing = stopping.Next(standing, Row(++end, errors[end]));
            Assert.Equal((expectedEnd, expectedBest), (end, standing.Best!.Epoch));
            Assert.Equal(standing, stopping.After(Enumerable.Range(0, end + 1).Select(epoch => Row(epoch, errors[epoch]))));
            stopped += end < epochs ? 1 : 0;
        }

        Assert.InRange(stopped, 20, 399);
    }

    [Fact]
    public void After_ImprovementsTooSmall_RaisesNoPatienceButTheBest()
    {
        var stopping = new EarlyStopping(1000, 100);
        EarlyStopping.Standing standing = stopping.After([Row(0, 900), Row(1, 1000), Row(2, 995), Row(3, 994)]);
        Assert.Equal((1000, 3), (standing.Patience, standing.Best!.Epoch));

        // 995 is not below 99.5 % of 1000, and 988 is below that of 994; its iteration, the last of ten epochs, is 999.
        standing = stopping.After([Row(0, 900), Row(1, 1000), Row(2, 995), Row(10, 988)]);
        Assert.Equal(1998, standing.Patience);
    }

    [Fact]
    public void After_TheStartOrADivergedEpoch_CountsNothing()
    {
        var stopping = new EarlyStopping(10, 5);
        Assert.Null(stopping.After([Row(0, 1), new EpochMetrics(1, double.NaN, 0, 0, 0)]).Best);

        // Parameters that other epochs led to are as good as a trained epoch's.
        Assert.Equal(7, stopping.After([new EpochMetrics(7, null, 3, 0, 0), Row(8, 3)]).Best!.Epoch);
    }

    /// <summary>The loop of the tutorials as it stands there, batch by batch, with nothing but the errors of each epoch.</summary>
    private static (int LastValidated, int Best) Tutorial(int[] errors, int batches, int patience)
    {
        double best = double.PositiveInfinity;
        int lastValidated = 0, bestEpoch = 0;
        for (int epoch = 1; epoch < errors.Length; epoch++)
        {
            for (int batch = 0; batch < batches; batch++)
            {
                int iteration = ((epoch - 1) * batches) + batch;
                if ((iteration + 1) % batches == 0)
                {
                    lastValidated = epoch;
                    double loss = errors[epoch];
                    if (loss < best)
                    {
                        if (loss < best * 0.995)
                            patience = Math.Max(patience, iteration * 2);
                        (best, bestEpoch) = (loss, epoch);
                    }
                }

                if (patience <= iteration)
                    return (lastValidated, bestEpoch);
            }
        }

        return (lastValidated, bestEpoch);
    }

    private static EpochMetrics Row(int epoch, int errors) => new(epoch, epoch == 0 ? null : 0.5, errors, errors + 1, 0);
}
