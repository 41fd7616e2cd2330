using Minima.Data;
using Minima.Geometry;
using Minima.Networks;
using Minima.Numerics;
using Minima.Studies;
using Minima.Tests.Networks;
using Minima.Trajectories;

namespace Minima.Tests.Studies;

public sealed class MergeStudyTests
{
    private static readonly DataSet Data = SmallData.Dense(80, 10, 3);

    [Theory]
    [InlineData(Activation.Tanh)]
    [InlineData(Activation.Sigmoid)]
    [InlineData(Activation.Relu)]
    public void Of_ANetworkAndItsCopies_GivesItBack(Activation activation)
    {
        Network network = Network.Perceptron(10, [12, 7], 3, activation);
        Parameters a = SmallData.Point(network, 1);
        (string, Snapshot)[] all = [.. new uint[] { 0, 5, 6 }.Select(seed => (
            $"copy {seed}", new Snapshot(network, seed == 0 ? a : Aligner.Random(network, new RandomState(seed)).Apply(a))))];
        var study = MergeStudy.Of(all, Data, new MergeOptions(), cancellation: TestContext.Current.CancellationToken);
        for (int i = 0; i < a.Values.Length; i++)
            Assert.True(Math.Abs(study.Parameters.Values[i] - a.Values[i]) <= 1e-5);
        Assert.Equal(study.Members[0].Does!.Test.Errors, study.Aligned!.Test.Errors);
        Assert.Equal(study.Members[0].Does!.Test.Errors, study.Ensemble!.Test.Errors);
        Assert.True(study.Members[1].Raw > 1 && study.Members[1].Aligned <= 1e-4);
        Assert.True(Math.Abs(study.Raw!.Test.Loss - study.Aligned.Test.Loss) >= 1e-3);
        Assert.Contains("no more than the best of them", study.Sentence);
    }

    [Fact]
    public void Of_TwoNetworksWithWeights_IsThePlainMeanOfTheAligned()
    {
        Network network = Network.Perceptron(10, [12], 3);
        Parameters a = SmallData.Point(network, 1), b = SmallData.Point(network, 2);
        var study = MergeStudy.Of([("a", new Snapshot(network, a)), ("b", new Snapshot(network, b))], Data, new MergeOptions { Weights = [3, 1] }, cancellation: TestContext.Current.CancellationToken);
        Parameters copy = Aligner.Align(network, a, b).Symmetry.Apply(b);
        for (int i = 0; i < a.Values.Length; i++)
            Assert.True(Math.Abs(study.Parameters.Values[i] - ((0.75 * a.Values[i]) + (0.25 * copy.Values[i]))) <= 1e-6);
        Assert.Equal([0.75, 0.25], study.Members.Select(static member => member.Weight));

        // The mean of the predictions by plain loops of the platform's mathematics.
        double loss = 0;
        int errors = 0;
        var (ofA, ofB) = (PlainProbabilities(network, a), PlainProbabilities(network, b));
        for (int n = 0; n < Data.Test.Count; n++)
        {
            double[] mean = [.. ofA[n].Zip(ofB[n], static (p, q) => (0.75 * p) + (0.25 * q))];
            loss -= Math.Log(mean[Data.Test.Labels[n]]) / Data.Test.Count;
            errors += Array.IndexOf(mean, mean.Max()) == Data.Test.Labels[n] ? 0 : 1;
        }

        Assert.Equal(errors, study.Ensemble!.Test.Errors);
        Assert.True(Math.Abs(study.Ensemble.Test.Loss - loss) <= 1e-5);
    }

    [Fact]
    public void Of_NoData_MergesAllTheSame()
    {
        Network network = Network.Perceptron(10, [12], 3);
        (string, Snapshot)[] two = [.. new uint[] { 1, 2 }.Select(seed => ("x", new Snapshot(network, SmallData.Point(network, seed))))];
        var study = MergeStudy.Of(two, null, new MergeOptions(), cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(MergeStudy.Of(two, Data, new MergeOptions(), cancellation: TestContext.Current.CancellationToken).Parameters.Values, study.Parameters.Values);
        Assert.Null(study.Aligned);
        Assert.Null(study.Sentence);
    }

    [Fact]
    public void Of_WhatCannotBeMerged_IsRefused()
    {
        Network network = Network.Perceptron(10, [12], 3), wide = Network.Perceptron(10, [13], 3);
        (string, Snapshot) a = ("a", new Snapshot(network, SmallData.Point(network, 1))), b = ("b", new Snapshot(wide, SmallData.Point(wide, 1)));
        Refused("takes two networks at least", [a], new MergeOptions());
        Refused("Only networks of the same layers", [a, b], new MergeOptions());
        Refused("one for each is expected", [a, a], new MergeOptions { Weights = [1] });
        Refused("one for each is expected", [a, a], new MergeOptions { Weights = [0, 0] });
        Refused("Only by weights", [a, a], new MergeOptions { Alignment = new AlignmentOptions { By = AlignmentBy.Activations } });
    }

    private static void Refused(string words, (string, Snapshot)[] networks, MergeOptions options) =>
        Assert.Contains(words, Assert.Throws<UnusableInputException>(() => MergeStudy.Of(networks, null, options)).Message);

    private static double[][] PlainProbabilities(Network network, Parameters parameters) => [.. Enumerable.Range(0, Data.Test.Count).Select(n =>
    {
        float[] row = new float[network.Inputs];
        Data.Test.CopyRow(n, row);
        double[] values = [.. row.Select(static value => (double)value)];
        foreach (Layer layer in network.Layers)
        {
            float[] weights = parameters[layer.Weights].ToArray(), biases = parameters[layer.Biases].ToArray();
            values = [.. Enumerable.Range(0, layer.Outputs).Select(j => biases[j] + values.Select((value, i) => value * weights[(i * layer.Outputs) + j]).Sum())];
            values = layer.Activation == Activation.Softmax ? [.. values.Select(value => Math.Exp(value) / values.Sum(Math.Exp))] : [.. values.Select(Math.Tanh)];
        }

        return values;
    })];
}
