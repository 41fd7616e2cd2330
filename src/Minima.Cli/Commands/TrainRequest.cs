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
        new(Configure(data), Folder, Epochs, Schedule, Force) { Start = From?.Parameters, Patience = Patience };

    private RunConfiguration Configure(DataSet data)
    {
        if (From is not null)
        {
            return new RunConfiguration(
                From.Network, Start, Descent, data.Name, data.Fingerprint, Augmentation, GivenStart.Of(From.Parameters, From.Epoch ?? 0));
        }

        int[] widths = [data.Inputs, .. Hidden, data.Classes];
        Int128 parameters = 0;
        for (int i = 1; i < widths.Length; i++)
            parameters += ((Int128)widths[i - 1] + 1) * widths[i];
        int kept = Descent.Minimiser switch { null => 1, Adam => 3, _ => 2 };
        if (parameters > MostParameters / kept)
        {
            throw new UnusableInputException(
                $"A network {string.Join('-', widths)} has {parameters:N0} parameters; a snapshot holds {MostParameters / kept:N0}{(kept > 1 ? " with what the minimiser keeps" : "")}. Ask for fewer hidden units.");
        }

        return new RunConfiguration(
            Network.Perceptron(data.Inputs, Hidden, data.Classes, Activation), Start, Descent, data.Name, data.Fingerprint, Augmentation);
    }
}
