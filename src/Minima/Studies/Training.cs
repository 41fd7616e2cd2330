using Minima.Data;
using Minima.Minimisation;
using Minima.Networks;
using Minima.Trajectories;

namespace Minima.Studies;

/// <summary>Trains one network and keeps the way there as a run on disk.</summary>
public static class Training
{
    private const int MaxThreads = 1024;

    /// <summary>
    /// Begins a run, or goes on with it where it stands, up to the last epoch. The run's files are a function of
    /// <paramref name="configuration"/>, <paramref name="epochs"/> and <paramref name="schedule"/>, but for the seconds in its metrics:
    /// not of threads, machine, or how often it was stopped or killed.
    /// </summary>
    /// <param name="configuration">What decides the path.</param>
    /// <param name="data">The data that the configuration names.</param>
    /// <param name="folder">The run's folder; it is created where it is missing.</param>
    /// <param name="epochs">The last epoch; a run that was shorter goes on to it.</param>
    /// <param name="schedule">At which epochs snapshots are kept.</param>
    /// <param name="threads">How many threads compute; 0: one for each core.</param>
    /// <param name="force">Discards a run that is in the folder and begins anew.</param>
    /// <param name="progress">Is told how far it has come, on the thread that computes.</param>
    /// <param name="cancellation">Asks to stop, which happens within a batch; where the run stands is saved.</param>
    /// <exception cref="UnusableInputException">
    /// The data is not the configuration's or does not fit the network, an option is out of range, the run's state is damaged, or the folder cannot be used for this
    /// run (see <see cref="RunWriter.Open(string, RunConfiguration, int, SaveSchedule, bool, TimeProvider?, EarlyStopping?)"/>).
    /// </exception>
    /// <exception cref="IOException">The run could not be saved: the disk is full or fails. What was saved before is as it was.</exception>
    /// <exception cref="OperationCanceledException">It was asked to stop before it had begun; nothing was changed.</exception>
    public static TrainingResult Run(
        RunConfiguration configuration,
        DataSet data,
        string folder,
        int epochs,
        SaveSchedule schedule,
        int threads = 0,
        bool force = false,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellation = default) =>
        Run(new TrainingJob(configuration, folder, epochs, schedule, force), data, threads, progress, cancellation);

    /// <summary>Begins the run of a job, or goes on with it, as the other overload does.</summary>
    /// <param name="job">The run.</param>
    /// <param name="data">The data that its configuration names.</param>
    /// <param name="threads">How many threads compute; 0: one for each core.</param>
    /// <param name="progress">Is told how far it has come, on the thread that computes.</param>
    /// <param name="cancellation">Asks to stop, which happens within a batch; where the run stands is saved.</param>
    /// <exception cref="UnusableInputException">
    /// As for the other overload; or the job's start is not the one that the configuration states, or holds a number that is not finite.
    /// </exception>
    /// <exception cref="IOException">The run could not be saved: the disk is full or fails. What was saved before is as it was.</exception>
    /// <exception cref="OperationCanceledException">It was asked to stop before it had begun; nothing was changed.</exception>
    public static TrainingResult Run(
        TrainingJob job, DataSet data, int threads = 0, IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default)
    {
        (RunConfiguration configuration, string folder, int epochs, SaveSchedule schedule, bool force) = job;
        Demand(configuration, data, threads);
        DemandStart(configuration, job.Start);
        cancellation.ThrowIfCancellationRequested();

        // Before the folder is opened: what the descent refuses must leave nothing behind.
        using IDescent descent = configuration.Network.IsAutoencoder
            ? new Denoising(configuration.Network, data, configuration.Descent, threads)
            : new Descent(configuration.Network, data, configuration.Descent, threads);
        EarlyStopping? stopping = job.Patience is { } patience ? new EarlyStopping(patience, descent.Batches) : null;
        using var writer = RunWriter.Open(folder, configuration, epochs, schedule, force, stopping: stopping);
        var sink = new TrainingSink(writer, epochs, descent.Batches, progress, configuration.FirstEpoch);
        if (writer.IsOver)
        {
            if (writer.Remark is { } remark)
                sink.Begin(remark);
            return Result(folder, epochs, writer switch
            {
                { HasDiverged: true } => TrainingOutcome.Diverged,
                { Position.Epoch: int epoch } when epoch < epochs => TrainingOutcome.StoppedEarly,
                _ => TrainingOutcome.AlreadyComplete,
            });
        }

        if (writer.Position is { } point && point.Batch >= descent.Batches)
        {
            throw new UnusableInputException(
                $"'{RunFolder.State(folder)}' is damaged: it stands after {point.Batch} batches of an epoch that has {descent.Batches}. "
                + "Delete it, and the run continues from its last snapshot.");
        }

        Parameters? start = job.Start;
        if (writer.Position is null && configuration.Pretraining is not null)
        {
            (start, TrainingResult? unfinished) = LayerwisePretraining.Run(job, data, threads, progress, cancellation);
            if (unfinished is not null)
                return unfinished with { Folder = folder, Last = null, Sentence = $"In its pretraining: {unfinished.Sentence}" };
        }

        sink.Begin(new[] { writer.Remark, Dropped(descent, data, configuration.Descent) }.OfType<string>());
        DescentOutcome end = writer.Position is { } position
            ? descent.Continue(position, epochs, sink, cancellation)
            : descent.Begin(start ?? Draw(configuration), configuration.FirstEpoch, epochs, sink, cancellation);
        TrainingOutcome outcome = end switch
        {
            DescentOutcome.Completed => TrainingOutcome.Completed,
            DescentOutcome.Stopped => TrainingOutcome.Stopped,
            DescentOutcome.Ended => TrainingOutcome.StoppedEarly,
            _ => TrainingOutcome.Diverged,
        };
        return Result(folder, epochs, outcome);
    }

    private static void Demand(RunConfiguration configuration, DataSet data, int threads)
    {
        if (threads is < 0 or > MaxThreads)
            throw new UnusableInputException($"{threads} threads were asked for; 1 to {MaxThreads} can be used, or 0 for one on each core.");
        if (data.Fingerprint != configuration.DataFingerprint)
        {
            throw new UnusableInputException(
                $"The run is one on '{configuration.DataName}' with the fingerprint {configuration.DataFingerprint[..12]}..., but '{data.Name}' "
                + $"has the fingerprint {data.Fingerprint[..12]}...: other data make another run.");
        }
    }

    private static void DemandStart(RunConfiguration configuration, Parameters? start)
    {
        if (configuration.Given is null && start is null)
            return;
        if (configuration.Given is not { } given || start is null)
        {
            throw new UnusableInputException(configuration.Given is null
                ? "Parameters to begin with were given, but the run's configuration says that they are drawn from seeds."
                : "The run's configuration says that the parameters to begin with are given; hand them over.");
        }

        if (!configuration.Network.Layout.Matches(start.Layout) || GivenStart.Of(start, given.Epoch) != given)
            throw new UnusableInputException("The parameters to begin with are not those that the run's configuration names by their SHA-256.");
        if (start.Layout.Slots.FirstOrDefault(slot => HoldsNonFinite(start[slot])) is { } bad)
            throw new UnusableInputException($"The start's {bad.Name} holds a number that is not finite: nothing can be trained from there.");
    }

    private static bool HoldsNonFinite(ReadOnlySpan<float> values)
    {
        foreach (float value in values)
        {
            if (!float.IsFinite(value))
                return true;
        }

        return false;
    }

    private static Parameters Draw(RunConfiguration configuration) => configuration.Network.IsAutoencoder
        ? StackedStart.Draw(configuration.Network, configuration.Start.HiddenSeed).Parameters
        : Initialisation.Draw(configuration.Network, configuration.Start);

    private static string? Dropped(IDescent descent, DataSet data, DescentOptions options) => descent.DroppedExamples == 0 ? null
        : $"An epoch uses {data.Train.Count - descent.DroppedExamples} of the {data.Train.Count} training examples: "
            + $"the last {descent.DroppedExamples} in its order do not fill a batch of {options.BatchSize} and are left out.";

    private static TrainingResult Result(string folder, int epochs, TrainingOutcome outcome)
    {
        var run = Trajectories.Run.Open(folder);
        IReadOnlyList<EpochMetrics> rows = run.Metrics;
        (EpochMetrics last, EpochMetrics? best) = (rows[^1], run.Best);
        string sentence = outcome switch
        {
            TrainingOutcome.Completed => $"The run in '{folder}' is complete ({epochs} epochs).",
            TrainingOutcome.AlreadyComplete => $"The run in '{folder}' was complete already ({epochs} epochs); nothing was computed.",
            TrainingOutcome.StoppedEarly =>
                $"The run in '{folder}' stopped early, after epoch {last.Epoch} of {epochs}: its patience was exhausted. More of it continues the run.",
            TrainingOutcome.Stopped =>
                $"Stopped after epoch {last.Epoch} of {epochs}; where the run stands is saved in '{folder}', and the same command continues it.",
            _ => $"The run in '{folder}' diverged: the cost of epoch {last.Epoch} is not a finite number. It ends there and is kept; "
                + "a smaller learning rate may help, in another folder.",
        };
        return new TrainingResult(folder, last.Epoch, last.ValidationErrors, last.TestErrors, rows.Sum(static row => row.Seconds), outcome, sentence)
        {
            Last = last,
            Best = best,
        };
    }
}
