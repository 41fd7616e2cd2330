namespace Minima.Geometry.Checkpoints;

/// <summary>A tensor, or a group of them, over a series of checkpoints.</summary>
public sealed class CheckpointGroup
{
    private readonly GroupTotals _totals;

    internal CheckpointGroup(string name, int tensors, long elements, GroupTotals totals) =>
        (Name, Tensors, Elements, _totals) = (name, tensors, elements, totals);

    /// <summary>What it is called.</summary>
    public string Name { get; }

    /// <summary>How many tensors it is made of.</summary>
    public int Tensors { get; }

    /// <summary>How many numbers.</summary>
    public long Elements { get; }

    /// <summary>||x_i||.</summary>
    public double Norm(int i) => Math.Sqrt(_totals.Norm(i));

    /// <summary>||x_i - x_0||, from the first checkpoint.</summary>
    public double FromFirst(int i) => Math.Sqrt(_totals.FromFirst(i));

    /// <summary>||x_i - x_(i-1)||, from the one before; 0 for the first.</summary>
    public double FromPrevious(int i) => Math.Sqrt(_totals.FromPrevious(i));

    /// <summary>||x_i - x_0|| / ||x_0||; null where x_0 is 0.</summary>
    public double? Relative(int i) => _totals.Norm(0) == 0 ? null : Math.Sqrt(_totals.FromFirst(i)) / Math.Sqrt(_totals.Norm(0));

    /// <summary>&lt;x_i, x_0&gt; / (||x_i|| ||x_0||), between -1 and 1; null where either is 0.</summary>
    public double? Cosine(int i) => CheckpointMatrix.CosineOf(_totals.Norm(i), _totals.Norm(0), _totals.FromFirst(i));

    /// <summary>The largest |x_i - x_0| of one number.</summary>
    public double Largest(int i) => _totals.Largest(i);
}
