using Minima.Data;
using Minima.Geometry;
using Minima.Networks;
using Minima.Trajectories;

namespace Minima.Studies.Reports;

/// <summary>What a report says of one run.</summary>
public sealed record RunReport
{
    private const int Followed = 16;

    /// <summary>The run.</summary>
    public required Run Run { get; init; }

    /// <summary>What it is called: its folder's name, or more of its path where others have the same.</summary>
    public required string Name { get; init; }

    /// <summary>How far each snapshot lies from the last.</summary>
    public required SeriesDistances Distances { get; init; }

    /// <summary>What each snapshot makes of the test set; null where there is none that fits, or no snapshot is finite.</summary>
    public SnapshotReadings? Readings { get; init; }

    /// <summary>Its hidden units as pictures; null where the inputs are no picture, there is no hidden layer, or no snapshot is finite.</summary>
    public UnitSeries? Units { get; init; }

    /// <summary>Reads and measures all snapshots of a run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="data">Its data; null: no snapshot is tested.</param>
    /// <param name="options">What is kept.</param>
    /// <param name="name">What to call it; null: by its folder.</param>
    /// <param name="progress">Told how far it has come.</param>
    /// <param name="cancellation">Stops it between two snapshots.</param>
    /// <exception cref="UnusableInputException">It has no snapshot yet, one is damaged, or the data does not fit.</exception>
    public static RunReport Of(
        Run run, DataSet? data, ReportOptions options, string? name = null, IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default)
    {
        name ??= Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(run.Folder)));
        Network network = run.Configuration.Network;
        if (data is not null)
            Fit.Require(network, data, run.Folder);
        using Functional? test = data is { Test.Count: > 0 } ? new Functional(network, data.Test, threads: options.Comparison.Threads) : null;
        var reporter = new WorkReporter(progress, $"reading {name}");
        Parameters last = run.ReadLast().Parameters;
        int[] epochs = [.. run.SnapshotEpochs];
        (int Epoch, Parameters Parameters)? end = LastFinite(run, epochs);
        ImageSize? size = network.Layers[0].Convolution is { } first
            ? (first.Channels == 1 ? new ImageSize(first.Kernel, first.Kernel) : null)
            : data?.Images ?? ImageSize.OfSquare(network.Inputs);
        int[] followed = end is { } finite && size is not null && network.Layers.Count > 1
            ? [.. UnitPictures.ByOutgoing(network, finite.Parameters).Take(Followed).Order()]
            : [];
        int[] frames = Frames(epochs, options.UnitBytes / 2 / Math.Max(1, followed.Length * network.Layers[0].FanIn));
        List<EpochDistances> distances = [];
        List<(int Epoch, Evaluation Evaluation, byte[] Predictions)> answers = [];
        List<UnitPictures> along = [];
        Answers? latest = null;
        foreach (int epoch in epochs)
        {
            cancellation.ThrowIfCancellationRequested();
            Parameters parameters = run.Read(epoch).Parameters;
            distances.Add(new EpochDistances(epoch, Geometry.Distances.Between(parameters, last)));
            if (parameters.FirstNonFinite() is null)
            {
                if (test?.Answer(parameters) is { } answer)
                {
                    latest = answer;
                    answers.Add((epoch, answer.Evaluation, answer.Predictions));
                }

                if (followed.Length > 0 && frames.Contains(epoch))
                    along.Add(UnitPictures.Of(epoch, network, parameters, followed));
            }

            reporter.Report($"reading {name}: {distances.Count} of {epochs.Length} snapshots", (double)distances.Count / epochs.Length);
        }

        return new RunReport
        {
            Run = run,
            Name = name,
            Distances = new SeriesDistances(distances),
            Readings = latest is null ? null : SnapshotReadings.Of(answers, latest, data!.Test, options.Digits),
            Units = followed.Length == 0 ? null : new UnitSeries(
                network.Layers[0], size!.Columns, size.Rows, All(end!.Value.Epoch, end.Value.Parameters), along),
        };

        UnitPictures All(int epoch, Parameters parameters)
        {
            int most = options.UnitBytes / 2 / network.Layers[0].FanIn;
            return UnitPictures.Of(epoch, network, parameters, [.. UnitPictures.ByOutgoing(network, parameters).Take(most).Order()]);
        }
    }

    private static (int Epoch, Parameters Parameters)? LastFinite(Run run, int[] epochs)
    {
        foreach (int epoch in epochs.Reverse())
        {
            Parameters parameters = run.Read(epoch).Parameters;
            if (parameters.FirstNonFinite() is null)
                return (epoch, parameters);
        }

        return null;
    }

    // Evenly among the snapshots, the first and the last with them.
    private static int[] Frames(int[] epochs, int most) => epochs.Length <= most
        ? epochs
        : [.. Enumerable.Range(0, Math.Max(2, most)).Select(i => epochs[(int)((long)i * (epochs.Length - 1) / (Math.Max(2, most) - 1))]).Distinct()];
}
