using Minima.Networks;
using Minima.Trajectories;

namespace Minima.Studies;

/// <summary>A run that is to be trained.</summary>
/// <param name="Configuration">What decides the path.</param>
/// <param name="Folder">The run's folder; it is created where it is missing.</param>
/// <param name="Epochs">The last epoch; a run that was shorter goes on to it.</param>
/// <param name="Schedule">At which epochs snapshots are kept.</param>
/// <param name="Force">Discards a run that is in the folder and begins anew.</param>
public sealed record TrainingJob(RunConfiguration Configuration, string Folder, int Epochs, SaveSchedule Schedule, bool Force = false)
{
    /// <summary>The parameters that the run begins with, where its configuration says that they are given; null otherwise.</summary>
    public Parameters? Start { get; init; }

    /// <summary>
    /// For how many minibatches the run goes on without enough of an improvement on the validation set (see
    /// <see cref="Minimisation.EarlyStopping"/>), keeping its best snapshot; null: it runs all epochs.
    /// </summary>
    public int? Patience { get; init; }
}
