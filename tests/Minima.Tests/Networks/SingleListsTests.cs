using Minima.Data;
using Minima.Kernels;
using Minima.Networks;

namespace Minima.Tests.Networks;

public sealed unsafe class SingleListsTests
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
    public void Fill_AnyExamples_ListsWhatIsLit(int width, bool bytes, bool shuffled)
    {
        Examples examples = LitCase.Draw(Count, width, bytes);
        using var team = new WorkerTeam(2);
        var order = new BatchOrder(Count, BatchSize, dropTail: false);
        using var lists = new SingleLists(examples, order, gradients: true, null, team);
        using var products = new SingleLists(examples, order, gradients: false, null, team);
        LitCase.Fill(lists, order, shuffled, width);
        LitCase.Fill(products, order, shuffled, width);
        for (int batch = 0; batch < order.Batches; batch++)
        {
            PackedInputs inputs = lists.Of(batch, putsOff: false), alone = products.Of(batch, putsOff: false);
            Assert.False(alone.Single.Rows.Exists);
            Assert.Equal(order.Examples(batch), inputs.Examples);
            for (int row = 0; row < Tile.Groups(width) * Tile.Rows; row++)
            {
                Assert.Equal(
                    Enumerable.Range(0, inputs.Examples).Select(n => (n, Number(examples, order.Source(batch, n), row))).Where(static visit => visit.Item2 != 0),
                    Visits(inputs.Single.Rows, row));
            }

            for (int list = 0; list < SingleInputs.BlocksOf(width) * inputs.Examples; list++)
            {
                (int block, int n) = Math.DivRem(list, inputs.Examples);
                (int, float)[] expected = [.. Enumerable.Range(block * SingleInputs.BlockRows, SingleInputs.BlockRows)
                    .Select(row => (row, Number(examples, order.Source(batch, n), row))).Where(static visit => visit.Item2 != 0)];
                Assert.Equal(expected, Visits(inputs.Single.Blocks, list));
                Assert.Equal(expected, Visits(alone.Single.Blocks, list));
            }
        }
    }

    /// <summary>A number of an example; beyond the last it is zero.</summary>
    private static float Number(Examples examples, int example, int input) => input < examples.Width ? examples[example, input] : 0;

    private static List<(int Row, float Value)> Visits(Visits<LitInput> lists, int list)
    {
        var visits = new List<(int, float)>();
        for (LitInput* visit = lists.At(list); visit < lists.At(list + 1); visit++)
            visits.Add((visit->Row, visit->Value));
        return visits;
    }
}
