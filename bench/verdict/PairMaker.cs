using Minima.Data;
using Minima.Geometry;
using Minima.Minimisation;
using Minima.Networks;
using Minima.Numerics;
using Minima.Trajectories;

namespace Minima.VerdictRates;

/// <summary>Trains small networks and makes pairs of them whose kinship is known. Everything follows from the seeds.</summary>
/// <param name="data">What they are trained on.</param>
/// <param name="hidden">Units of the hidden layer.</param>
/// <param name="epochs">Epochs of each training.</param>
/// <param name="rate">The learning rate.</param>
internal sealed class PairMaker(DataSet data, int hidden, int epochs, double rate = 0.01)
{
    private const int MoreUnits = 8;

    private readonly Network _network = Network.Perceptron(data.Inputs, [hidden], data.Classes);
    private readonly Network _wider = Network.Perceptron(data.Inputs, [hidden + MoreUnits], data.Classes);

    /// <summary>As many pairs of each kinship.</summary>
    public IEnumerable<LabelledPair> Make(int ofEach)
    {
        // Network i has hidden seed 100 + i; pairs take networks that are neighbours in that order.
        Snapshot[][] trained = Trained(ofEach + 1, i => Way(_network, new Start(100 + (uint)i), data, Plain));
        Snapshot[] reordered = [.. Trained(ofEach, i => Way(_network, new Start(100 + (uint)i), data, Shuffled((uint)i))).Select(static way => way[^1])];
        Snapshot[] random = [.. Trained(ofEach, i => Way(
            _network, new Start(500 + (uint)i, OutputStart.Random, (uint)i), data, Plain)).Select(static way => way[^1])];
        Snapshot[] wide = [.. Trained(ofEach, i => Way(_wider, new Start(100 + (uint)i), data, Plain)).Select(static way => way[^1])];
        Snapshot[] senseless = [.. Trained(ofEach, i => Way(_network, new Start(100 + (uint)i), WithShuffledLabels((uint)i), Plain)).Select(static way => way[^1])];
        for (int i = 0; i < ofEach; i++)
        {
            Snapshot one = trained[i][^1];
            Symmetry symmetry = Aligner.Random(_network, new RandomState(900, (uint)i));
            yield return Pair(Kinship.PlantedCopy, one, new Snapshot(_network, symmetry.Apply(one.Parameters)));
            yield return Pair(Kinship.NeighbouringEpochs, trained[i][^2], one);
            yield return Pair(Kinship.OtherOrder, one, reordered[i]);
            yield return Pair(Kinship.Independent, one, trained[i + 1][^1]);
            yield return Pair(Kinship.IndependentOutput, one, random[i]);
            yield return Pair(Kinship.OtherWidth, one, wide[i]);
            yield return Pair(Kinship.ShuffledLabels, one, senseless[i]);
            yield return Pair(Kinship.Untrained, trained[i][0], i % 2 == 0 ? one : trained[i + 1][0]);

            LabelledPair Pair(Kinship kinship, Snapshot a, Snapshot b) => new(kinship, $"{kinship} {i}", a, b);
        }
    }

    private DescentOptions Plain => new() { LearningRate = rate };

    private DescentOptions Shuffled(uint seed) => Plain with { Order = ExampleOrder.Shuffled, OrderSeed = seed };

    private static Snapshot[][] Trained(int count, Func<int, Snapshot[]> train)
    {
        var ways = new Snapshot[count][];
        Parallel.For(0, count, i => ways[i] = train(i));
        return ways;
    }

    private Snapshot[] Way(Network network, Start start, DataSet set, DescentOptions options)
    {
        var keeper = new Keeper(network);
        using var descent = new Descent(network, set, options, threads: 1);
        descent.Begin(Initialisation.Draw(network, start), epochs, keeper, CancellationToken.None);
        return [.. keeper.Snapshots];
    }

    // The same images; what stands beside them says nothing about them.
    private DataSet WithShuffledLabels(uint seed)
    {
        byte[] labels = data.Train.Labels.ToArray();
        new RandomState(700, seed).Shuffle(labels.AsSpan());
        return data with { Train = Examples.FromPixels(data.Train.Pixels.ToArray(), labels, data.Inputs) };
    }

    /// <summary>Keeps the parameters at every epoch.</summary>
    private sealed class Keeper(Network network) : IPathSink
    {
        public List<Snapshot> Snapshots { get; } = [];

        public void EpochEnded(EpochMetrics metrics, PathPosition position) =>
            Snapshots.Add(new Snapshot(network, position.Parameters.Clone(), position.Epoch));

        public void Paused(PathPosition position, bool stopping)
        {
        }
    }
}
