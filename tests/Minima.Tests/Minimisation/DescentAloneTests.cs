using Minima.Data;
using Minima.Minimisation;
using Minima.Networks;
using Minima.Tests.Networks;

namespace Minima.Tests.Minimisation;

[Collection(Alone.Name)]
public sealed class DescentAloneTests
{
    // Per epoch: its metrics, its position, two evaluations, and what the runtime itself may need now and then.
    private const long SmallChange = 4096;

    [Theory, InlineData(ExampleOrder.File), InlineData(ExampleOrder.Shuffled)]
    public void Descent_AnyOrder_AllocatesNothingOnTheManagedHeaps(ExampleOrder order)
    {
        DataSet data = SmallData.Dense(train: 2000, width: 37, classes: 5);
        Network network = Network.Perceptron(37, [130, 70], 5);
        using var descent = new Descent(network, data, new DescentOptions { Order = order }, 3);
        var sink = new AllocationSink();
        descent.Begin(SmallData.Point(network, 71), 12, sink, CancellationToken.None);
        Assert.Equal(13, sink.Count);
        for (int epoch = 5; epoch <= 12; epoch++)
        {
            Assert.InRange(sink.OwnBytes[epoch] - sink.OwnBytes[epoch - 1], 0, 1024);
            Assert.InRange(sink.AllBytes[epoch] - sink.AllBytes[epoch - 1], 0, SmallChange);
        }
    }

    [Fact]
    public void Descent_Mnist_FollowsThePublishedSeries()
    {
        Data.MnistTests.SkipWithoutMnist();
        DataSet data = IdxFolder.Load(Path.Combine(Environment.GetEnvironmentVariable("MINIMA_DATA")!, "mnist"));
        Network network = Network.Perceptron(784, [500], 10);
        using var descent = new Descent(network, data, new DescentOptions());
        PathRecorder path = PathRecorder.Follow(descent, Initialisation.Draw(network, new Start(1234)), 10);
        Assert.Equal((962, 1009), Errors(1));
        Assert.Equal((861, 874), Errors(2));
        Assert.Equal((574, 619), Errors(10));
        Assert.InRange(path.Metrics[10].TrainCost!.Value, 0, path.Metrics[1].TrainCost!.Value);
        AssertNorm(24.441345, "hidden.W");
        AssertNorm(0.953969, "hidden.b");
        AssertNorm(6.543966, "output.W");
        AssertNorm(0.840123, "output.b");

        (int Validation, int Test) Errors(int epoch) => (path.Metrics[epoch].ValidationErrors, path.Metrics[epoch].TestErrors);

        void AssertNorm(double expected, string name)
        {
            double norm = Math.Sqrt(path.Last[name].ToArray().Sum(static x => (double)x * x));
            Assert.True(Math.Abs(norm - expected) <= 2e-3, $"norm of {name} is {norm}, expected {expected}");
        }
    }

    /// <summary>Notes what had been allocated at each epoch's end, into room made before.</summary>
    private sealed class AllocationSink : IPathSink
    {
        public int Count { get; private set; }

        public long[] OwnBytes { get; } = new long[20];

        public long[] AllBytes { get; } = new long[20];

        public void EpochEnded(EpochMetrics metrics, PathPosition position)
        {
            OwnBytes[Count] = GC.GetAllocatedBytesForCurrentThread();
            AllBytes[Count] = GC.GetTotalAllocatedBytes(precise: true);
            Count++;
        }

        public void Paused(PathPosition position, bool stopping)
        {
        }
    }
}
