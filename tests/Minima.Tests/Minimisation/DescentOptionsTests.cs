using Minima.Minimisation;

namespace Minima.Tests.Minimisation;

public sealed class DescentOptionsTests
{
    [Fact]
    public void Validate_Defaults_AreTheExperiments()
    {
        var options = new DescentOptions();
        options.Validate(20);
        Assert.Equal((20, 0.01, 0.0, 1e-4, ExampleOrder.File),
            (options.BatchSize, options.LearningRate, options.L1, options.L2, options.Order));
    }

    [Theory]
    [InlineData(0, 0.01, 0.0, 0.0, "The batch size is 0")]
    [InlineData(101, 0.01, 0.0, 0.0, "from 1 to the 100 training examples")]
    [InlineData(20, 0.0, 0.0, 0.0, "The learning rate is 0")]
    [InlineData(20, double.NaN, 0.0, 0.0, "The learning rate is NaN")]
    [InlineData(20, double.PositiveInfinity, 0.0, 0.0, "The learning rate is Infinity")]
    [InlineData(20, 0.01, -1.0, 0.0, "l1 is -1")]
    [InlineData(20, 0.01, double.NaN, 0.0, "l1 is NaN")]
    [InlineData(20, 0.01, 0.0, -1.0, "l2 is -1")]
    [InlineData(20, 0.01, 0.0, double.PositiveInfinity, "l2 is Infinity")]
    public void Validate_OutOfRange_RefusedByName(int batch, double rate, double l1, double l2, string message)
    {
        var options = new DescentOptions { BatchSize = batch, LearningRate = rate, L1 = l1, L2 = l2 };
        Assert.Contains(message, Assert.Throws<UnusableInputException>(() => options.Validate(100)).Message);
    }
}
