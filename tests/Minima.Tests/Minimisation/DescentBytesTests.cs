using Minima.Data;
using Minima.Kernels;
using Minima.Minimisation;
using Minima.Networks;
using Minima.Numerics;
using Minima.Tests.Networks;

namespace Minima.Tests.Minimisation;

/// <summary>Same inputs, same bytes: whatever the threads, the kernels, and the interruptions.</summary>
public sealed class DescentBytesTests
{
    private static readonly DataSet Digits = BuiltInDigits.Draw(5, 130, 70, 65);

    private static readonly DataSet Random = SmallData.Dense(train: 130, width: 37, classes: 5);

    /// <summary>digits or random numbers, hidden sizes, activation, l1, shuffled.</summary>
    public static TheoryData<bool, int[], Activation, double, bool> Cases => new()
    {
        { true, [], Activation.Tanh, 0, false },
        { true, [70], Activation.Tanh, 0, false },
        { true, [130], Activation.Tanh, 1e-4, true },
        { false, [], Activation.Tanh, 1e-3, true },
        { false, [130], Activation.Relu, 1e-3, false },
        { false, [70, 130], Activation.Tanh, 0, true },
        { false, [130, 70, 66], Activation.Sigmoid, 1e-4, false },
    };

    [Theory, MemberData(nameof(Cases))]
    public void Descent_AnyThreadsAndKernels_GivesTheSameBytes(bool digits, int[] hidden, Activation activation, double l1, bool shuffled)
    {
        (DataSet data, Network network, Parameters start, DescentOptions options) = Make(digits, hidden, activation, l1, shuffled);
        PathRecorder expected = Follow("reference", 1);
        Assert.Equal(3, expected.Epochs.Count);
        Assert.NotEqual(start.Values, expected.Last.Values);
        foreach (IKernels kernels in KernelChoice.Available)
        {
            for (int threads = 1; threads <= (kernels.Name == "reference" ? 2 : 3); threads++)
                Follow(kernels.Name, threads).AssertSame(expected, $"{kernels.Name}, {threads} threads");
        }

        PathRecorder Follow(string kernels, int threads)
        {
            using var descent = new Descent(network, data, options, threads, KernelChoice.Choose(kernels));
            return PathRecorder.Follow(descent, start, 2);
        }
    }

    [Fact]
    public void Descent_AmongThreadsThatWantItsCores_GivesTheSameBytes()
    {
        // Whether the team gives up working together depends on the machine; the bytes must not.
        (DataSet data, Network network, Parameters start, DescentOptions options) = Make(true, [130], Activation.Tanh, 1e-4, true);
        PathRecorder expected = Follow(1);
        bool over = false;
        Thread[] others = [.. Enumerable.Range(0, 2 * Environment.ProcessorCount).Select(_ => new Thread(() =>
        {
            while (!Volatile.Read(ref over))
                Thread.SpinWait(100);
        }))];
        foreach (Thread other in others)
            other.Start();
        PathRecorder path = Follow(2);
        Volatile.Write(ref over, true);
        foreach (Thread other in others)
            other.Join();
        path.AssertSame(expected, "two threads among others");

        PathRecorder Follow(int threads)
        {
            using var descent = new Descent(network, data, options, threads);
            return PathRecorder.Follow(descent, start, 40);
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public void Descent_StoppedAnywhere_ContinuesToTheSameBytes(bool digits, int[] hidden, Activation activation, double l1, bool shuffled)
    {
        (DataSet data, Network network, Parameters start, DescentOptions options) = Make(digits, hidden, activation, l1, shuffled);
        using var straight = new Descent(network, data, options, 2);
        PathRecorder expected = PathRecorder.Follow(straight, start, 4);
        var random = new RandomState(41);
        for (int time = 0; time < 4; time++)
        {
            // The first time stops after every batch, the others at random ones; each part is a descent of its own.
            PathRecorder path = RunInParts(() => time == 0 ? 1 : 1 + random.Integer(10), out int parts);
            path.AssertSame(expected, $"in {parts} parts");
            Assert.True(parts > 2);
            Assert.All(path.Pauses, static pause => Assert.True(pause.Stopping));
        }

        PathRecorder RunInParts(Func<int> batches, out int parts)
        {
            var path = new PathRecorder();
            for (parts = 1; ; parts++)
            {
                using var stop = new CancellationTokenSource();
                int left = batches();
                var kernels = new CountingKernels(KernelChoice.Current, () =>
                {
                    if (Interlocked.Decrement(ref left) == 0)
                        stop.Cancel();
                });
                using var descent = new Descent(network, data, options, 1 + (parts % 2), kernels);
                DescentOutcome outcome = parts == 1
                    ? descent.Begin(start, 4, path, stop.Token)
                    : descent.Continue(path.Pauses[^1].Position, 4, path, stop.Token);
                if (outcome == DescentOutcome.Completed)
                    return path;
            }
        }
    }

    [Fact]
    public void Descent_StopAskedBefore_DoesOneBatchAndTellsWhereItStands()
    {
        (DataSet data, Network network, Parameters start, DescentOptions options) = Make(true, [70], Activation.Tanh, 0, false);
        using var descent = new Descent(network, data, options, 2);
        var path = new PathRecorder();
        Assert.Equal(DescentOutcome.Stopped, descent.Begin(start, 4, path, new CancellationToken(canceled: true)));
        (PathPosition position, bool stopping) = Assert.Single(path.Pauses);
        Assert.Equal((true, 0, 1), (stopping, position.Epoch, position.Batch));
        Assert.True(position is { CostSum: > 0, Seconds: > 0 });
    }

    private static (DataSet Data, Network Network, Parameters Start, DescentOptions Options) Make(
        bool digits, int[] hidden, Activation activation, double l1, bool shuffled)
    {
        DataSet data = digits ? Digits : Random;
        Network network = Network.Perceptron(data.Inputs, hidden, data.Classes, activation);
        ExampleOrder order = shuffled ? ExampleOrder.Shuffled : ExampleOrder.File;
        var options = new DescentOptions { L1 = l1, LearningRate = 0.05, Order = order, OrderSeed = 9 };
        return (data, network, SmallData.Point(network, 51), options);
    }
}
