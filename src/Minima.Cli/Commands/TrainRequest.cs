using Minima.Data;
using Minima.Data.Augmentation;
using Minima.Minimisation;
using Minima.Networks;
using Minima.Studies;
using Minima.Trajectories;

namespace Minima.Cli.Commands;

/// <summary>A training that was asked for.</summary>
internal sealed record TrainRequest
{
    // What a snapshot can hold: 1 GiB of floats.
    private const long MostParameters = 1L << 28;

    public required string Folder { get; init; }

    public required string DataName { get; init; }

    public required NetworkKind Kind { get; init; }

    /// <summary>Empty: what is usual.</summary>
    public required IReadOnlyList<double> Corruption { get; init; }

    public required int PretrainingEpochs { get; init; }

    public required double PretrainingRate { get; init; }

    public required int Epochs { get; init; }

    public required SaveSchedule Schedule { get; init; }

    public required int Threads { get; init; }

    public required bool Force { get; init; }

    /// <summary>The snapshot that the run begins with; null where its start is drawn.</summary>
    public required Snapshot? From { get; init; }

    public required IReadOnlyList<int> Hidden { get; init; }

    public required Activation Activation { get; init; }

    public required Start Start { get; init; }

    public required AugmentationRecipe? Augmentation { get; init; }

    public required int? Patience { get; init; }

    public required DescentOptions Descent { get; init; }

    /// <summary>The data as they are trained on.</summary>
    /// <exception cref="UnusableInputException">They are not found or unusable, or cannot be augmented.</exception>
    public DataSet Load()
    {
        DataSet data = DataLocator.FromEnvironment().Load(DataName);
        return Augmentation is null ? data : Augmentation.Apply(data);
    }

    /// <summary>The run on a data set.</summary>
    /// <exception cref="UnusableInputException">The network is too large to be kept.</exception>
    public TrainingJob Job(DataSet data) =>
        new(Configure(data), Folder, Epochs, Schedule, Force) { Start = From?.Parameters, Patience = Patience ?? UsualPatience(data) };

    // The tutorial's, of its stacked autoencoders: ten epochs' batches.
    private int? UsualPatience(DataSet data) =>
        Kind == NetworkKind.Stacked ? (int)Math.Min(int.MaxValue, 10L * Math.Max(1, data.Train.Count / Descent.BatchSize)) : null;

    private RunConfiguration Configure(DataSet data)
    {
        if (From is not null)
        {
            return new RunConfiguration(
                From.Network, Start, Corrupted(From.Network), data.Name, data.Fingerprint, Augmentation, GivenStart.Of(From.Parameters, From.Epoch ?? 0));
        }

        Network network = Build(data);
        long parameters = network.Layout.Count;
        int kept = Descent.Minimiser switch { null => 1, Adam => 3, _ => 2 };
        if (parameters > MostParameters / kept)
        {
            throw new UnusableInputException(
                $"A network {network.Sizes} has {parameters:N0} parameters; a snapshot holds {MostParameters / kept:N0}{(kept > 1 ? " with what the minimiser keeps" : "")}. Ask for fewer hidden units.");
        }

        return new RunConfiguration(
            network, Start, Corrupted(network), data.Name, data.Fingerprint, Augmentation, pretraining: Kind == NetworkKind.Stacked ? Pretraining() : null);
    }

    private Network Build(DataSet data)
    {
        // Before a layout adds its sizes up in 32 bits.
        Int128 parameters = 0;
        int before = data.Inputs;
        foreach (int units in Kind == NetworkKind.Perceptron || Kind == NetworkKind.Stacked ? [.. Hidden, data.Classes] : Array.Empty<int>())
            (parameters, before) = (parameters + (((Int128)before + 1) * units), units);
        return parameters <= MostParameters
            ? Kind.Build(data, Hidden, Activation)
            : throw new UnusableInputException(
                $"A network {string.Join('-', [data.Inputs, .. Hidden, data.Classes])} has {parameters:N0} parameters; a snapshot holds {MostParameters:N0}. Ask for fewer hidden units.");
    }

    private DescentOptions Corrupted(Network network)
    {
        if (!network.IsAutoencoder)
            return Descent;
        if (Corruption.Count > 1)
            throw new UnusableInputException($"--corruption gives {Corruption.Count} numbers, but one autoencoder has one.");
        return Descent with { Corruption = new Corruption(Corruption is [double level] ? level : 0, StackedStart.Draw(network, Start.HiddenSeed).MaskSeeds[0]) };
    }

    private Pretraining Pretraining()
    {
        var usual = new Pretraining();
        IReadOnlyList<double> levels = Corruption.Count switch
        {
            0 when Hidden.Count == usual.Corruption.Count => usual.Corruption,
            0 => throw new UnusableInputException($"--hidden asks for {Hidden.Count} layers; say how much of the inputs of each is put to zero, such as --corruption {string.Join(',', Hidden.Select(static (_, i) => Math.Min(9, i + 1)).Select(static tenth => $"0.{tenth}"))}."),
            1 => [.. Enumerable.Repeat(Corruption[0], Hidden.Count)],
            var count when count == Hidden.Count => Corruption,
            var count => throw new UnusableInputException($"--corruption gives {count} numbers for {Hidden.Count} hidden layers; give one for each, or one for all."),
        };
        return usual with { Corruption = levels, Epochs = PretrainingEpochs, LearningRate = PretrainingRate, BatchSize = Descent.BatchSize };
    }
}
