using Minima.Data;
using Minima.Networks;

namespace Minima.Tests.Networks;

public sealed class HiddenOutputTests
{
    [Fact]
    public void AnswerWithHidden_TwoLayers_GivesWhatPlainLoopsGive()
    {
        // More than one panel of units, and more than one block of examples.
        Network network = Network.Perceptron(12, [70, 9], 4);
        Parameters point = SmallData.Point(network, 3);
        Examples examples = SmallData.Draw(4, 150, 12, 4);
        using var functional = new Functional(network, examples, threads: 2);
        Answers answers = functional.AnswerWithHidden(point), plain = functional.Answer(point);
        Assert.Empty(plain.Hidden);
        Assert.Equal(plain.LogProbabilities, answers.LogProbabilities);
        Assert.Equal([150 * 70, 150 * 9], answers.Hidden.Select(static layer => layer.Length));
        float[] row = new float[12];
        for (int n = 0; n < examples.Count; n++)
        {
            examples.CopyRow(n, row);
            double[] first = Layer(point, "hidden1", [.. row.Select(static x => (double)x)], 70), second = Layer(point, "hidden2", first, 9);
            for (int j = 0; j < 70; j++)
                Assert.True(Math.Abs(first[j] - answers.Hidden[0][(n * 70) + j]) <= 1e-5);
            for (int j = 0; j < 9; j++)
                Assert.True(Math.Abs(second[j] - answers.Hidden[1][(n * 9) + j]) <= 1e-5);
        }
    }

    private static double[] Layer(Parameters point, string name, double[] inputs, int units) => [.. Enumerable.Range(0, units).Select(j =>
    {
        double sum = point[name + ".b"][j];
        for (int i = 0; i < inputs.Length; i++)
            sum += inputs[i] * point[name + ".W"][(i * units) + j];
        return Math.Tanh(sum);
    })];
}
