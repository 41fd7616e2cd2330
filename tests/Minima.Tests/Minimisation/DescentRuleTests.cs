using Minima.Data;
using Minima.Minimisation;
using Minima.Networks;
using Minima.Numerics;
using Minima.Tests.Networks;

namespace Minima.Tests.Minimisation;

/// <summary>What the contract says of the update, the batches and their order.</summary>
public sealed class DescentRuleTests
{
    [Theory, InlineData(0.0, 1e-4), InlineData(1e-3, 1e-2), InlineData(1e-3, 0.0)]
    public void Descent_OneHiddenLayer_FollowsTheRuleWrittenPlainly(double l1, double l2)
    {
        DataSet data = SmallData.Dense(train: 100, width: 13, classes: 3);
        Network network = Network.Perceptron(13, [70], 3);
        Parameters start = SmallData.Point(network, 61);
        var options = new DescentOptions { LearningRate = 0.1, L1 = l1, L2 = l2 };
        using var descent = new Descent(network, data, options, 2);
        PathRecorder path = PathRecorder.Follow(descent, start, 2);

        (float[] expected, double cost) = Plainly(network, data.Train, options, start.Values, epochs: 2);
        AssertClose(cost, path.Metrics[^1].TrainCost!.Value, 2e-7 * cost, "cost");
        for (int i = 0; i < expected.Length; i++)
            AssertClose(expected[i], path.Last.Values[i], 2e-6, $"parameter {i}");
    }

    [Fact]
    public void Descent_DarkInput_WeightsAreMultipliedByBetaAndRounded()
    {
        const int Width = 13, Dark = 5;
        Examples Darkened(uint seed)
        {
            float[] values = SmallData.Draw(seed, 100, Width, 3).Values.ToArray();
            for (int n = 0; n < 100; n++)
                values[(n * Width) + Dark] = 0;
            return Examples.FromValues(values, SmallData.Draw(seed, 100, Width, 3).Labels.ToArray(), Width);
        }

        var data = new DataSet("dark", "an input is dark", 3, Darkened(1), Darkened(2), Darkened(3));
        Network network = Network.Perceptron(Width, [70], 3);
        Parameters start = SmallData.Point(network, 62);
        using var descent = new Descent(network, data, new DescentOptions(), 2);
        PathRecorder path = PathRecorder.Follow(descent, start, 10);
        float beta = (float)(1 - (2 * 0.01 * 1e-4));
        float[] expected = start["hidden.W"].Slice(Dark * 70, 70).ToArray();
        for (int batch = 0; batch < 50; batch++)
        {
            for (int j = 0; j < 70; j++)
                expected[j] = beta * expected[j];
        }

        Kernels.Bits.AssertSame<float>(expected, path.Last["hidden.W"].Slice(Dark * 70, 70), "weights of the dark input");
    }

    [Fact]
    public void Descent_ZeroOutputLayer_FirstBatchCostsTheLogarithmOfClasses()
    {
        // The mean of twenty equal losses is that loss: no factor 1/20 rounded to float.
        DataSet data = SmallData.Dense(train: 20, width: 13, classes: 10);
        Network network = Network.Perceptron(13, [70], 10);
        using var descent = new Descent(network, data, new DescentOptions { L2 = 0 }, 2);
        PathRecorder path = PathRecorder.Follow(descent, Initialisation.Draw(network, new Start()), 1);
        AssertClose(Math.Log(10), path.Metrics[1].TrainCost!.Value, 1e-14, "cost");
    }

    [Fact]
    public void Descent_PartialBatch_IsDroppedInTrainingAndEvaluated()
    {
        DataSet data = SmallData.Dense(train: 219, width: 13, classes: 3);
        Network network = Network.Perceptron(13, [9], 3);
        Parameters start = SmallData.Point(network, 63);
        using var descent = new Descent(network, data, new DescentOptions(), 2);
        Assert.Equal((19, 10), (descent.DroppedExamples, descent.Batches));
        PathRecorder path = PathRecorder.Follow(descent, start, 1);

        DataSet whole = data with { Train = data.Train.Slice(0, 200) };
        using var other = new Descent(network, whole, new DescentOptions(), 2);
        Assert.Equal(0, other.DroppedExamples);
        PathRecorder.Follow(other, start, 1).AssertSame(path, "without the tail");

        using var validation = new Functional(network, data.Validation);
        using var test = new Functional(network, data.Test);
        Evaluation valid = validation.Evaluate(path.Last), tested = test.Evaluate(path.Last);
        Assert.Equal((90, 65), (valid.Examples, tested.Examples));
        Assert.Equal((valid.Errors, tested.Errors), (path.Metrics[1].ValidationErrors, path.Metrics[1].TestErrors));
    }

    [Fact]
    public void Descent_Shuffled_TakesTheEpochsPermutation()
    {
        DataSet data = SmallData.Dense(train: 100, width: 13, classes: 3);
        Network network = Network.Perceptron(13, [9], 3);
        Parameters start = SmallData.Point(network, 64);
        var options = new DescentOptions { Order = ExampleOrder.Shuffled, OrderSeed = 77 };
        using var shuffled = new Descent(network, data, options, 2);
        PathRecorder expected = PathRecorder.Follow(shuffled, start, 3);
        Parameters point = start;
        for (int epoch = 1; epoch <= 3; epoch++)
        {
            int[] order = new RandomState(77, (uint)epoch).Permutation(100);
            var values = new float[100 * 13];
            for (int n = 0; n < 100; n++)
                data.Train.CopyRow(order[n], values.AsSpan(n * 13, 13));
            Examples train = Examples.FromValues(values, [.. order.Select(n => data.Train.Labels[n])], 13);
            using var inFileOrder = new Descent(network, data with { Train = train }, options with { Order = ExampleOrder.File }, 1);
            PathRecorder path = PathRecorder.Follow(inFileOrder, point, 1);
            Assert.Equal(expected.Metrics[epoch].TrainCost, path.Metrics[1].TrainCost);
            Kernels.Bits.AssertSame<float>(expected.Epochs[epoch].Parameters.Values, path.Last.Values, $"epoch {epoch}");
            point = path.Last;
        }
    }

    [Fact]
    public void Descent_RandomOutput_KeepsTheShiftItWasBornWith()
    {
        // A constant added to a row of output.W, or to all of output.b, changes nothing, so the gradient has no part along it.
        DataSet data = BuiltInDigits.Draw(6, 400, 70, 65);
        Network network = Network.Perceptron(784, [70], 10);
        Parameters start = Initialisation.Draw(network, new Start(1234, OutputStart.Random));
        using var descent = new Descent(network, data, new DescentOptions { LearningRate = 0.05 }, 2);
        PathRecorder path = PathRecorder.Follow(descent, start, 10);
        Assert.True(path.Metrics[^1].TrainCost < path.Metrics[1].TrainCost);
        AssertClose(Mean(start["output.b"]), Mean(path.Last["output.b"]), 1e-6, "output.b");
        double beta = (float)(1 - (2 * 0.05 * 1e-4));
        for (int row = 0; row < 70; row++)
        {
            double expected = Mean(start["output.W"].Slice(row * 10, 10)) * Math.Pow(beta, 10 * descent.Batches);
            AssertClose(expected, Mean(path.Last["output.W"].Slice(row * 10, 10)), 3e-6, $"row {row}");
        }

        static double Mean(Span<float> values)
        {
            double sum = 0;
            foreach (float value in values)
                sum += value;
            return sum / values.Length;
        }
    }

    [Fact]
    public void Descent_HugeLearningRate_DivergesAndTellsTheSink()
    {
        DataSet data = SmallData.Dense(train: 400, width: 13, classes: 3);
        Network network = Network.Perceptron(13, [9], 3);
        using var descent = new Descent(network, data, new DescentOptions { LearningRate = 1e12 }, 2);
        var path = new PathRecorder();
        DescentOutcome outcome = descent.Begin(SmallData.Point(network, 65), 50, path, CancellationToken.None);
        Assert.Equal(DescentOutcome.Diverged, outcome);
        Assert.False(double.IsFinite(path.Metrics[^1].TrainCost!.Value));
        Assert.All(path.Metrics.Skip(1).SkipLast(1), static metrics => Assert.True(double.IsFinite(metrics.TrainCost!.Value)));
        Assert.Equal(path.Metrics.Count - 1, path.Epochs[^1].Epoch);
    }

    /// <summary>The update of contract section 1 for one hidden layer of tanh, every sum in plain order.</summary>
    private static (float[] Parameters, double Cost) Plainly(
        Network network, Examples train, DescentOptions options, float[] start, int epochs)
    {
        float minusRate = -(float)options.LearningRate, beta = (float)(1 - (2 * options.LearningRate * options.L2)), l1 = (float)options.L1;
        float[] parameters = [.. start];
        double cost = 0;
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            cost = 0;
            for (int first = 0; first + options.BatchSize <= train.Count; first += options.BatchSize)
            {
                Examples batch = train.Slice(first, options.BatchSize);
                double[] point = [.. parameters.Select(static x => (double)x)];
                cost += new PlainNetwork(network, options.L1, options.L2).Evaluate(point, batch).Cost;
                double[] gradient = new PlainNetwork(network, 0, 0).Evaluate(point, batch).Gradient;
                foreach (ParameterSlot slot in network.Layout.Slots)
                {
                    bool weights = slot.Name.EndsWith(".W", StringComparison.Ordinal);
                    for (int i = slot.Offset; i < slot.Offset + slot.Count; i++)
                    {
                        float w = parameters[i], g = (float)gradient[i];
                        parameters[i] = weights
                            ? MathF.FusedMultiplyAdd(minusRate, g + (l1 * MathF.Sign(w)), beta * w)
                            : MathF.FusedMultiplyAdd(minusRate, g, w);
                    }
                }
            }
        }

        return (parameters, cost / (train.Count / options.BatchSize));
    }

    private static void AssertClose(double expected, double actual, double tolerance, string what) =>
        Assert.True(
            Math.Abs(actual - expected) <= tolerance,
            $"{what}: {actual:R}, expected {expected:R}, off by {Math.Abs(actual - expected):E2}, tolerance {tolerance:E2}");
}
