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
    // Two batches of 20: of six, every second one settles.
    private const int Stretch = 40;

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
        using var straight = new Descent(network, data, options, 2, KernelChoice.Current, Stretch);
        PathRecorder expected = PathRecorder.Follow(straight, start, 4);
        var random = new RandomState(41);
        for (int time = 0; time < 4; time++)
        {
            // The first time stops as soon as it can, the others after random batches; each part is a descent of its own.
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
                using var descent = new Descent(network, data, options, 1 + (parts % 2), kernels, Stretch);
                DescentOutcome outcome = parts == 1
                    ? descent.Begin(start, 4, path, stop.Token)
                    : descent.Continue(path.Pauses[^1].Position, 4, path, stop.Token);
                if (outcome == DescentOutcome.Completed)
                    return path;
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Descent_StopAskedBefore_StopsWhereNothingIsOwedAndTellsWhere(int batches)
    {
        (DataSet data, Network network, Parameters start, DescentOptions options) = Make(true, [70], Activation.Tanh, 0, false);
        using var descent = new Descent(network, data, options, 2, KernelChoice.Current, batches * options.BatchSize);
        var path = new PathRecorder();
        Assert.Equal(DescentOutcome.Stopped, descent.Begin(start, 4, path, new CancellationToken(canceled: true)));
        (PathPosition position, bool stopping) = Assert.Single(path.Pauses);
        Assert.Equal((true, 0, Math.Max(batches, 1)), (stopping, position.Epoch, position.Batch));
        Assert.True(position is { CostSum: > 0, Seconds: > 0 });
    }

    [Theory]
    [InlineData(ExampleOrder.File)]
    [InlineData(ExampleOrder.Shuffled)]
    public void Descent_StepsPutOff_GivesTheSameParametersAndCostsToTheirRounding(ExampleOrder order)
    {
        (DataSet data, Network network, Parameters start, DescentOptions options) = Make(true, [70], Activation.Tanh, 0, false);
        options = options with { Order = order, BatchSize = 2, L2 = 1e-2 };
        PathRecorder expected = Follow(0);
        foreach (int stretch in (int[])[4, 10, 1024])
        {
            PathRecorder path = Follow(stretch);
            Assert.Equal(expected.Last.Values, path.Last.Values);
            for (int epoch = 1; epoch <= 3; epoch++)
            {
                // Squares are summed in single precision over blocks of rows: the penalties differ by that, and the costs by less.
                double cost = expected.Metrics[epoch].TrainCost!.Value, difference = Math.Abs(path.Metrics[epoch].TrainCost!.Value - cost);
                Assert.True(difference <= 1e-7 * cost, $"stretches of {stretch}, epoch {epoch}: {difference}");
            }
        }

        PathRecorder Follow(int stretch)
        {
            using var descent = new Descent(network, data, options, 2, KernelChoice.Current, stretch);
            return PathRecorder.Follow(descent, start, 3);
        }
    }

    [Fact]
    public void Descent_BegunWhereSomethingWouldBeOwed_GivesTheSameParameters()
    {
        // A position as a version left it that put nothing off.
        (DataSet data, Network network, Parameters start, DescentOptions options) = Make(true, [70], Activation.Tanh, 0, false);
        var path = new PathRecorder();
        using (var eager = new Descent(network, data, options, 1, KernelChoice.Current, 0))
            eager.Begin(start, 4, path, new CancellationToken(canceled: true));
        PathPosition position = path.Pauses[^1].Position;
        Assert.Equal(1, position.Batch);
        using var descent = new Descent(network, data, options, 2, KernelChoice.Current, Stretch);
        var rest = new PathRecorder();
        descent.Continue(position, 3, rest, CancellationToken.None);
        using var straight = new Descent(network, data, options, 2, KernelChoice.Current, Stretch);
        Assert.Equal(PathRecorder.Follow(straight, start, 3).Last.Values, rest.Last.Values);
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
