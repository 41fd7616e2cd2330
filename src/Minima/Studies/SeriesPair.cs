using Minima.Data;
using Minima.Geometry;
using Minima.Networks;
using Minima.Numerics;
using Minima.Trajectories;

namespace Minima.Studies;

/// <summary>What two series are at one epoch, each by itself and beside the other.</summary>
/// <param name="Epoch">The epoch.</param>
/// <param name="FirstToLast">The first series' distance to its own last snapshot.</param>
/// <param name="SecondToLast">The second's to its own.</param>
/// <param name="Between">The first's distance to the second.</param>
/// <param name="Shift">The part of that which softmax hides.</param>
/// <param name="FirstErrors">Test examples that the first reads wrongly.</param>
/// <param name="SecondErrors">Test examples that the second reads wrongly.</param>
/// <param name="OnlyFirstErrs">Test examples that only the first reads wrongly.</param>
/// <param name="OnlySecondErrs">Test examples that only the second reads wrongly.</param>
public sealed record PairAtEpoch(
    int Epoch,
    Distances FirstToLast,
    Distances SecondToLast,
    Distances Between,
    SoftmaxShift Shift,
    int FirstErrors,
    int SecondErrors,
    int OnlyFirstErrs,
    int OnlySecondErrs)
{
    /// <summary>McNemar's exact two-sided p: how often chance alone would part the errors of two equally good readers this unevenly.</summary>
    public double P { get; } = McNemar.ExactP(OnlyFirstErrs, OnlySecondErrs);
}

/// <summary>Two runs of one network, compared at every epoch of which both keep a snapshot.</summary>
public sealed class SeriesPair
{
    internal SeriesPair(Run first, Run second, IReadOnlyList<PairAtEpoch> rows) => (First, Second, Rows) = (first, second, rows);

    /// <summary>The first run.</summary>
    public Run First { get; }

    /// <summary>The second run.</summary>
    public Run Second { get; }

    /// <summary>The epochs that both have, ascending; the last one is both runs' end.</summary>
    public IReadOnlyList<PairAtEpoch> Rows { get; }

    /// <summary>Reads both series, one epoch after the other, and tests every snapshot on the test set.</summary>
    /// <exception cref="UnusableInputException">
    /// The networks differ, or the data do not fit them, or the runs have no last epoch in common, or a file is damaged.
    /// </exception>
    public static SeriesPair Compare(Run first, Run second, DataSet data, int threads, CancellationToken cancellation)
    {
        Network network = first.Configuration.Network;
        if (!network.Layout.Matches(second.Configuration.Network.Layout))
            throw new UnusableInputException($"The runs '{first.Folder}' and '{second.Folder}' are of different networks and have no distance.");
        int[] epochs = [.. first.SnapshotEpochs.Intersect(second.SnapshotEpochs).Order()];
        Snapshot firstLast = first.ReadLast(), secondLast = second.ReadLast();
        if (epochs.Length == 0 || firstLast.Epoch != secondLast.Epoch || epochs[^1] != firstLast.Epoch)
        {
            throw new UnusableInputException(
                $"The runs '{first.Folder}' and '{second.Folder}' do not end with the same epoch; train both to the same length.");
        }

        using var test = new Functional(network, data.Test, threads: threads);
        var rows = new List<PairAtEpoch>();
        foreach (int epoch in epochs)
        {
            cancellation.ThrowIfCancellationRequested();
            rows.Add(CompareAt(epoch, first.Read(epoch).Parameters, second.Read(epoch).Parameters));
        }

        return new SeriesPair(first, second, rows);

        PairAtEpoch CompareAt(int epoch, Parameters a, Parameters b)
        {
            byte[] byFirst = test.Predict(a), bySecond = test.Predict(b);
            int onlyFirst = 0, onlySecond = 0, both = 0;
            for (int i = 0; i < byFirst.Length; i++)
            {
                bool firstErrs = byFirst[i] != data.Test.Labels[i], secondErrs = bySecond[i] != data.Test.Labels[i];
                both += firstErrs && secondErrs ? 1 : 0;
                onlyFirst += firstErrs && !secondErrs ? 1 : 0;
                onlySecond += secondErrs && !firstErrs ? 1 : 0;
            }

            return new PairAtEpoch(
                epoch,
                Distances.Between(a, firstLast.Parameters),
                Distances.Between(b, secondLast.Parameters),
                Distances.Between(a, b),
                SoftmaxShift.Between(network, a, b),
                onlyFirst + both,
                onlySecond + both,
                onlyFirst,
                onlySecond);
        }
    }
}
