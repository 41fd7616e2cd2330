using Minima.Data;
using Minima.Geometry;
using Minima.Networks;
using Minima.Tests.Networks;

namespace Minima.Tests.Geometry;

public sealed class SoftmaxShiftTests
{
    private const int Hidden = 4;
    private const int Classes = 5;

    // Numbers of size 1 in float: each is rounded to 6e-8 when a constant is added.
    private const double Tolerance = 1e-6;

    private static readonly Network Network = Network.Perceptron(13, [Hidden], Classes);
    private readonly Parameters _point = SmallData.Point(Network, 5);

    [Fact]
    public void Between_TwoPoints_IsTheProjectionOntoTheConstantDirections()
    {
        Parameters other = SmallData.Point(Network, 77);
        var shift = SoftmaxShift.Between(Network, _point, other);

        // One unit vector for each row of the weights, and one for the biases; they are orthogonal, so their projections add in squares.
        double weights = 0;
        for (int row = 0; row < Hidden; row++)
        {
            double along = Along("output.W", row);
            weights += along * along;
        }

        Assert.True(Math.Abs(shift.Weights - Math.Sqrt(weights)) <= 1e-14 * shift.Weights);
        Assert.True(Math.Abs(shift.Biases - Math.Abs(Along("output.b", 0))) <= 1e-14 * shift.Biases);
        var distances = Distances.Between(_point, other);
        Assert.True(shift.Weights > 0 && shift.Weights < distances["output.W"].L2);
        Assert.True(shift.Biases > 0 && shift.Biases < distances["output.b"].L2);

        double Along(string name, int row)
        {
            double product = 0;
            for (int k = row * Classes; k < (row + 1) * Classes; k++)
                product += ((double)_point[name][k] - other[name][k]) * (1 / Math.Sqrt(Classes));
            return product;
        }
    }

    [Fact]
    public void Between_APointAndItself_IsZero() => Assert.Equal(new SoftmaxShift(0, 0), SoftmaxShift.Between(Network, _point, _point));

    [Fact]
    public void Between_DifferencesThatSumToZero_IsZero()
    {
        Parameters other = _point.Clone();
        _point["output.b"].Clear();
        other["output.b"].Clear();
        (other["output.b"][1], other["output.b"][4]) = (0.75f, -0.75f);
        Assert.Equal(new SoftmaxShift(0, 0), SoftmaxShift.Between(Network, _point, other));
    }

    [Theory]
    [InlineData(0.7)]
    [InlineData(-3)]
    public void Between_AConstantOnAllBiases_IsThatAloneAndNoFunctionValueShowsIt(double constant)
    {
        Parameters shifted = Shifted("output.b", 0, constant);
        var shift = SoftmaxShift.Between(Network, shifted, _point);
        Assert.True(Math.Abs(shift.Biases - (Math.Sqrt(Classes) * Math.Abs(constant))) <= Tolerance);
        Assert.Equal(0, shift.Weights);
        Assert.True(Math.Abs(shift.Biases - Distances.Between(shifted, _point)["output.b"].L2) <= Tolerance);
        AssertSameFunction(shifted);
    }

    [Theory]
    [InlineData(0, 0.7)]
    [InlineData(3, -3)]
    public void Between_AConstantOnARowOfWeights_IsThatAloneAndNoFunctionValueShowsIt(int row, double constant)
    {
        Parameters shifted = Shifted("output.W", row, constant);
        var shift = SoftmaxShift.Between(Network, shifted, _point);
        Assert.True(Math.Abs(shift.Weights - (Math.Sqrt(Classes) * Math.Abs(constant))) <= Tolerance);
        Assert.Equal(0, shift.Biases);
        AssertSameFunction(shifted);
    }

    [Fact]
    public void Between_AConstantOnOneColumn_ChangesTheFunction()
    {
        // So that the comparison of functions above can fail.
        Parameters other = _point.Clone();
        other["output.b"][2] += 0.7f;
        Assert.True(LargestDifference(other) > 0.1);
    }

    private Parameters Shifted(string name, int row, double constant)
    {
        Parameters shifted = _point.Clone();
        foreach (ref float value in shifted[name].Slice(row * Classes, Classes))
            value += (float)constant;
        return shifted;
    }

    private void AssertSameFunction(Parameters other) => Assert.True(LargestDifference(other) <= 1e-5);

    private double LargestDifference(Parameters other)
    {
        Examples examples = SmallData.Draw(3, 70, Network.Inputs, Classes);
        using var functional = new Functional(Network, examples, threads: 1);
        return functional.LogProbabilities(_point).Zip(functional.LogProbabilities(other), static (a, b) => Math.Abs((double)a - b)).Max();
    }
}
