namespace Minima.Curvature;

/// <summary>Where the search for a critical point changes its ways: numbers that were found by trying, with why each is there.</summary>
internal static class CriticalLimits
{
    /// <summary>A decrease below this part of the cost is lost in its rounding.</summary>
    public const double Noise = 1e-13;

    /// <summary>
    /// A step takes some hundred products at the end, and is lost where the search is stopped on its way; smaller residuals are left to the next step,
    /// which begins from an exact gradient, while products are mixed.
    /// </summary>
    public const double LeastResidual = 0.03;

    /// <summary>
    /// Where the Hessian is all but singular, and nothing but rounding is left of the gradient, conjugate gradients may take thousands of products for that residual.
    /// Cut short, their step lowers the model all the same.
    /// </summary>
    public const int ProductsOfOneStep = 500;

    /// <summary>A preconditioner costs about as much as ten products, and serves for some steps of Newton's method, or for more and shorter ones of L-BFGS.</summary>
    public const int NewtonsOfOnePreconditioner = 6;

    /// <summary>For so many steps of L-BFGS one preconditioner serves.</summary>
    public const int DescentsOfOnePreconditioner = 50;

    /// <summary>Steps of L-BFGS after which the scale of its first matrix is taken anew.</summary>
    public const int DescentsOfOneScale = 10;

    /// <summary>While the gradient is not as small as this part of what it was, the cost is no quadratic as far as a step of Newton's method would go.</summary>
    public const double Near = 2e-4;

    /// <summary>Where a step of Newton's method failed, the gradient must become smaller by this before the next is tried.</summary>
    public const double Nearer = 0.1;

    /// <summary>Times that at which Newton's method gives back.</summary>
    public const double Away = 10;

    /// <summary>Where the model was right to the edge, and how often a step is then tried at twice its length, which costs no product.</summary>
    public const double Right = 0.75;

    /// <summary>How often a step is tried at twice its length.</summary>
    public const int Longer = 12;

    /// <summary>
    /// So many lengths of the step -M^-1 g Newton's method may go at first: the way of conjugate gradients ends where the Hessian has its
    /// smallest eigenvalues, some thousandths of M's.
    /// </summary>
    public const double FirstRadius = 100;

    /// <summary>Wolfe's conditions (Nocedal and Wright, Numerical Optimization, 3.1): the decrease, and the rise of the slope, that a step of L-BFGS must bring.</summary>
    public const double Decrease = 1e-4;

    /// <summary>The part of the slope that may be left.</summary>
    public const double Slope = 0.9;

    /// <summary>The most points that one step of L-BFGS tries.</summary>
    public const int Trials = 20;

    /// <summary>Dead units leave the search where they are this part of those that are left: what they cost is worth packing the examples anew.</summary>
    public const int LeavingTogether = 10;

    /// <summary>Without a penalty the preconditioner needs a floor of its own.</summary>
    public const double LeastCurvature = 1e-4;
}
