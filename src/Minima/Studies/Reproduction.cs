using Minima.Data;
using Minima.Geometry;
using Minima.Minimisation;
using Minima.Networks;
using Minima.Studies.Claims;
using Minima.Studies.Comparisons;
using Minima.Trajectories;

namespace Minima.Studies;

/// <summary>What a reproduction is asked to do.</summary>
public sealed record ReproductionRequest
{
    /// <summary>The folder of the runs and figures.</summary>
    public string Folder { get; init; } = "runs";

    /// <summary>The run of the zero series.</summary>
    public string ZeroFolder => Path.Combine(Folder, "zero");

    /// <summary>The run of the random series.</summary>
    public string RandomFolder => Path.Combine(Folder, "rand");

    /// <summary>Epochs of each series.</summary>
    public int Epochs { get; init; } = Published.Epochs;

    /// <summary>How many threads compute; 0: one for each core.</summary>
    public int Threads { get; init; }

    /// <summary>Discards runs that are in the folder.</summary>
    public bool Force { get; init; }

    /// <summary>Also trains the random series from each of the twenty output seeds.</summary>
    public bool AllSeeds { get; init; }
}

/// <summary>How far a reproduction has come.</summary>
/// <param name="Task">What is under way, such as "series zero".</param>
/// <param name="Done">The part of that task that is done, from 0 to 1.</param>
/// <param name="Training">The training under way; null while something else is done.</param>
public sealed record ReproductionProgress(string Task, double Done, TrainingProgress? Training);

/// <summary>What a reproduction found.</summary>
/// <param name="Outcome">How the trainings ended; the rest is there only where both are complete.</param>
/// <param name="Training">The result of the last training that was run.</param>
/// <param name="Pair">The two series, compared; null where a training did not complete.</param>
/// <param name="Claims">The published claims, tested.</param>
/// <param name="Figures">The figures' files.</param>
public sealed record ReproductionResult(
    TrainingOutcome Outcome, TrainingResult Training, SeriesPair? Pair, IReadOnlyList<Claim> Claims, IReadOnlyList<string> Figures);

/// <summary>
/// The experiment of 2016: the perceptron is trained twice, the series are compared, and each published claim is tested.
/// </summary>
public static class Reproduction
{
    private const uint ZeroHiddenSeed = 1234;
    private const uint RandomHiddenSeed = 3421;

    /// <summary>The series that begins from a zero output layer.</summary>
    public static Start Zero { get; } = new(ZeroHiddenSeed);

    /// <summary>The series that begins from a random output layer; as in 2016, its hidden layer has another seed too.</summary>
    public static Start Random(uint outputSeed = 7) => new(RandomHiddenSeed, OutputStart.Random, outputSeed);

    /// <summary>Trains what is not trained yet, compares, draws, and tests the claims. The same call continues what was stopped.</summary>
    /// <exception cref="UnusableInputException">The folder holds other runs, or the data do not fit.</exception>
    /// <exception cref="IOException">A file could not be written; what was saved before is as it was.</exception>
    /// <exception cref="OperationCanceledException">
    /// It was asked to stop while no series was in training: before the first, among the output seeds, or in the comparison.
    /// </exception>
    public static ReproductionResult Run(
        DataSet data, ReproductionRequest request, IProgress<ReproductionProgress>? progress = null, CancellationToken cancellation = default)
    {
        TrainingResult training = Train("series zero", request.ZeroFolder, Zero);
        if (!IsComplete(training))
            return new ReproductionResult(training.Outcome, training, null, [], []);
        training = Train("series random", request.RandomFolder, Random());
        if (!IsComplete(training))
            return new ReproductionResult(training.Outcome, training, null, [], []);

        bool isPublishedSetup = Mnist.IsStandard(data) && request.Epochs == Published.Epochs;
        OutputSeedTable? seeds = request.AllSeeds ? TrainAllSeeds(data, request, progress, cancellation)
            : isPublishedSetup ? OutputSeedTable.Committed
            : null;
        progress?.Report(new ReproductionProgress("comparing the series", 0, null));
        SeriesPair pair = SeriesPair.Compare(
            Trajectories.Run.Open(request.ZeroFolder), Trajectories.Run.Open(request.RandomFolder), data, request.Threads, cancellation);
        Comparison last = CompareLast(pair, data, request, cancellation);
        Claim[] claims =
        [
            ErrorCounts.Test(pair, isPublishedSetup, seeds),
            CatchingUp.Test(pair),
            Convergence.Test(pair),
            Separation.Test(pair, data.Train.Count / pair.First.Configuration.Descent.BatchSize),
            TwoOptima.Test(pair, last),
            Equivalence.Test(pair, data.Test.Count),
        ];
        string[] figures = [.. ReproductionFigures.Draw(pair, data.Name, Path.Combine(request.Folder, "figures"))];
        return new ReproductionResult(training.Outcome, training, pair, claims, figures);

        TrainingResult Train(string task, string folder, Start start)
        {
            TrainingJob job = Job(data, request, folder, start);
            return Training.Run(
                job.Configuration,
                data,
                folder,
                job.Epochs,
                job.Schedule,
                request.Threads,
                job.Force,
                new Forward<TrainingProgress>(value => progress?.Report(new ReproductionProgress(task, value.Done, value))),
                cancellation);
        }
    }

    private static Comparison CompareLast(SeriesPair pair, DataSet data, ReproductionRequest request, CancellationToken cancellation)
    {
        var options = new ComparisonOptions
        {
            Alignment = new AlignmentOptions { Threads = request.Threads },
            L2 = pair.First.Configuration.Descent.L2,
        };
        return Comparison.Of("zero", pair.First.ReadLast(), "random", pair.Second.ReadLast(), data, options, cancellation: cancellation);
    }

    /// <summary>The random series from each of the twenty output seeds, one a core, and the table of their errors as a file.</summary>
    private static OutputSeedTable TrainAllSeeds(
        DataSet data, ReproductionRequest request, IProgress<ReproductionProgress>? progress, CancellationToken cancellation)
    {
        TrainingJob[] jobs = [.. OutputSeedTable.Seeds.Select(seed =>
            Job(data, request, Path.Combine(request.Folder, "seeds", $"output-{seed:00}"), Random(seed)))];
        IReadOnlyList<TrainingResult> results = TrainingPool.Run(
            jobs,
            data,
            request.Threads,
            new Forward<PoolProgress>(value => progress?.Report(
                new ReproductionProgress($"output seeds, {value.Complete} of {value.Jobs} done", value.Done, value.Training))),
            cancellation);
        var table = new OutputSeedTable([.. OutputSeedTable.Seeds.Zip(results, static (seed, result) =>
            new OutputSeedRow(seed, result.ValidationErrors, result.TestErrors))]);
        AtomicFile.Write(Path.Combine(request.Folder, "output-seeds.csv"), table.ToCsv());
        return table;
    }

    private static TrainingJob Job(DataSet data, ReproductionRequest request, string folder, Start start)
    {
        Network network = Network.Perceptron(data.Inputs, [500], data.Classes);
        var configuration = new RunConfiguration(network, start, new DescentOptions(), data.Name, data.Fingerprint);
        return new TrainingJob(configuration, folder, request.Epochs, new SaveSchedule(10), request.Force);
    }

    private static bool IsComplete(TrainingResult result) => result.Outcome is TrainingOutcome.Completed or TrainingOutcome.AlreadyComplete;

    /// <summary>Hands reports on as they come, on the thread that makes them.</summary>
    private sealed class Forward<T>(Action<T> report) : IProgress<T>
    {
        public void Report(T value) => report(value);
    }
}
