using Minima.Figures;

namespace Minima.Tests.Figures;

public sealed class EndLabelsTests
{
    [Fact]
    public void Place_FarApart_LeavesThemWhereTheyWantToBe() =>
        Assert.Equal([50, 10, 90], EndLabels.Place([50, 10, 90], [14, 14, 14], 0, 100));

    [Fact]
    public void Place_OnTopOfEachOther_SpreadsThemEvenly() =>
        Assert.Equal([40, 50, 60], EndLabels.Place([50, 50, 50], [10, 10, 10], 0, 100));

    [Fact]
    public void Place_AtTheEdge_StaysInside() => Assert.Equal([85, 95], EndLabels.Place([99, 99], [10, 10], 0, 100));

    [Fact]
    public void Place_ManyHeights_NeverOverlaps()
    {
        double[] wanted = [.. Enumerable.Range(0, 12).Select(static i => (double)(i * i * 37 % 200))];
        double[] heights = [.. Enumerable.Range(0, 12).Select(static i => 10.0 + (i % 3 * 7))];
        double[] places = EndLabels.Place(wanted, heights, 0, 260);

        int[] order = [.. Enumerable.Range(0, 12).OrderBy(i => places[i])];
        foreach ((int upper, int lower) in order.Zip(order.Skip(1)))
            Assert.True(places[upper] + (heights[upper] / 2) <= places[lower] - (heights[lower] / 2) + 1e-9);
        Assert.True(places[order[0]] - (heights[order[0]] / 2) >= -1e-9);
        Assert.True(places[order[^1]] + (heights[order[^1]] / 2) <= 260 + 1e-9);
    }
}
