using Minima.Formats.Checkpoints;

namespace Minima.Geometry.Checkpoints;

/// <summary>
/// All pairs of some checkpoints x_0, x_1, ..., over the tensors that all of them have: what was summed in one reading, and what follows from it.
/// </summary>
/// <remarks>
/// Sums are in double, in one fixed order: the same bytes for any number of threads, any memory, and however often the work was stopped. Of each
/// pair the squared distance is summed itself, so that it is exact to rounding also where the two are a millionth apart and both far from the first.
/// </remarks>
public sealed class CheckpointMatrix
{
    /// <summary>Most checkpoints that are compared.</summary>
    public const int MostCheckpoints = 512;

    private readonly PairTotals _total;

    private CheckpointMatrix(CheckpointPlan plan, PassState state, long bytesRead)
    {
        (_total, BytesRead, Changes, Checkpoints) = (state.Total, bytesRead, plan.Changes, plan.Checkpoints);
        Bytes = plan.Bytes;
        Tensors = plan.Shared.Count;
        ILookup<int, SharedTensor> byGroup = plan.Shared.ToLookup(static tensor => tensor.Group);
        Groups = [.. plan.Groups.Select((name, i) => new CheckpointGroup(name, byGroup[i].Count(), byGroup[i].Sum(static tensor => tensor.Count), state.Groups[i]))];
    }

    /// <summary>What was compared.</summary>
    public IReadOnlyList<Checkpoint> Checkpoints { get; }

    /// <summary>How many checkpoints there are.</summary>
    public int Count => Checkpoints.Count;

    /// <summary>The tensors that all have, folded as asked, in the order of the first one's bytes.</summary>
    public IReadOnlyList<CheckpointGroup> Groups { get; }

    /// <summary>How many tensors all have.</summary>
    public int Tensors { get; }

    /// <summary>How many numbers these are made of.</summary>
    public long Elements => Groups.Sum(static group => group.Elements);

    /// <summary>Tensors that are not compared, and why.</summary>
    public IReadOnlyList<TensorChange> Changes { get; }

    /// <summary>Bytes of what is compared, in all checkpoints together.</summary>
    public long Bytes { get; }

    /// <summary>Bytes that were read to compare it: the same, where the work was not begun earlier.</summary>
    public long BytesRead { get; }

    /// <summary>Whether all sums are finite: no number is infinite or none, and none too large to be squared.</summary>
    public bool IsFinite => !_total.Numbers.ContainsAnyExceptInRange(double.MinValue, double.MaxValue);

    /// <summary>
    /// Reads checkpoints side by side, each byte once, and compares all of them with all. <see cref="CheckpointOptions.Partial"/> is left behind with all
    /// that is summed: to be deleted when the result is kept.
    /// </summary>
    /// <exception cref="UnusableInputException">
    /// There are fewer than two or more than 512; they share no tensor; a file is missing, malformed, or changed while it was read; the memory does not
    /// suffice; or the partial file is of other work.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was stopped; what is summed stays in <see cref="CheckpointOptions.Partial"/>.</exception>
    public static CheckpointMatrix Of(
        IReadOnlyList<Checkpoint> checkpoints, CheckpointOptions options, IProgress<PassProgress>? progress = null, CancellationToken cancellation = default)
    {
        if (checkpoints.Count is < 2 or > MostCheckpoints)
            throw new UnusableInputException($"{checkpoints.Count} checkpoint{(checkpoints.Count == 1 ? " is" : "s are")} given; 2 to {MostCheckpoints} can be compared.");
        var plan = CheckpointPlan.Of(checkpoints, options.Group);
        (PassState state, long read) = CheckpointPass.Run(plan, options, progress, cancellation);
        return new CheckpointMatrix(plan, state, read);
    }

    /// <summary>&lt;x_i - x_0, x_j - x_0&gt;.</summary>
    public double Product(int i, int j) => _total.Product(i, j);

    /// <summary>||x_i - x_j||.</summary>
    public double Distance(int i, int j) => Math.Sqrt(_total.Square(i, j));

    /// <summary>||x_i||.</summary>
    public double Norm(int i) => Math.Sqrt(_total.Norm(i));

    /// <summary>||x_i - x_j|| / ||x_j||; null where x_j is 0.</summary>
    public double? Relative(int i, int j) => _total.Norm(j) == 0 ? null : Distance(i, j) / Norm(j);

    /// <summary>&lt;x_i, x_j&gt; / (||x_i|| ||x_j||), between -1 and 1; null where either is 0.</summary>
    public double? Cosine(int i, int j) => CosineOf(_total.Norm(i), _total.Norm(j), _total.Square(i, j));

    /// <summary>The cosine between the changes x_i - x_0 and x_j - x_0; null where either is 0.</summary>
    public double? ChangeCosine(int i, int j)
    {
        double product = _total.Product(i, i) * _total.Product(j, j);
        return product == 0 ? null : Math.Clamp(_total.Product(i, j) / Math.Sqrt(product), -1, 1);
    }

    /// <summary>The largest |x_i - x_0| of one number.</summary>
    public double Largest(int i) => _total.Largest(i);

    /// <summary>The principal components of the checkpoints, from the inner products alone.</summary>
    /// <exception cref="UnusableInputException">There are fewer than three, all are alike, or a sum is not finite.</exception>
    public PrincipalComponents Components()
    {
        if (Count < 3)
            throw new UnusableInputException($"There are {Count} checkpoints; a principal plane needs at least three.");
        if (!IsFinite)
            throw new UnusableInputException("The checkpoints hold numbers that are not finite; they span no plane.");
        var gram = new double[Count, Count];
        for (int i = 0; i < Count; i++)
        {
            for (int j = 0; j < Count; j++)
                gram[i, j] = Product(i, j);
        }

        return PrincipalComponents.OfGram(gram);
    }

    /// <summary>2 &lt;a, b&gt; = ||a||^2 + ||b||^2 - ||a - b||^2.</summary>
    internal static double? CosineOf(double a, double b, double square) =>
        a == 0 || b == 0 ? null : Math.Clamp((a + b - square) / (2 * Math.Sqrt(a) * Math.Sqrt(b)), -1, 1);
}
