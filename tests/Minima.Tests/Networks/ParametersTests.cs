using Minima.Networks;

namespace Minima.Tests.Networks;

public sealed class ParametersTests
{
    [Fact]
    public void FirstNonFinite_AllFinite_IsNull() => Assert.Null(new Parameters(Network.Perceptron(3, [2], 2).Layout).FirstNonFinite());

    [Theory]
    [InlineData(0, float.NaN, "hidden.W[0, 0] is NaN")]
    [InlineData(5, float.PositiveInfinity, "hidden.W[2, 1] is Infinity")]
    [InlineData(6, float.NegativeInfinity, "hidden.b[0] is -Infinity")]
    [InlineData(10, float.NaN, "output.W[1, 0] is NaN")]
    [InlineData(13, float.NaN, "output.b[1] is NaN")]
    public void FirstNonFinite_OneThatIsNot_IsNamedByItsPlace(int at, float value, string words)
    {
        var parameters = new Parameters(Network.Perceptron(3, [2], 2).Layout);
        parameters.Values[at] = value;
        parameters.Values[^1] = float.NaN;
        Assert.Equal(words, parameters.FirstNonFinite());
    }
}
