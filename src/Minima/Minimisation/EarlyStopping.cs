namespace Minima.Minimisation;

/// <summary>
/// When a path ends before its last epoch: the rule of the Theano Deep Learning Tutorials (code/mlp.py), seen at the ends of epochs.
/// </summary>
/// <remarks>
/// <para>The tutorial counts minibatches from 0 and validates at each epoch's end, so epoch e is validated at iteration e * batches - 1. A
/// validation with fewer errors than 99.5 % of the best so far raises the patience to at least twice its iteration; the first iteration
/// that the patience does not exceed is the last.</para>
/// <para>That iteration mostly lies within an epoch, whose batches before it move the parameters but are never validated, and are no part
/// of the result. Minima ends with the epoch before: the last one that the tutorial would validate, after the same validations.</para>
/// <para>The tutorial validates more often than once an epoch where half the patience is less than an epoch; Minima does not. Epoch 0 is
/// not validated by the tutorial, and does not count here.</para>
/// </remarks>
/// <param name="Patience">How many minibatches are looked at before a path may end.</param>
/// <param name="Batches">Minibatches in an epoch.</param>
public sealed record EarlyStopping(int Patience, int Batches)
{
    /// <summary>The tutorial's patience for its perceptron.</summary>
    public const int UsualPatience = 10_000;

    /// <summary>How many times its iteration the patience is after an improvement that counts.</summary>
    private const int Increase = 2;

    /// <summary>What an improvement that counts stays below, in thousandths of the best so far: 0.995, without rounding.</summary>
    private const long Threshold = 995;

    /// <summary>What the rule says after some epochs.</summary>
    /// <param name="rows">The epochs from the first on, in order.</param>
    public Standing After(IEnumerable<EpochMetrics> rows) => rows.Aggregate(new Standing(null, Patience, false), Next);

    /// <summary>What the rule says when a further epoch has ended.</summary>
    public Standing Next(Standing before, EpochMetrics row)
    {
        if (row.Epoch == 0 || (row.TrainCost is { } cost && !double.IsFinite(cost)))
            return before;
        long iteration = ((long)row.Epoch * Batches) - 1, patience = before.Patience;
        EpochMetrics? best = before.Best;
        if (best is null || 1000L * row.ValidationErrors < Threshold * best.ValidationErrors)
            patience = Math.Max(patience, Increase * iteration);
        if (best is null || row.ValidationErrors < best.ValidationErrors)
            best = row;

        // The tutorial stops after the first iteration >= patience, and at iteration + Batches it validates before it stops.
        return new Standing(best, patience, IsExhausted: patience < iteration + Batches);
    }

    /// <summary>Where the rule stands after an epoch: a function of the metrics up to it.</summary>
    /// <param name="Best">The epoch with the fewest validation errors, the first of equals; null before epoch 1.</param>
    /// <param name="Patience">Up to which minibatch the path goes on without an improvement.</param>
    /// <param name="IsExhausted">Whether the path ends here.</param>
    public sealed record Standing(EpochMetrics? Best, long Patience, bool IsExhausted);
}
