using Minima.Trajectories;

namespace Minima.Studies.Clusters;

/// <summary>A part of a work that a job array does by itself: a run, or a block of a surface.</summary>
/// <param name="Name">What it is called: a run's folder, or a block's file without its ending.</param>
/// <param name="Stage">From 0. Elements of a stage need some of the stage before: they begin when that has ended.</param>
public sealed record ArrayElement(string Name, int Stage = 0)
{
    /// <summary>The run's last epoch; null: a block.</summary>
    public int? Epochs { get; init; }

    /// <summary>The run's identity; null: a block, or a run whose start another run makes.</summary>
    public string? Identity { get; init; }

    /// <summary>The element that trains a job, in a stage of its array.</summary>
    public static ArrayElement Of(TrainingJob job) =>
        new(Path.GetFileName(job.Folder)) { Epochs = job.Epochs, Identity = job.Configuration.Identity };

    /// <summary>How far it has come, from what is on disk.</summary>
    /// <param name="folder">The array's folder.</param>
    /// <exception cref="UnusableInputException">A run's file is damaged.</exception>
    public ElementProgress Look(ArrayFolder folder)
    {
        if (Epochs is not { } epochs)
            return File.Exists(folder.Block(Name)) ? new ElementProgress(true, false, "measured") : new ElementProgress(false, false, "");
        string path = folder.Run(Name);
        if (!Run.Exists(path))
            return new ElementProgress(false, false, "");
        var run = Run.Open(path);
        if (run.Metrics.Count == 0)
            return new ElementProgress(false, false, $"epoch 0 of {epochs}");
        bool same = Identity is null || run.Configuration.Identity == Identity;
        string words = same ? $"epoch {run.Metrics[^1].Epoch} of {epochs}" : "another run";
        return new ElementProgress(same && (run.HasDiverged || (run.IsComplete && run.Epochs == epochs)), run.HasDiverged, words);
    }
}

/// <summary>How far an element has come.</summary>
/// <param name="IsDone">Whether nothing is left to do.</param>
/// <param name="HasDiverged">Whether the run has ended with a cost that is not finite.</param>
/// <param name="Words">The same for a person; empty where it has not begun.</param>
public sealed record ElementProgress(bool IsDone, bool HasDiverged, string Words);
