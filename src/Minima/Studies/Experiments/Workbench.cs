using Minima.Data;
using Minima.Minimisation;
using Minima.Networks;
using Minima.Studies.Pairs;
using Minima.Trajectories;

namespace Minima.Studies.Experiments;

/// <summary>Trains the runs of a study, each distinct one once, and measures pairs of their ends; what is on disk already is not done again.</summary>
internal sealed class Workbench
{
    private readonly StudySetting _setting;
    private readonly DataSet _data;
    private readonly IProgress<WorkProgress>? _progress;
    private readonly CancellationToken _cancellation;
    private readonly Network _network;

    /// <exception cref="UnusableInputException">The setting makes no study.</exception>
    public Workbench(StudySetting setting, DataSet data, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        if (setting.Replicates < 1)
            throw new UnusableInputException($"{setting.Replicates} replicates were asked for; at least 1 is needed, and 2 for an interval.");
        if (setting.Hidden.Count == 0)
            throw new UnusableInputException("The networks have no hidden layer; a line between two such networks has no barrier, their loss is convex.");
        if (setting.Descent.Minimiser is not null || setting.Descent.Schedule is not null)
            throw new UnusableInputException("Studies are of plain gradient descent at a constant rate: a run then goes on from its parameters alone.");
        (_setting, _data, _progress, _cancellation) = (setting, data, progress, cancellation);
        _network = Network.Perceptron(data.Inputs, setting.Hidden, data.Classes, setting.Activation);
    }

    /// <summary>A run that is drawn from seeds.</summary>
    /// <param name="name">Its folder's name.</param>
    /// <param name="start">Where it begins.</param>
    /// <param name="orderSeed">Of the order of the examples; null: as in the files.</param>
    /// <param name="keep">Epochs that are kept beside the first and the last.</param>
    public TrainingJob Drawn(string name, Start start, uint? orderSeed, IEnumerable<int>? keep = null) =>
        new(Configure(start, orderSeed, null), At(name), _setting.Epochs, new SaveSchedule(every: 0, keep));

    /// <summary>A run that goes on from given parameters.</summary>
    public TrainingJob Given(string name, Parameters start, int epoch, uint? orderSeed) =>
        new(Configure(new Start(), orderSeed, GivenStart.Of(start, epoch)), At(name), _setting.Epochs, new SaveSchedule(every: 0)) { Start = start };

    /// <summary>Trains what is missing; jobs of one folder are one run.</summary>
    /// <returns>The runs by name.</returns>
    public Dictionary<string, Run> Train(IEnumerable<TrainingJob> jobs, string noun)
    {
        TrainingJob[] distinct = [.. jobs.DistinctBy(static job => job.Folder, StringComparer.Ordinal)];
        IReadOnlyList<TrainingResult> results = TrainingPool.Run(distinct, _data, _setting.Workers, new PoolReporter(_progress, noun), _cancellation);
        if (results.FirstOrDefault(static result => result.Outcome == TrainingOutcome.Diverged) is { } diverged)
            throw new UnusableInputException($"{diverged.Sentence} A study needs runs that all end.");
        return distinct.ToDictionary(static job => Path.GetFileName(job.Folder), static job => Run.Open(job.Folder), StringComparer.Ordinal);
    }

    /// <summary>Trains what is missing of runs and then of their copies.</summary>
    /// <returns>The runs by name.</returns>
    public Dictionary<string, Run> Train(IReadOnlyList<StudyRun> runs)
    {
        Dictionary<string, Run> trained = Train(runs.Where(static run => run.Parent is null).Select(static run => run.Job()), "parents");
        foreach ((string name, Run run) in Train(runs.Where(static run => run.Parent is not null).Select(static run => run.Job()), "copies"))
            trained.Add(name, run);
        return trained;
    }

    /// <summary>A run that is there.</summary>
    public Run Open(string name) => Run.Open(At(name));

    /// <summary>Measures pairs of runs by their ends, in the order given.</summary>
    public PairMeasure[] Measure(IReadOnlyDictionary<string, Run> runs, IReadOnlyList<(string A, string B)> pairs)
    {
        string[] names = [.. pairs.SelectMany(static pair => new[] { pair.A, pair.B }).Distinct()];
        var testing = new WorkReporter(_progress, "testing networks");
        int done = 0;
        var networks = MeasuredNetwork.Of(
            _network, [.. names.Select(name => (name, runs[name].Read(_setting.Epochs).Parameters))], _data, _setting.Workers,
            () => testing.Report("testing networks", (double)++done / names.Length), _cancellation).ToDictionary(static network => network.Name, StringComparer.Ordinal);

        var cache = LineCache.Open(Path.Combine(_setting.Folder, "lines.csv"));
        var options = new PairOptions { Points = _setting.Points, L1 = _setting.Descent.L1, L2 = _setting.Descent.L2, Threads = _setting.Workers };
        using var meter = new PairMeter(_network, _data, options, cache);
        var reporter = new WorkReporter(_progress, $"measuring {pairs.Count} pairs");
        var measures = new PairMeasure[pairs.Count];
        try
        {
            for (int i = 0; i < pairs.Count; i++)
            {
                measures[i] = meter.Measure(networks[pairs[i].A], networks[pairs[i].B], cancellation: _cancellation);
                reporter.Report($"measuring pairs: {i + 1} of {pairs.Count}", (i + 1.0) / pairs.Count);
            }
        }
        finally
        {
            cache.Save();
        }

        return measures;
    }

    private RunConfiguration Configure(Start start, uint? orderSeed, GivenStart? given)
    {
        DescentOptions descent = _setting.Descent with { Order = orderSeed is null ? ExampleOrder.File : ExampleOrder.Shuffled, OrderSeed = orderSeed ?? 0 };
        return new RunConfiguration(_network, start, descent, _data.Name, _data.Fingerprint, _data.Augmentation, given);
    }

    private string At(string name) => Path.Combine(_setting.Folder, name);
}
