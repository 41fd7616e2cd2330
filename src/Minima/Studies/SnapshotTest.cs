using Minima.Data;
using Minima.Networks;
using Minima.Numerics;
using Minima.Trajectories;

namespace Minima.Studies;

/// <summary>What a saved model makes of a part of a data set, with each example that it reads wrongly.</summary>
public sealed class SnapshotTest
{
    private SnapshotTest(string name, Snapshot snapshot, DataSet data, DataPart part, Answers answers)
    {
        (Name, Snapshot, Data, Part, Evaluation) = (name, snapshot, data, part, answers.Evaluation);
        int classes = snapshot.Network.Classes;
        ReadOnlySpan<byte> labels = data[part].Labels;
        var confusion = new int[classes, classes];
        var wrong = new List<WrongPrediction>(answers.Evaluation.Errors);
        for (int i = 0; i < labels.Length; i++)
        {
            (int predicted, int truth) = (answers.Predictions[i], labels[i]);
            confusion[truth, predicted]++;
            if (predicted != truth)
                wrong.Add(new WrongPrediction(i, predicted, truth, answers.LogProbabilities.AsMemory(i * classes, classes)));
        }

        (Confusion, Wrong) = (confusion, wrong);
    }

    /// <summary>What the snapshot is called.</summary>
    public string Name { get; }

    /// <summary>What was tested.</summary>
    public Snapshot Snapshot { get; }

    /// <summary>What it was tested on.</summary>
    public DataSet Data { get; }

    /// <summary>Which part of it.</summary>
    public DataPart Part { get; }

    /// <summary>Errors and loss.</summary>
    public Evaluation Evaluation { get; }

    /// <summary>The 95 % interval of the error rate (<see cref="Wilson"/>): what other examples of the same kind might give.</summary>
    public ShareInterval Interval => Wilson.Interval(Evaluation.Errors, Evaluation.Examples);

    /// <summary>Every example that is read wrongly, by its index.</summary>
    public IReadOnlyList<WrongPrediction> Wrong { get; }

    /// <summary>How many examples of the true class [row] were read as the class [column].</summary>
    public int[,] Confusion { get; }

    /// <summary>Tests a snapshot.</summary>
    /// <param name="name">What to call it in errors and figures.</param>
    /// <param name="snapshot">The snapshot.</param>
    /// <param name="data">The data set.</param>
    /// <param name="part">The part of it to read.</param>
    /// <param name="threads">How many threads compute; 0: one for each core. The result does not depend on it.</param>
    /// <exception cref="UnusableInputException">
    /// The data does not fit the network, the part is empty, or a parameter is not finite; the first one is named.
    /// </exception>
    public static SnapshotTest Of(string name, Snapshot snapshot, DataSet data, DataPart part = DataPart.Test, int threads = 0)
    {
        Fit.Require(snapshot.Network, data, name);
        Fit.RequireExamples(data, part);
        if (snapshot.Parameters.FirstNonFinite() is { } number)
        {
            throw new UnusableInputException(
                $"'{name}': {number}. A network reads examples only if all its parameters are finite; take an earlier snapshot.");
        }

        using var functional = new Functional(snapshot.Network, data[part], threads: threads);
        return new SnapshotTest(name, snapshot, data, part, functional.Answer(snapshot.Parameters));
    }
}
