using Minima.Data;
using Minima.Studies.Clusters;
using Minima.Trajectories;

namespace Minima.Studies.Experiments;

/// <summary>A run that a study needs.</summary>
/// <param name="Job">What is to be trained. For a copy that reads a snapshot of its parent, which must be there by then.</param>
/// <param name="Name">Its folder's name.</param>
/// <param name="Parent">The name of the run that it is a copy of; null: it is drawn from seeds.</param>
public sealed record StudyRun(string Name, string? Parent, Func<TrainingJob> Job)
{
    /// <summary>A run that is drawn from seeds.</summary>
    internal static StudyRun Drawn(TrainingJob job) => new(Path.GetFileName(job.Folder), null, () => job);

    /// <summary>The runs of a study as a job array, an element a run: those that are drawn first, then their copies.</summary>
    /// <param name="setting">What they have in common.</param>
    /// <param name="runs">Each run once, parents before copies.</param>
    /// <param name="data">What they are trained on.</param>
    public static ArrayWork ToArray(StudySetting setting, IReadOnlyList<StudyRun> runs, DataSet data)
    {
        ArrayElement[] elements =
        [
            .. runs.Select(run => run.Parent is null ? ArrayElement.Of(run.Job()) : new ArrayElement(run.Name, Stage: 1) { Epochs = setting.Epochs }),
        ];
        return ArrayWork.OfRuns(setting.Folder, elements, index => runs[index].JobAfter(setting.Folder), data);
    }

    private TrainingJob JobAfter(string folder) => Parent is null || (Run.Exists(Path.Combine(folder, Parent)) && Run.Open(Path.Combine(folder, Parent)).IsComplete)
        ? Job()
        : throw new UnusableInputException($"'{Name}' goes on from '{Parent}', which is not done. Submit that again first, then this.");
}
