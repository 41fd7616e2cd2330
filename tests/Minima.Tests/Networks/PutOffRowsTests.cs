using Minima.Data;
using Minima.Kernels;
using Minima.Networks;
using Minima.Numerics;

namespace Minima.Tests.Networks;

public sealed unsafe class PutOffRowsTests
{
    [Theory]
    [InlineData(130, 7, 100)]
    [InlineData(25, 400, 66)]
    [InlineData(9, 2000, 3)]
    [InlineData(1, 1, 257)]
    public void Fill_AnyBatches_EveryPairTakesEachDecayOnceAndIsReadyWhenLit(int batches, int batchSize, int width)
    {
        Examples examples = Draw(batches, batchSize, width);
        using var team = new WorkerTeam(1);
        var (order, stretches) = (new BatchOrder(examples.Count, batchSize, dropTail: true), new Stretches(batches, batchSize));
        using var lists = new GroupLists(examples, order, LitCounts.Of(examples, 2, team), stretches, team);
        Fill(lists, order, stretches, width);
        int[,] visits = Visits(examples, batches, batchSize, inputs: 2);
        Check(visits, stretches, batch =>
        {
            var own = new int?[visits.GetLength(1)];
            int before = -1;
            PutOff<TouchedGroup> putOff = lists.Of(batch, putsOff: true).Grouped.PutOff;
            Assert.Equal(stretches.Settles(batch), putOff.Settles);
            for (TouchedGroup* touched = putOff.First; touched < putOff.End; touched++)
            {
                Assert.InRange(touched->Group, before + 1, (own.Length / 2) - 1);
                Assert.True(touched->IsTouched);
                before = touched->Group;
                own[2 * before] = touched->First == TouchedGroup.Alone ? null : touched->First;
                own[(2 * before) + 1] = touched->Second == TouchedGroup.Alone ? null : touched->Second;
                Assert.Equal(visits[batch + 1, 2 * before], touched->NextFirst + touched->NextBoth);
                Assert.Equal(visits[batch + 1, (2 * before) + 1], touched->NextBoth + touched->NextSecond);
            }

            return own;
        });
    }

    [Theory]
    [InlineData(130, 7, 100)]
    [InlineData(25, 400, 66)]
    [InlineData(9, 2000, 3)]
    [InlineData(1, 1, 257)]
    public void Fill_AnyBatches_EveryRowTakesEachDecayOnceAndIsReadyWhenLit(int batches, int batchSize, int width)
    {
        Examples examples = Draw(batches, batchSize, width);
        using var team = new WorkerTeam(1);
        var (order, stretches) = (new BatchOrder(examples.Count, batchSize, dropTail: true), new Stretches(batches, batchSize));
        using var lists = new SingleLists(examples, order, gradients: true, stretches, team);
        Fill(lists, order, stretches, width);
        int[,] visits = Visits(examples, batches, batchSize, inputs: 1);
        Check(visits, stretches, batch =>
        {
            var own = new int?[visits.GetLength(1)];
            int before = -1;
            PutOff<TouchedRow> putOff = lists.Of(batch, putsOff: true).Single.PutOff;
            Assert.Equal(stretches.Settles(batch), putOff.Settles);
            for (TouchedRow* touched = putOff.First; touched < putOff.End; touched++)
            {
                Assert.InRange(touched->Row, before + 1, own.Length - 1);
                before = touched->Row;
                own[before] = touched->Visits;
            }

            return own;
        });
    }

    [Fact]
    public void Settles_BatchesOfTwenty_EveryFiftyFirst()
    {
        var stretches = new Stretches(120, 20);
        Assert.Equal([50, 101, 119], Enumerable.Range(0, 120).Where(stretches.Settles));
        Assert.Equal([(0, 51), (51, 102), (102, 120)], Enumerable.Range(0, stretches.Count).Select(stretches.Of));
    }

    private static void Fill(ILitLists lists, BatchOrder order, Stretches stretches, int width)
    {
        var scratch = new LitScratch(width, order.BatchSize);
        lists.Arrange();
        for (int batch = 0; batch < order.Batches; batch++)
            lists.Fill(batch, scratch);
        for (int stretch = 0; stretch < stretches.Count; stretch++)
            lists.PutOff(stretch, scratch);
    }

    /// <summary>What becomes of rows or pairs of rows, batch after batch, against the rule.</summary>
    /// <param name="visits">[batches + 1][rows or pairs]; after the last batch nothing is lit.</param>
    /// <param name="stretches">Which batches settle.</param>
    /// <param name="touched">What a batch's pass does with each: its visits, minus its decays, or nothing.</param>
    private static void Check(int[,] visits, Stretches stretches, Func<int, int?[]> touched)
    {
        var taken = new int[visits.GetLength(1)];
        for (int batch = 0; batch < stretches.Batches; batch++)
        {
            int?[] all = touched(batch);
            for (int row = 0; row < taken.Length; row++)
            {
                int lit = visits[batch, row];
                Assert.True(lit > 0 ? all[row] == lit : all[row] is null or < 0, $"batch {batch}, {row}: {all[row]} for {lit} visits");

                // Where it is lit it takes this batch's decay with its step.
                taken[row] += lit > 0 ? 1 : -(all[row] ?? 0);
                bool needed = stretches.Settles(batch) || lit > 0 || visits[batch + 1, row] > 0;
                Assert.True(taken[row] == batch + 1 || (!needed && taken[row] <= batch), $"batch {batch}, {row}: {taken[row]} decays");
            }
        }

        Assert.True(stretches.Settles(stretches.Batches - 1));
    }

    /// <summary>How many examples of each batch light each input (1) or pair (2); after the last batch none does.</summary>
    private static int[,] Visits(Examples examples, int batches, int batchSize, int inputs)
    {
        var visits = new int[batches + 1, Tile.Groups(examples.Width) * Tile.Rows / inputs];
        for (int example = 0; example < examples.Count; example++)
        {
            for (int first = 0; first < examples.Width; first += inputs)
            {
                bool lit = Enumerable.Range(first, Math.Min(inputs, examples.Width - first)).Any(input => examples[example, input] != 0);
                visits[example / batchSize, first / inputs] += lit ? 1 : 0;
            }
        }

        return visits;
    }

    /// <summary>Inputs that a batch lights seldom, often, nearly always or never.</summary>
    private static Examples Draw(int batches, int batchSize, int width)
    {
        var random = new RandomState(6, (uint)width);
        byte[] pixels = new byte[batches * batchSize * width];
        for (int i = 0; i < pixels.Length; i++)
        {
            int input = i % width;
            pixels[i] = (byte)(random.NextDouble() < input % 5 / 4.0 * (input / 3 % 3) * 1.5 / batchSize ? 1 + random.Integer(255) : 0);
        }

        return Examples.FromPixels(pixels, new byte[batches * batchSize], width);
    }
}
