using Minima.Data.Pictures;
using Minima.Networks;
using Minima.Studies;
using Minima.Trajectories;

namespace Minima.Tests.Studies;

public sealed class SeriesReadingTests
{
    [Fact]
    public void Of_Snapshots_IsThePredictionOfEach()
    {
        var network = Network.Perceptron(784, [30, 7], 10, Activation.Relu);
        Snapshot[] snapshots = [.. Enumerable.Range(0, 4).Select(i => new Snapshot(network, Initialisation.Draw(network, new Start((uint)i, OutputStart.Random)), i))];
        PredictionInput input = Input();
        var reading = SeriesReading.Of(network, snapshots, input);
        Assert.Equal(4, reading.Probabilities.Count);
        for (int i = 0; i < 4; i++)
            Assert.Equal(Prediction.Of($"{i}", snapshots[i], [input])[0].Probabilities, reading.Probabilities[i]);
        Assert.NotEqual(reading.Probabilities[0], reading.Probabilities[1]);
    }

    [Fact]
    public void Of_ASnapshotThatIsNotFinite_HasNoFiguresAndTheOthersHave()
    {
        var network = Network.Perceptron(784, [3], 10);
        Parameters bad = Initialisation.Draw(network, new Start());
        bad.Values[17] = float.NaN;
        var reading = SeriesReading.Of(network, [new Snapshot(network, bad), new Snapshot(network, Initialisation.Draw(network, new Start()))], Input());
        Assert.All(reading.Probabilities[0], static p => Assert.True(double.IsNaN(p)));
        Assert.True(Math.Abs(reading.Probabilities[1].Sum() - 1) <= 1e-6);
    }

    [Fact]
    public void Of_AnImageOfAnotherSize_IsRefused() =>
        Assert.Throws<UnusableInputException>(() => SeriesReading.Of(Network.Perceptron(6, [3], 3), [], Input()));

    private static PredictionInput Input()
    {
        byte[] grey = [.. Enumerable.Range(0, 60 * 60).Select(static i => (i % 60) is >= 28 and < 33 && (i / 60) is > 8 and < 52 ? (byte)0 : (byte)255)];
        return PredictionInput.FromPicture(new Picture(60, 60, grey), "a stroke");
    }
}
