using Minima.Data;
using Minima.Networks;
using Minima.Numerics;
using Minima.Trajectories;

namespace Minima.Studies;

/// <summary>How well an autoencoder gives a part of a data set back, uncorrupted: the cross-entropy of its inputs and outputs, in nats an example.</summary>
public sealed class ReconstructionTest
{
    private ReconstructionTest(string name, Snapshot snapshot, DataSet data, DataPart part, double[] costs)
    {
        (Name, Snapshot, Data, Part, Costs) = (name, snapshot, data, part, costs);
        Cost = costs.Average();
        double squares = costs.Sum(cost => (cost - Cost) * (cost - Cost));
        StandardError = costs.Length > 1 ? Math.Sqrt(squares / (costs.Length - 1) / costs.Length) : double.NaN;
    }

    /// <summary>What the snapshot is called.</summary>
    public string Name { get; }

    /// <summary>What was tested.</summary>
    public Snapshot Snapshot { get; }

    /// <summary>What it was tested on.</summary>
    public DataSet Data { get; }

    /// <summary>Which part of it.</summary>
    public DataPart Part { get; }

    /// <summary>The cost of each example.</summary>
    public IReadOnlyList<double> Costs { get; }

    /// <summary>Their mean.</summary>
    public double Cost { get; }

    /// <summary>The mean's standard error, for other examples of the same kind; not a number for a single example.</summary>
    public double StandardError { get; }

    /// <summary>Tests a snapshot.</summary>
    /// <param name="name">What to call it in errors and figures.</param>
    /// <param name="snapshot">The snapshot.</param>
    /// <param name="data">The data set.</param>
    /// <param name="part">The part of it to read.</param>
    /// <param name="threads">How many threads compute; 0: one for each core. The result does not depend on it.</param>
    /// <exception cref="UnusableInputException">
    /// The snapshot is no autoencoder's, the data does not fit it, the part is empty, or a parameter is not finite; the first one is named.
    /// </exception>
    public static ReconstructionTest Of(string name, Snapshot snapshot, DataSet data, DataPart part = DataPart.Test, int threads = 0)
    {
        Fit.RequireInputs(snapshot.Network, data, name);
        Fit.RequireExamples(data, part);
        if (snapshot.Parameters.FirstNonFinite() is { } number)
            throw new UnusableInputException($"'{name}': {number}. An autoencoder gives something back only if all its parameters are finite; take an earlier snapshot.");
        using var reconstruction = new Reconstruction(snapshot.Network, data[part], threads);
        return new ReconstructionTest(name, snapshot, data, part, reconstruction.Costs(snapshot.Parameters));
    }
}
