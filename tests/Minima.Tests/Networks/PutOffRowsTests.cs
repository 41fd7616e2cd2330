using Minima.Kernels;
using Minima.Networks;
using Minima.Numerics;

namespace Minima.Tests.Networks;

public sealed unsafe class PutOffRowsTests
{
    [Theory]
    [InlineData(130, 7, 25)]
    [InlineData(25, 400, 17)]
    [InlineData(9, 2000, 1)]
    [InlineData(1, 1, 65)]
    public void Fill_AnyBatches_EveryPairTakesEachDecayOnceAndIsReadyWhenLit(int batches, int batchSize, int groups)
    {
        int[,,] parts = Draw(batches, groups, out int[] pairStarts, out int[] partStarts);
        using var putOff = new PutOffRows(batches, batchSize, groups);
        fixed (int* pairs = pairStarts, starts = partStarts)
        {
            for (int stretch = 0; stretch < putOff.Stretches; stretch++)
                putOff.Fill(stretch, pairs, starts, new int[2 * groups]);
        }

        var taken = new int[2 * groups];
        for (int batch = 0; batch < batches; batch++)
        {
            TouchedGroup[] all = Spread(putOff.Of(batch), groups);
            for (int pair = 0; pair < taken.Length; pair++)
            {
                TouchedGroup touched = all[pair / 2];
                int own = pair % 2 == 0 ? touched.First : touched.Second, visits = Visits(parts, batch, pair);
                Assert.True(visits > 0 ? own == visits : own < 0, $"batch {batch}, pair {pair}: {own} for {visits} visits");

                // Where it is lit it takes this batch's decay with its step.
                taken[pair] += own > 0 ? 1 : own == TouchedGroup.Alone ? 0 : -own;
                bool needed = putOff.Settles(batch) || visits > 0 || Visits(parts, batch + 1, pair) > 0;
                Assert.True(taken[pair] == batch + 1 || (!needed && taken[pair] <= batch), $"batch {batch}, pair {pair}: {taken[pair]} decays");
                Assert.Equal(Next(parts, batch + 1, pair / 2), (touched.NextFirst, touched.NextBoth, touched.NextSecond));
            }
        }

        Assert.True(putOff.Settles(batches - 1));
    }

    [Fact]
    public void Settles_BatchesOfTwenty_EveryFiftyFirst()
    {
        using var putOff = new PutOffRows(120, 20, 1);
        Assert.Equal([50, 101, 119], Enumerable.Range(0, 120).Where(putOff.Settles));
    }

    /// <summary>For every group what is listed for it; groups that are not listed are left alone.</summary>
    private static TouchedGroup[] Spread(PutOff lists, int groups)
    {
        var all = new TouchedGroup[groups];
        Array.Fill(all, new TouchedGroup(-1, TouchedGroup.Alone, TouchedGroup.Alone, default));
        int before = -1;
        for (TouchedGroup* touched = lists.First; touched < lists.End; touched++)
        {
            Assert.InRange(touched->Group, before + 1, groups - 1);
            Assert.True(touched->IsTouched);
            before = touched->Group;
            all[before] = *touched;
        }

        return all;
    }

    private static (int First, int Both, int Second) Next(int[,,] parts, int batch, int group) =>
        (parts[batch, group, 0], parts[batch, group, 1], parts[batch, group, 2]);

    private static int Visits(int[,,] parts, int batch, int pair) => parts[batch, pair / 2, pair % 2] + parts[batch, pair / 2, (pair % 2) + 1];

    /// <summary>
    /// For each batch and group how many examples light its first pair alone, both, and its second pair alone: seldom, often or always. After
    /// the last batch nothing is lit. Beside them where the visits of pairs and of groups begin.
    /// </summary>
    private static int[,,] Draw(int batches, int groups, out int[] pairStarts, out int[] partStarts)
    {
        var random = new RandomState(6);
        var parts = new int[batches + 1, groups, GroupVisits.Parts];
        pairStarts = new int[batches * ((2 * groups) + 1)];
        partStarts = new int[batches * ((GroupVisits.Parts * groups) + 1)];
        for (int batch = 0; batch < batches; batch++)
        {
            Span<int> pairs = pairStarts.AsSpan(batch * ((2 * groups) + 1)), starts = partStarts.AsSpan(batch * ((GroupVisits.Parts * groups) + 1));
            for (int group = 0; group < groups; group++)
            {
                for (int part = 0; part < GroupVisits.Parts; part++)
                {
                    int place = (GroupVisits.Parts * group) + part;
                    parts[batch, group, part] = random.NextDouble() < (place % 5 / 4.0 * (group % 3)) ? 2 + part : 0;
                    starts[place + 1] = starts[place] + parts[batch, group, part];
                }

                for (int pair = 2 * group; pair < (2 * group) + 2; pair++)
                    pairs[pair + 1] = pairs[pair] + Visits(parts, batch, pair);
            }
        }

        return parts;
    }
}
