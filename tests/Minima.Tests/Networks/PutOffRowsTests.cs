using Minima.Kernels;
using Minima.Networks;
using Minima.Numerics;

namespace Minima.Tests.Networks;

public sealed unsafe class PutOffRowsTests
{
    [Theory]
    [InlineData(130, 7, 100)]
    [InlineData(25, 400, 68)]
    [InlineData(9, 2000, 4)]
    [InlineData(1, 1, 260)]
    public void Fill_AnyBatches_EveryRowTakesEachDecayOnceAndIsReadyWhenLit(int batches, int batchSize, int rows)
    {
        bool[,] lit = Draw(batches, rows, out int[] starts);
        using var putOff = new PutOffRows(batches, batchSize, rows);
        fixed (int* rowStarts = starts)
        {
            for (int stretch = 0; stretch < putOff.Stretches; stretch++)
                putOff.Fill(stretch, rowStarts, new int[rows]);
        }

        var taken = new int[rows];
        for (int batch = 0; batch < batches; batch++)
        {
            Take(putOff.Of(batch), putOff.Settles(batch), taken, rows);
            for (int row = 0; row < rows; row++)
            {
                bool needed = putOff.Settles(batch) || lit[batch, row] || lit[batch + 1, row];
                Assert.True(taken[row] == batch + 1 || (!needed && taken[row] <= batch), $"batch {batch}, row {row}: {taken[row]} decays");
            }
        }

        Assert.True(putOff.Settles(batches - 1));
    }

    [Fact]
    public void Settles_BatchesOfTwenty_EveryFiftyFirst()
    {
        using var putOff = new PutOffRows(120, 20, 4);
        Assert.Equal([50, 101, 119], Enumerable.Range(0, 120).Where(putOff.Settles));
    }

    /// <summary>What a pass does to the number of decays that each row has had.</summary>
    private static void Take(PutOff lists, bool settles, int[] taken, int rows)
    {
        for (int block = 0; block < Tile.Panels(rows); block++)
        {
            for (LateRow* late = lists.Late(block, out LateRow* end); late < end; late++)
                taken[(block * Tile.Columns) + late->Offset] += late->Decays;
            for (byte* row = lists.Lit(block, out byte* end); row < end && !settles; row++)
                taken[(block * Tile.Columns) + *row]++;
        }

        for (int row = 0; row < rows && settles; row++)
            taken[row]++;
    }

    /// <summary>Rows that are lit seldom, often and always; [batches][rows + 1] starts of their entries. After the last batch nothing is lit.</summary>
    private static bool[,] Draw(int batches, int rows, out int[] starts)
    {
        var random = new RandomState(6);
        var lit = new bool[batches + 1, rows];
        starts = new int[batches * (rows + 1)];
        for (int batch = 0; batch < batches; batch++)
        {
            int at = batch * (rows + 1);
            for (int row = 0; row < rows; row++)
            {
                lit[batch, row] = random.NextDouble() < (row % 5 / 4.0 * (row % 3));
                starts[at + row + 1] = starts[at + row] + (lit[batch, row] ? 2 : 0);
            }
        }

        return lit;
    }
}
