using Minima.Data;
using Minima.Kernels;
using Minima.Networks;

namespace Minima.Tests.Networks;

public sealed class GroupListsTests
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
        Examples examples = LitCase.Draw(Count, width, bytes);
        using var team = new WorkerTeam(2);
        var order = new BatchOrder(Count, BatchSize, dropTail: false);
        using var lists = new GroupLists(examples, order, LitCounts.Of(examples, 2, team), null, team);
        using var products = new GroupLists(examples, order, null, null, team);
        LitCase.Fill(lists, order, shuffled, width);
        LitCase.Fill(products, order, shuffled, width);
        for (int batch = 0; batch < order.Batches; batch++)
        {
            PackedInputs inputs = lists.Of(batch, putsOff: false);
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
                foreach (GroupLists each in new[] { lists, products })
                {
                    var visits = GroupVisits.Of(each.Of(batch, putsOff: false).Grouped.Groups, group);
                    Assert.Equal(onlyFirst.Length, visits.Both - visits.Start);
                    Assert.Equal(both.Length, visits.Second - visits.Both);
                    Assert.Equal(
                        onlyFirst.Concat(both).Concat(onlySecond).Select(n => (n, four[n].X[0], four[n].X[1], four[n].X[2], four[n].X[3])),
                        Group(visits));
                }
            }
        }
    }

    /// <summary>Four numbers of an example; beyond the last they are zero.</summary>
    private static float[] Take(Examples examples, int example, int first) =>
        [.. Enumerable.Range(first, 4).Select(input => input < examples.Width ? examples[example, input] : 0)];

    private static unsafe List<(int N, float First, float Second)> Pair(PackedInputs inputs, int pair)
    {
        var list = new List<(int, float, float)>();
        for (LitPair* visit = inputs.Grouped.Pairs.At(pair); visit < inputs.Grouped.Pairs.At(pair + 1); visit++)
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
