using Minima.Data;
using Minima.Kernels;
using Minima.Networks;
using Minima.Numerics;

namespace Minima.Tests.Networks;

public sealed class LitListsTests
{
    private const int Count = 47;
    private const int BatchSize = 10;

    [Theory]
    [InlineData(1, true, false)]
    [InlineData(3, false, true)]
    [InlineData(64, true, true)]
    [InlineData(67, false, false)]
    [InlineData(130, true, true)]
    [InlineData(784, false, true)]
    public unsafe void Fill_AnyExamples_ListsWhatIsLit(int width, bool bytes, bool shuffled)
    {
        Examples examples = Draw(width, bytes);
        using var team = new WorkerTeam(2);
        var order = new BatchOrder(Count, BatchSize, dropTail: false);
        using var lists = new LitLists(examples, order, LitLists.Count(examples, 2, team), team);
        using var products = new LitLists(examples, order, null, team);
        Fill(lists, order, shuffled, width);
        Fill(products, order, shuffled, width);
        for (int batch = 0; batch < order.Batches; batch++)
        {
            PackedInputs inputs = lists.Of(batch, default);
            Assert.Equal(order.Examples(batch), inputs.Examples);
            for (int group = 0; group < Tile.Groups(width); group++)
            {
                List<(int N, float[] X)> four =
                    [.. Enumerable.Range(0, order.Examples(batch)).Select(n => (n, Take(examples, order.Source(batch, n), 4 * group)))];
                var first = four.Where(static visit => visit.X[0] != 0 || visit.X[1] != 0).ToList();
                var second = four.Where(static visit => visit.X[2] != 0 || visit.X[3] != 0).ToList();
                Assert.Equal(first.Select(static visit => (visit.N, visit.X[0], visit.X[1])), Pair(inputs, 2 * group));
                Assert.Equal(second.Select(static visit => (visit.N, visit.X[2], visit.X[3])), Pair(inputs, (2 * group) + 1));
                int[] onlyFirst = [.. first.Except(second).Select(static visit => visit.N)];
                int[] both = [.. first.Intersect(second).Select(static visit => visit.N)];
                int[] onlySecond = [.. second.Except(first).Select(static visit => visit.N)];
                foreach (LitLists each in new[] { lists, products })
                {
                    var visits = GroupVisits.Of(each.Of(batch, default).Groups, group);
                    Assert.Equal(onlyFirst.Length, visits.Both - visits.Start);
                    Assert.Equal(both.Length, visits.Second - visits.Both);
                    Assert.Equal(
                        onlyFirst.Concat(both).Concat(onlySecond).Select(n => (n, four[n].X[0], four[n].X[1], four[n].X[2], four[n].X[3])),
                        Group(visits));
                }
            }
        }
    }

    private static void Fill(LitLists lists, BatchOrder order, bool shuffled, int width)
    {
        // In file order first: nothing of it may be left behind.
        for (int pass = 0; pass < (shuffled ? 2 : 1); pass++)
        {
            order.Order = pass == 0 ? null : [.. Enumerable.Range(0, Count).Select(static n => n * 10 % Count)];
            lists.Arrange();
            var scratch = new LitScratch(width);
            for (int batch = 0; batch < order.Batches; batch++)
                lists.Fill(batch, scratch);
        }
    }

    /// <summary>Numbers of which two thirds are zero; as bytes or as floats.</summary>
    private static Examples Draw(int width, bool bytes)
    {
        var random = new RandomState(8, (uint)width);
        byte[] pixels = new byte[Count * width];
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)(random.Integer(3) == 0 ? 1 + random.Integer(255) : 0);
        return bytes
            ? Examples.FromPixels(pixels, new byte[Count], width)
            : Examples.FromValues([.. pixels.Select(static pixel => pixel / 255f)], new byte[Count], width);
    }

    /// <summary>Four numbers of an example; beyond the last they are zero.</summary>
    private static float[] Take(Examples examples, int example, int first) =>
        [.. Enumerable.Range(first, 4).Select(input => input < examples.Width ? examples[example, input] : 0)];

    private static unsafe List<(int N, float First, float Second)> Pair(PackedInputs inputs, int pair)
    {
        var list = new List<(int, float, float)>();
        for (LitPair* visit = inputs.Pairs.At(pair); visit < inputs.Pairs.At(pair + 1); visit++)
            list.Add((visit->Example, visit->First, visit->Second));
        return list;
    }

    private static unsafe List<(int N, float First, float Second, float Third, float Fourth)> Group(GroupVisits visits)
    {
        var list = new List<(int, float, float, float, float)>();
        for (LitGroup* visit = visits.Start; visit < visits.End; visit++)
            list.Add((visit->Example, visit->First, visit->Second, visit->Third, visit->Fourth));
        return list;
    }
}
