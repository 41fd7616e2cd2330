using Minima.Kernels;

namespace Minima.Networks;

/// <summary>
/// Takes steps along the gradients of batch after batch, by a team of workers: what a descent needs of a network's arithmetic. Which one
/// serves a network is <see cref="Engines"/>' to say.
/// </summary>
internal interface IDescentEngine : IDisposable
{
    /// <summary>Batches in an epoch.</summary>
    int Batches { get; }

    /// <summary>Examples in all of them.</summary>
    int Used { get; }

    /// <summary>Packs an epoch's examples.</summary>
    /// <param name="order">Which example stands at each place; null: file order.</param>
    /// <param name="first">The batch that is taken first.</param>
    void Pack(int[]? order, int first);

    /// <summary>Whether an epoch, packed from its beginning on, can be begun at a batch.</summary>
    bool CanBegin(int batch);

    /// <summary>Whether a run of batches may end with this one.</summary>
    bool Settles(int batch);

    /// <summary>Takes parameters and moments; null: the moments are zero.</summary>
    void Load(Parameters parameters, IReadOnlyList<Parameters>? moments);

    /// <summary>Copies parameters and moments out.</summary>
    void Save(Parameters parameters, IReadOnlyList<Parameters> moments);

    /// <summary>Called by every worker before a run of batches.</summary>
    void Begin(int worker, Step step);

    /// <summary>
    /// Called by every worker: one batch. Takes the step, or, for a minimiser with moments, sums the gradient. Worker 0 gets the batch's cost, at the
    /// parameters before the step; the others get 0.
    /// </summary>
    double Batch(int worker, int batch, Step step, double l1, double l2);

    /// <summary>Called by every worker after a batch, for a minimiser with moments: takes its step.</summary>
    void StepMoments(int worker, in MomentStep moment, Step step);

    /// <summary>Called by every worker after a run of batches.</summary>
    void Flush(int worker);

    /// <summary>An evaluator of the parameters as they stand here.</summary>
    IEvaluator Over(Data.Examples examples);
}
