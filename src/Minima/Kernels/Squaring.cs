namespace Minima.Kernels;

/// <summary>What is summed of the weights' squares while steps are taken.</summary>
internal enum Squaring
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Those of all weights.</summary>
    Whole,

    /// <summary>
    /// By how much those of the weights that step differ from those of the decayed weights, over -lr: where w = d - lr g, the squares of w and d
    /// differ by (w - d) (w + d), and g (w + d) takes an operation less.
    /// </summary>
    Change,
}
