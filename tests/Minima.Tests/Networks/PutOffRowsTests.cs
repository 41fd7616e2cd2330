using Minima.Kernels;
using Minima.Networks;
using Minima.Numerics;

namespace Minima.Tests.Networks;

public sealed unsafe class PutOffRowsTests
{
    [Theory]
    [InlineData(130, 7, 50)]
    [InlineData(25, 400, 34)]
    [InlineData(9, 2000, 2)]
    [InlineData(1, 1, 130)]
    public void Fill_AnyBatches_EveryPairTakesEachDecayOnceAndIsReadyWhenLit(int batches, int batchSize, int pairs)
    {
        bool[,] lit = Draw(batches, pairs, out int[] starts);
        using var putOff = new PutOffRows(batches, batchSize, pairs);
        fixed (int* first = starts)
        {
            for (int stretch = 0; stretch < putOff.Stretches; stretch++)
                putOff.Fill(stretch, first, new int[pairs]);
        }

        var taken = new int[pairs];
        for (int batch = 0; batch < batches; batch++)
        {
            Take(putOff.Of(batch), taken);
            for (int pair = 0; pair < pairs; pair++)
            {
                // What is lit, and where all settles everything, takes this batch's decay with its step.
                taken[pair] += putOff.Settles(batch) || lit[batch, pair] ? 1 : 0;
                bool needed = putOff.Settles(batch) || lit[batch, pair] || lit[batch + 1, pair];
                Assert.True(taken[pair] == batch + 1 || (!needed && taken[pair] <= batch), $"batch {batch}, pair {pair}: {taken[pair]} decays");
            }
        }

        Assert.True(putOff.Settles(batches - 1));
    }

    [Fact]
    public void Settles_BatchesOfTwenty_EveryFiftyFirst()
    {
        using var putOff = new PutOffRows(120, 20, 2);
        Assert.Equal([50, 101, 119], Enumerable.Range(0, 120).Where(putOff.Settles));
    }

    /// <summary>What is caught up with before a pass.</summary>
    private static void Take(PutOff lists, int[] taken)
    {
        for (int block = 0; block < Tile.Panels(2 * taken.Length); block++)
        {
            for (LatePair* late = lists.Late(block, out LatePair* end); late < end; late++)
            {
                Assert.Equal(block, 2 * late->Pair / Tile.Columns);
                taken[late->Pair] += late->Decays;
            }
        }
    }

    /// <summary>Pairs that are lit seldom, often and always; [batches][pairs + 1] starts of their visits. After the last batch nothing is lit.</summary>
    private static bool[,] Draw(int batches, int pairs, out int[] starts)
    {
        var random = new RandomState(6);
        var lit = new bool[batches + 1, pairs];
        starts = new int[batches * (pairs + 1)];
        for (int batch = 0; batch < batches; batch++)
        {
            int at = batch * (pairs + 1);
            for (int pair = 0; pair < pairs; pair++)
            {
                lit[batch, pair] = random.NextDouble() < (pair % 5 / 4.0 * (pair % 3));
                starts[at + pair + 1] = starts[at + pair] + (lit[batch, pair] ? 2 : 0);
            }
        }

        return lit;
    }
}
