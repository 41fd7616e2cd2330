using Minima.Data;
using Minima.Geometry;
using Minima.Networks;
using Minima.Studies;
using Minima.Tests.Networks;

namespace Minima.Tests.Studies;

public sealed class SurfaceStudyTests
{
    private static readonly Network Small = Network.Perceptron(12, [20], 4);
    private static readonly DataSet Data = SmallData.Dense(100, 12, 4);

    [Fact]
    public void Of_StoppedAndContinued_GivesTheSameBytes()
    {
        using var folder = new TemporaryFolder();
        StudiedPlane plane = StudiedPlane.Random(SmallData.Point(Small, 1), 3);
        var options = new SurfaceOptions { Points = 40, SecondsOfPass = 0 };
        byte[] whole = SurfaceStudy.Of(Small, [plane], Data, options, cancellation: Token).ToArrays().ToBytes();
        options = options with { Partial = folder["grid.partial"], Threads = 3 };
        foreach (double at in new[] { 0.05, 0.5, 0.9 })
        {
            using var source = new CancellationTokenSource();
            var stop = new Stop(source, at);
            Assert.Throws<OperationCanceledException>(() => SurfaceStudy.Of(Small, [plane], Data, options, stop, source.Token));
            Assert.Contains(at > 0.05 ? "known from before" : "1600 points", stop.First);
        }

        Assert.True(File.Exists(folder["grid.partial"]));
        Assert.Contains(
            "of another surface",
            Assert.Throws<UnusableInputException>(() => SurfaceStudy.Of(Small, [StudiedPlane.Random(SmallData.Point(Small, 1), 4)], Data, options, cancellation: Token)).Message);
        Assert.Equal(whole, SurfaceStudy.Of(Small, [plane], Data, options, cancellation: Token).ToArrays().ToBytes());
        Assert.False(File.Exists(folder["grid.partial"]));
    }

    [Theory]
    [InlineData(2, 0)]
    [InlineData(33, 0)]
    [InlineData(20, 9)]
    public void Rounds_OfAnyGrid_HaveEachPlaceOnce(int points, int nodes)
    {
        var grid = new SurfaceGrid(StudiedPlane.Random(SmallData.Point(Small, 1), 3), points, nodes);
        PlanePlace[] places = [.. grid.Rounds().SelectMany(static round => round)];
        Assert.Equal(places.Length, places.Distinct().Count());
        Assert.Equal((grid.MeasuredX.Length * grid.MeasuredY.Length) + grid.Checked.Count, places.Length);
        Assert.All(grid.Rounds(), static round => Assert.Equal(round.Select(static place => place.X).Distinct().Count(), Changes(round)));
        if (nodes > 0)
        {
            // A polynomial of the nodes' degree is met everywhere.
            static double Height(PlanePlace place) => 1 + (place.X * place.X * place.Y) - (3 * place.Y);
            double[] heights = grid.Heights(Height);
            for (int i = 0; i < heights.Length; i++)
                Assert.Equal(Height(new PlanePlace(grid.X[i % points], grid.Y[i / points])), heights[i], 9);
            Assert.All(grid.Checked, place => Assert.Equal(Height(place), grid.Interpolate(Height, place), 9));
        }
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static int Changes(IReadOnlyList<PlanePlace> round) => Enumerable.Range(0, round.Count).Count(i => i == 0 || round[i].X != round[i - 1].X);

    private sealed class Stop(CancellationTokenSource source, double at) : IProgress<SurfaceProgress>
    {
        public string First { get; private set; } = "";

        public void Report(SurfaceProgress value)
        {
            First = First.Length == 0 ? value.Message : First;
            if (value.Done >= at)
                source.Cancel();
        }
    }
}
