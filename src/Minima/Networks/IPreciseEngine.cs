namespace Minima.Networks;

/// <summary>The loss over a set of examples in double precision, at one point after another: what <see cref="PreciseFunctional"/> adds penalties to.</summary>
internal interface IPreciseEngine : IDisposable
{
    /// <summary>Goes to a point.</summary>
    /// <returns>The mean loss and the errors.</returns>
    (double Loss, int Errors) MoveTo(ReadOnlySpan<double> point);

    /// <summary>Adds the loss's gradient at the point.</summary>
    void AddGradient(double[] gradient);

    /// <summary>Adds the product of the loss's Hessian at the point with a direction.</summary>
    /// <param name="direction">The direction, in the layout's order.</param>
    /// <param name="product">What is added to.</param>
    /// <param name="fast">Whether each example's part is taken in single precision.</param>
    void AddProduct(ReadOnlySpan<double> direction, double[] product, bool fast);

    /// <summary>The factors of each layer's Gauss-Newton matrix at the point.</summary>
    LayerFactors[] Factors();
}
