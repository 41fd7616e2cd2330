using Minima.Data;
using Minima.Minimisation;
using Minima.Networks;
using Minima.Studies;
using Minima.Trajectories;

namespace Minima.Web.Serving;

/// <summary>Begins, stops and continues runs as they are asked for.</summary>
internal sealed class Trainings(ServedFolder folder, DataShelf data, RunWatch watch, Trainer trainer) : IDisposable
{
    private const int MostEpochs = 1_000_000;
    private const int MostLayers = 8;
    private const int MostUnits = 100_000;

    // 64 MiB a snapshot.
    private const long MostParameters = 1 << 24;

    private static readonly Activation[] Activations = [Activation.Tanh, Activation.Sigmoid, Activation.Relu];

    // A run that cannot be opened says so at once; one on much data needs a while to pack them.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly WorkQueue _preparations = new("runs to be prepared", 8);

    /// <summary>Begins a new run, or lets it wait for its turn.</summary>
    /// <exception cref="ProblemException">It cannot be, or not now.</exception>
    /// <exception cref="UnusableInputException">The data cannot be used.</exception>
    public async Task<RunSummary> Begin(TrainRequest request, CancellationToken cancellation)
    {
        Demand(request);
        string path = folder.NewRun(request.Name);
        trainer.DemandRoom(request.Name);
        return await Start(request.Name, () =>
        {
            DataSet set = data.Load(request.Data ?? data.Names[0]);
            return (new TrainingJob(Configure(request, set), path, request.Epochs, new SaveSchedule(request.SaveEvery)), set);
        }, cancellation);
    }

    /// <summary>Goes on with a run where it stands, whoever began it.</summary>
    /// <exception cref="ProblemException">It cannot be, or not now.</exception>
    /// <exception cref="UnusableInputException">The data cannot be used.</exception>
    public async Task<RunSummary> Continue(RunRequest request, CancellationToken cancellation)
    {
        Run run = watch.Find(request.Run).Run!;
        trainer.DemandRoom(request.Run);
        int epochs = request.Epochs ?? run.Epochs;
        if (epochs < run.Epochs || epochs > MostEpochs)
            throw new ProblemException(Problem.Unusable($"{epochs} epochs were asked for.", $"Expected is a whole number from {run.Epochs} to {MostEpochs}."));
        if (run.HasDiverged || run.HasStoppedEarly)
        {
            throw new ProblemException(Problem.NotNow(
                run.HasDiverged ? $"The run {Problem.Shown(request.Run)} has diverged and ends there."
                    : $"The run {Problem.Shown(request.Run)} has stopped early, its patience exhausted.",
                run.HasDiverged ? "Begin another with a smaller learning rate." : "`minima train` with a larger --patience continues it."));
        }

        if (run.IsComplete && epochs == run.Epochs)
        {
            throw new ProblemException(Problem.NotNow(
                $"The run {Problem.Shown(request.Run)} has ended after epoch {run.Metrics[^1].Epoch} of {run.Epochs}.", "Ask for more epochs, and it goes on."));
        }

        return await Start(request.Run, () => (Continuation(run, epochs), data.For(run.Configuration)), cancellation);
    }

    /// <summary>Stops a run; where it stands is saved when this is done.</summary>
    /// <exception cref="ProblemException">It is not trained here.</exception>
    public async Task<RunSummary> Stop(RunRequest request)
    {
        TrainingTask task = await trainer.Stop(request.Run);
        return watch.Summaries().FirstOrDefault(run => run.Name == request.Run) ?? task.Summary() with { State = RunState.Unfinished };
    }

    /// <inheritdoc/>
    public void Dispose() => _preparations.Dispose();

    /// <summary>What goes on with a run: as it was begun, up to an epoch.</summary>
    internal static TrainingJob Continuation(Run run, int epochs) => new(run.Configuration, run.Folder, epochs, run.Schedule)
    {
        // Parameters that were given are those of its first snapshot.
        Start = run.Configuration.Given is { } given ? run.Read(given.Epoch).Parameters : null,
        Patience = run.Stopping?.Patience,
    };

    private async Task<RunSummary> Start(string name, Func<(TrainingJob, DataSet)> prepare, CancellationToken cancellation)
    {
        (TrainingJob job, DataSet set) = await _preparations.Do(_ => prepare(), cancellation);
        TrainingTask task = trainer.Add(name, job, set);
        if (task.HasStarted)
            await Task.WhenAny(task.Begun, Task.Delay(Patience, cancellation));
        if (task is { Failure: { } failure, Result: null })
            throw new ProblemException(Problem.NotNow(failure));
        return watch.Summary(name);
    }

    private static RunConfiguration Configure(TrainRequest request, DataSet data)
    {
        long parameters = 0;
        int[] widths = [data.Inputs, .. request.Hidden, data.Classes];
        for (int i = 1; i < widths.Length; i++)
            parameters += (widths[i - 1] + 1L) * widths[i];
        if (parameters > MostParameters)
        {
            throw new ProblemException(Problem.Unusable(
                $"A network {string.Join('-', widths)} has {parameters:N0} parameters.", $"Expected are at most {MostParameters:N0} of a run that is begun from a page.",
                "Ask for fewer hidden units, or begin it by `minima train`."));
        }

        var descent = new DescentOptions { BatchSize = request.BatchSize, LearningRate = request.LearningRate, L2 = request.L2 };
        return new RunConfiguration(
            Network.Perceptron(data.Inputs, request.Hidden, data.Classes, request.Activation),
            new Start(request.HiddenSeed, request.OutputInit, request.OutputSeed), descent, data.Name, data.Fingerprint);
    }

    private static void Demand(TrainRequest request)
    {
        Within("epochs", request.Epochs, 0, MostEpochs);
        Within("saveEvery", request.SaveEvery, 0, MostEpochs);
        Within("batchSize", request.BatchSize, 1, 1_000_000);
        Within("the number of hidden layers", request.Hidden.Length, 1, MostLayers);
        foreach (int units in request.Hidden)
            Within("hidden", units, 1, MostUnits);
        if (!(request.LearningRate > 0))
            throw new ProblemException(Problem.Unusable($"learningRate is {request.LearningRate}.", "Expected is a positive number."));
        if (!(request.L2 >= 0))
            throw new ProblemException(Problem.Unusable($"l2 is {request.L2}.", "Expected is 0 or a positive number."));
        if (!Activations.Contains(request.Activation))
            throw new ProblemException(Problem.Unusable("The activation is none of hidden units.", "Expected is tanh, sigmoid or relu."));
    }

    private static void Within(string name, int value, int least, int most)
    {
        if (value < least || value > most)
            throw new ProblemException(Problem.Unusable($"{name} is {value}.", $"Expected is a whole number from {least} to {most}."));
    }
}
