using Minima.Geometry;
using Minima.Networks;
using Minima.Numerics;
using Minima.Studies.Comparisons;

namespace Minima.Tests.Studies.Comparisons;

public sealed class TestExcessTests
{
    private const int Examples = 200;

    [Fact]
    public void Of_Line_AgreesWithPlainLoops()
    {
        LinePath path = Line(bump: 0.3);
        TestExcess excess = TestExcess.Of([path, Line(bump: 0)], 300, 4, 2, TestContext.Current.CancellationToken)[0];
        double[] at = [.. Enumerable.Range(0, Examples).Select(n => path.Points[2].TestExamples!.Losses[n]
            - ((path.Points[0].TestExamples!.Losses[n] + path.Points[4].TestExamples!.Losses[n]) / 2))];
        double mean = at.Average(), error = Math.Sqrt(at.Sum(x => (x - mean) * (x - mean)) / (Examples - 1) / Examples);
        Assert.True(Math.Abs(excess.Loss.AtHalf - mean) <= 1e-12);
        Assert.True(Math.Abs(excess.Loss.P - Normal.Cumulative(-mean / error)) <= 1e-12);
        Assert.True(Math.Abs(excess.Loss.Estimate - path.Barrier.TestLoss) <= 1e-12, $"{excess.Loss.Estimate}, {path.Barrier.TestLoss}");
        Assert.True(Math.Abs(excess.Error.Estimate - path.Barrier.TestError) <= 1e-12);
        BootstrapInterval interval = excess.Loss.Interval!.Value;
        Assert.True(interval.Low <= excess.Loss.Estimate && excess.Loss.Estimate <= interval.High, $"{excess.Loss}");

        // Near the interval that the normal approximation gives where one point stands out.
        Assert.True(Math.Abs(interval.Low - (mean - (1.96 * error))) <= error, $"{excess.Loss}, {error}");
        Assert.True(Math.Abs(interval.High - (mean + (1.96 * error))) <= error, $"{excess.Loss}, {error}");
    }

    [Fact]
    public void Of_SeveralLines_GivesEachWhatItHasAlone()
    {
        LinePath[] paths = [Line(0.3), Line(0)];
        IReadOnlyList<TestExcess> together = TestExcess.Of(paths, 50, 4, 2, TestContext.Current.CancellationToken);
        for (int i = 0; i < paths.Length; i++)
            Assert.Equal(TestExcess.Of([paths[i]], 50, 4, 1, TestContext.Current.CancellationToken)[0], together[i]);
        Assert.True(together[1].Loss.P >= 0.01 && together[0].Loss.P <= 1e-6);
    }

    // Five points of a line whose per-example losses are noise, with a bump in the middle.
    private static LinePath Line(double bump)
    {
        var random = new RandomState(7);
        LinePoint[] points = [.. Enumerable.Range(0, 5).Select(i =>
        {
            var each = new ExampleResults(new double[Examples], new byte[Examples], new bool[Examples]);
            for (int n = 0; n < Examples; n++)
            {
                each.Losses[n] = 1 + (0.5 * random.StandardNormal()) + (i == 2 ? bump : 0);
                each.Wrong[n] = random.NextDouble() < 0.1 + (i == 2 ? bump : 0);
            }

            var test = new Evaluation(Examples, each.Wrong.Count(static wrong => wrong), each.Losses.Average());
            return new LinePoint(i / 4.0, test, test.Loss, test) { TestExamples = each };
        })];
        return new LinePath(points, null);
    }
}
