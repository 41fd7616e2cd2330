namespace Minima.Geometry.Checkpoints;

/// <summary>
/// What is kept of a group of tensors: for each of N checkpoints the squared norm, the squared distances from the first and from the one before,
/// and the largest change from the first. The pairs are kept of all tensors together alone, so that many groups take little memory.
/// </summary>
internal sealed class GroupTotals(int checkpoints)
{
    /// <summary>Numbers for each checkpoint.</summary>
    public const int Kinds = 4;

    /// <summary>[kind][checkpoint].</summary>
    public double[] Numbers { get; } = new double[Kinds * checkpoints];

    public double Norm(int i) => Numbers[i];

    public double FromFirst(int i) => Numbers[checkpoints + i];

    public double FromPrevious(int i) => Numbers[(2 * checkpoints) + i];

    public double Largest(int i) => Numbers[(3 * checkpoints) + i];

    /// <summary>Adds what was summed over elements of the group.</summary>
    public void Add(PairTotals part)
    {
        for (int i = 0; i < checkpoints; i++)
        {
            Numbers[i] += part.Norm(i);
            Numbers[checkpoints + i] += part.Square(i, 0);
            Numbers[(2 * checkpoints) + i] += i == 0 ? 0 : part.Square(i, i - 1);
            Numbers[(3 * checkpoints) + i] = Math.Max(Numbers[(3 * checkpoints) + i], part.Largest(i));
        }
    }
}
