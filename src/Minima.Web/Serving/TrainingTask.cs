using System.Diagnostics;
using Minima.Data;
using Minima.Studies;

namespace Minima.Web.Serving;

/// <summary>A run that is trained in this process, or waits for it.</summary>
internal sealed class TrainingTask(string name, TrainingJob job, DataSet data, EventHub hub) : IProgress<TrainingProgress>, IDisposable
{
    private static readonly TimeSpan TellingInterval = TimeSpan.FromMilliseconds(250);

    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _told;

    /// <summary>The run's name.</summary>
    public string Name => name;

    /// <summary>Whether it has a thread; false: it waits.</summary>
    public bool HasStarted { get; private set; }

    /// <summary>What the list calls that.</summary>
    public RunState State => HasStarted ? RunState.Training : RunState.Waiting;

    /// <summary>What it came to; null while it is under way, or where it failed.</summary>
    public TrainingResult? Result { get; private set; }

    /// <summary>Why it failed; null: it did not.</summary>
    public string? Failure { get; private set; }

    /// <summary>Is done when the folder is open and the first epoch under way, or when it has ended.</summary>
    public Task Begun => Task.WhenAny(_begun.Task, _end.Task);

    /// <summary>Is done when all is saved; it never fails.</summary>
    public Task End => _end.Task;

    /// <summary>Trains on a thread of its own.</summary>
    /// <param name="threads">How many compute.</param>
    /// <param name="ended">Is told when it is over.</param>
    public void Start(int threads, Action<TrainingTask> ended)
    {
        HasStarted = true;
        new Thread(() => Work(threads, ended)) { IsBackground = true, Name = $"minima serve {name}" }.Start();
    }

    /// <summary>Asks it to stop.</summary>
    public void Cancel() => _stop.Cancel();

    /// <summary>Called when it has ended, or is dropped before it began; it is not cancelled after that.</summary>
    public void Dispose() => _stop.Dispose();

    /// <summary>What the list says of it before its folder is there; it has no place in the order of what is said of runs.</summary>
    public RunSummary Summary() => new(
        name, State, ServedRun.ShapeOf(job.Configuration), job.Configuration.FirstEpoch, job.Epochs, null, null, null, job.Configuration.DataName, [], Failure);

    /// <inheritdoc/>
    public void Report(TrainingProgress value)
    {
        _begun.TrySetResult();
        if (value.Remark is null && _told != 0 && Stopwatch.GetElapsedTime(_told) < TellingInterval)
            return;
        _told = Stopwatch.GetTimestamp();
        hub.Tell(LiveEvent.Of(new TrainingEvent(name, value.Epoch, value.Epochs, value.Fraction, value.Left?.TotalSeconds, value.Remark)));
    }

    private void Work(int threads, Action<TrainingTask> ended)
    {
        try
        {
            Result = Training.Run(job, data, threads, this, _stop.Token);
            Failure = Result.Outcome == TrainingOutcome.Diverged ? Result.Sentence : null;
        }
        catch (OperationCanceledException)
        {
            // Stopped before it had begun: nothing was changed.
        }
        catch (Exception e) when (e is UnusableInputException or IOException or UnauthorizedAccessException)
        {
            Failure = e.Message;
        }
        catch (OutOfMemoryException)
        {
            Failure = "There is not enough memory for this run.";
        }
        catch (Exception e)
        {
            // A thread's last resort: the server has to go on, and the page to say it.
            Failure = $"This is a defect in minima; please report it. {e.GetType().Name}: {e.Message}";
        }
        finally
        {
            ended(this);
            _end.SetResult();
        }
    }
}
