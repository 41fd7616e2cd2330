using Minima.Curvature;
using Minima.Data;
using Minima.Geometry;
using Minima.Networks;
using Minima.Trajectories;

namespace Minima.Studies.Comparisons;

/// <summary>Two runs, epoch by epoch over the epochs of which both keep a snapshot: when they parted, and how they lay to each other.</summary>
/// <param name="Rows">One for each epoch, ascending.</param>
/// <param name="Last">The last of these epochs, compared in full.</param>
public sealed record SeriesComparison(IReadOnlyList<EpochComparison> Rows, Comparison Last)
{
    private const int PointsOfLine = 5;

    /// <summary>The last epoch at which they were at least in one basin; null: there is none.</summary>
    public int? LastTogether => Rows.LastOrDefault(static row => row.Verdict.IsSame())?.Epoch;

    /// <summary>The last epoch at which they were at least connected; null: there is none.</summary>
    public int? LastConnected => Rows.LastOrDefault(static row => row.Verdict == Verdict.Connected || row.Verdict.IsSame())?.Epoch;

    /// <summary>When they parted, in words.</summary>
    public string Parting
    {
        get
        {
            int end = Rows[^1].Epoch;
            string start = Rows[0].AreIdentical ? $"They are the same bytes at epoch {Rows[0].Epoch}. " : "";
            string basin = LastTogether is not { } together ? "At no common epoch are they, trained, in one basin"
                : together == end ? $"They are in one basin at the last common epoch, {end}"
                : $"They were in one basin last at epoch {together}";
            string connected = LastConnected is not { } last ? "at none are they connected."
                : last == end ? $"they are connected at the last common epoch, {end}{Since()}."
                : $"they were connected last at epoch {last}.";
            return $"{start}{basin}; {connected}";
        }
    }

    /// <summary>Compares two runs.</summary>
    /// <param name="a">A.</param>
    /// <param name="b">B.</param>
    /// <param name="data">What they are compared on.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Is told how many epochs are done, and of how many.</param>
    /// <param name="polishing">Of the last epoch, if it is polished: is told which point is under way, and how far it has come.</param>
    /// <param name="every">Every so many of the common epochs are compared, and the last.</param>
    /// <param name="cancellation">Stops it between two epochs.</param>
    /// <exception cref="UnusableInputException">
    /// The runs have no epoch in common, or other shapes, or what <see cref="Comparison.Of"/> refuses.
    /// </exception>
    public static SeriesComparison Of(
        Run a,
        Run b,
        DataSet data,
        ComparisonOptions options,
        IProgress<(int Done, int All)>? progress = null,
        IProgress<(string Name, PolishProgress Progress)>? polishing = null,
        int every = 1,
        CancellationToken cancellation = default)
    {
        int[] common = CommonEpochs(a, b), epochs = [.. common.Where((_, i) => i % every == 0 || i == common.Length - 1)];
        Network network = a.Configuration.Network;
        if (!Comparison.SameShape(network, b.Configuration.Network))
            throw new UnusableInputException($"The runs '{a.Folder}' and '{b.Folder}' are of other shapes and have no course in common.");
        var measure = new LineOptions { Points = PointsOfLine, WithTop = false, L1 = options.L1, L2 = options.L2, Threads = options.Threads };
        using var lines = new Lines(network, data.Train, data.Test, measure);
        using var test = new Functional(network, data.Test, threads: options.Threads);
        var rows = new List<EpochComparison>();
        foreach (int epoch in epochs)
        {
            cancellation.ThrowIfCancellationRequested();
            Parameters mine = a.Read(epoch).Parameters, theirs = new(network.Layout, b.Read(epoch).Parameters.Values);
            rows.Add(At(epoch, mine, theirs));
            progress?.Report((rows.Count, epochs.Length));
        }

        int last = epochs[^1];
        var whole = Comparison.Of(
            $"{Path.TrimEndingDirectorySeparator(a.Folder)}@{last}", a.Read(last), $"{Path.TrimEndingDirectorySeparator(b.Folder)}@{last}", b.Read(last),
            data, options, polishing: polishing, cancellation: cancellation);
        return new SeriesComparison(rows, whole);

        EpochComparison At(int epoch, Parameters mine, Parameters theirs)
        {
            Symmetry symmetry = Aligner.Align(network, mine, theirs, SymmetryKind.Full, options.Alignment.RandomStarts, options.Alignment.Seed).Symmetry;
            Parameters copy = symmetry.Apply(theirs);
            AlignmentCoordinates of = new(network, mine), other = new(network, theirs);
            IReadOnlyList<LinePath> paths = lines.Between(mine, theirs, [Symmetry.Identity(network), symmetry], cancellation);
            Snapshot start = new(network, mine), end = new(network, theirs);
            Distances raw = Distances.Between(mine, theirs), aligned = Distances.Between(mine, copy);
            double? apart = Distances.Between(SoftmaxShift.Removed(network, mine), SoftmaxShift.Removed(network, copy)).Total.Relative;
            RuleCheck distance = Rules.Distance(raw.Total.Relative, apart, options.Thresholds);
            LinePath best = paths[1].Barrier.TrainLoss < paths[0].Barrier.TrainLoss ? paths[1] : paths[0];
            return new EpochComparison(
                epoch,
                [
                    Rules.Untrained(
                        Comparison.ShareOfGuessing(paths[0].Points[0].Train, start), Comparison.ShareOfGuessing(paths[0].Points[^1].Train, end), options.Thresholds),
                    Rules.Identical(mine, theirs),
                    distance,
                    .. distance.Met == true ? Rules.Functions(Functions(mine, theirs), options.Thresholds) : [],
                    .. Rules.Lines(paths[0], best, options.Thresholds),
                ],
                raw,
                aligned,
                of.Overlap(other),
                of.Overlap(other.Mapped(symmetry.Maps)),
                paths[0],
                paths[1]);
        }

        PredictionPair Functions(Parameters mine, Parameters theirs) =>
            PredictionPair.Of(test.Answer(mine), test.Answer(theirs), data.Test.Labels, options.Thresholds.LogProbability);
    }

    /// <summary>The epochs of which both runs keep a snapshot, ascending.</summary>
    /// <exception cref="UnusableInputException">There is none.</exception>
    public static int[] CommonEpochs(Run a, Run b)
    {
        int[] epochs = [.. a.SnapshotEpochs.Intersect(b.SnapshotEpochs).Order()];
        return epochs.Length > 0 ? epochs : throw new UnusableInputException(
            $"The runs '{a.Folder}' and '{b.Folder}' have no epoch in common of which both keep a snapshot. Name two snapshots instead (RUN@EPOCH).");
    }

    // From which epoch on they stayed connected.
    private string Since()
    {
        EpochComparison? apart = Rows.LastOrDefault(static row => row.Verdict != Verdict.Connected && !row.Verdict.IsSame());
        return apart is null ? ", and were at all before" : $", and have been since epoch {Rows.First(row => row.Epoch > apart.Epoch).Epoch}";
    }
}
