using Minima.Geometry;
using Minima.Networks;
using Minima.Numerics;
using Minima.Tests.Networks;

namespace Minima.Tests.Geometry;

public sealed class PerturbationTests
{
    private static readonly Network Network = Network.Perceptron(30, [20], 4);

    [Theory]
    [InlineData(0.001)]
    [InlineData(1)]
    [InlineData(20)]
    public void Of_Total_HasTheSizeAndTheDirectionOfItsSeed(double size)
    {
        Parameters point = SmallData.Point(Network, 3), pushed = Perturbation.Of(point, size, new RandomState(5), NoiseScale.Total);
        Assert.True(Math.Abs(Perturbation.RelativeSize(point, pushed) - size) <= 1e-5 * size);
        var random = new RandomState(5);
        double[] noise = [.. point.Values.Select(_ => random.StandardNormal())];
        double norm = Math.Sqrt(point.Values.Sum(static x => (double)x * x) / noise.Sum(static n => n * n));
        for (int i = 0; i < noise.Length; i++)
            Assert.True(Math.Abs(point.Values[i] + (size * norm * noise[i]) - pushed.Values[i]) <= 1e-6 * (1 + size), $"{i}");
    }

    [Fact]
    public void Of_Parameter_HasTheSizeInEachAndLeavesZerosAlone()
    {
        Parameters point = SmallData.Point(Network, 3);
        point["output.b"].Clear();
        Parameters pushed = Perturbation.Of(point, 0.1, new RandomState(5), NoiseScale.Parameter);
        foreach (ParameterDistance distance in Distances.Between(point, pushed).Parameters)
            Assert.True(distance.NormA == 0 ? distance.L2 == 0 : Math.Abs((distance.L2 / distance.NormA) - 0.1) <= 1e-6, $"{distance}");
    }

    [Fact]
    public void Of_AnyScale_LeavesThePointItself()
    {
        Parameters point = SmallData.Point(Network, 3), copy = point.Clone();
        Perturbation.Of(point, 1, new RandomState(5), NoiseScale.Total);
        Assert.Equal(copy.Values, point.Values);
    }
}
