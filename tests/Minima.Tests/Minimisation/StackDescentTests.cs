using Minima.Data;
using Minima.Kernels;
using Minima.Minimisation;
using Minima.Networks;
using Minima.Tests.Networks;

namespace Minima.Tests.Minimisation;

/// <summary>Descents of networks with convolutions: the rule, and the same bytes whatever the threads, the kernels, and the interruptions.</summary>
public sealed class StackDescentTests
{
    /// <summary>Network, activation, minimiser, l1.</summary>
    public static TheoryData<string, Activation, Minimiser?, double> Cases => new()
    {
        { "two", Activation.Tanh, null, 0 },
        { "border", Activation.Relu, null, 1e-3 },
        { "bare", Activation.Sigmoid, new Adam(), 0 },
        { "wide", Activation.Tanh, new Momentum(Nesterov: true), 1e-3 },
    };

    [Theory, MemberData(nameof(Cases))]
    public void Descent_AnyThreadsAndKernels_GivesTheSameBytes(string name, Activation activation, Minimiser? minimiser, double l1)
    {
        (DataSet data, Network network, Parameters start, DescentOptions options) = Make(name, activation, minimiser, l1);
        PathRecorder expected = Follow("reference", 1);
        Assert.NotEqual(start.Values, expected.Last.Values);
        foreach (IKernels kernels in KernelChoice.Available)
        {
            for (int threads = 1; threads <= 3; threads++)
                Follow(kernels.Name, threads).AssertSame(expected, $"{kernels.Name}, {threads} threads");
        }

        PathRecorder Follow(string kernels, int threads)
        {
            using var descent = new Descent(network, data, options, threads, KernelChoice.Choose(kernels));
            return PathRecorder.Follow(descent, start, 2);
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public void Descent_StoppedAtOnceAgainAndAgain_ContinuesToTheSameBytes(string name, Activation activation, Minimiser? minimiser, double l1)
    {
        (DataSet data, Network network, Parameters start, DescentOptions options) = Make(name, activation, minimiser, l1);
        using var straight = new Descent(network, data, options, 2);
        PathRecorder expected = PathRecorder.Follow(straight, start, 2), path = new();
        var stop = new CancellationToken(canceled: true);
        using var first = new Descent(network, data, options, 1);
        DescentOutcome outcome = first.Begin(start, 2, path, stop);
        for (int parts = 1; outcome != DescentOutcome.Completed; parts++)
        {
            Assert.Equal(DescentOutcome.Stopped, outcome);
            using var descent = new Descent(network, data, options, 1 + (parts % 2));
            outcome = descent.Continue(path.Pauses[^1].Position, 2, path, stop);
        }

        Assert.True(path.Pauses.Count > 3);
        path.AssertSame(expected, "in parts");
    }

    [Fact]
    public void Descent_OneBatch_TakesThePlainStep()
    {
        (DataSet data, Network network, Parameters start, DescentOptions options) = Make("two", Activation.Tanh, null, 1e-3);
        options = options with { BatchSize = data.Train.Count, Order = ExampleOrder.File };
        using var descent = new Descent(network, data, options, 1);
        PathRecorder path = PathRecorder.Follow(descent, start, 1);
        (double cost, double[] gradient) = new PlainNetwork(network, options.L1, options.L2).Evaluate([.. start.Values.Select(static x => (double)x)], data.Train);
        Assert.True(Math.Abs(cost - path.Metrics[1].TrainCost!.Value) <= 1e-6 * cost, $"{path.Metrics[1].TrainCost} against {cost}");
        for (int i = 0; i < gradient.Length; i++)
        {
            double expected = start.Values[i] - (options.LearningRate * gradient[i]);
            Assert.True(Math.Abs(expected - path.Last.Values[i]) <= 1e-6, $"number {i}: {path.Last.Values[i]} against {expected}");
        }
    }

    private static (DataSet Data, Network Network, Parameters Start, DescentOptions Options) Make(
        string name, Activation activation, Minimiser? minimiser, double l1)
    {
        Network network = StackTests.Of(name, activation);
        DataSet data = SmallData.Dense(130, network.Inputs, network.Classes);
        var options = new DescentOptions { BatchSize = 37, LearningRate = 0.05, L1 = l1, L2 = 1e-3, Order = ExampleOrder.Shuffled, OrderSeed = 4, Minimiser = minimiser };
        return (data, network, SmallData.Point(network, 6), options);
    }
}
