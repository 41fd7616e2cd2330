namespace Minima.Kernels;

/// <summary>
/// One step of gradient descent on a weight: W &lt;- fma(-lr, g + l1 * sign(W), fl(beta * W)), sign(0) = 0, and W before its decay.
/// On a bias: b &lt;- fma(-lr, g, b).
/// The rounding of beta * W is part of the experiment: see docs/update-rule.md.
/// </summary>
/// <param name="rate">The learning rate lr.</param>
/// <param name="l1">Factor of the sum of absolute weights.</param>
/// <param name="l2">Factor of the sum of squared weights; beta = float32(1 - 2 * lr * l2).</param>
internal readonly struct Step(double rate, double l1, double l2)
{
    /// <summary>-lr.</summary>
    public readonly float MinusRate = -(float)rate;

    public readonly float Beta = (float)(1 - (2 * rate * l2));

    public readonly float L1 = (float)l1;

    /// <summary>Whether the cost asks for the sum of squared weights.</summary>
    public readonly bool Squares = l2 != 0;

    /// <summary>Whether the cost asks for the sum of absolute weights.</summary>
    public readonly bool Magnitudes = l1 != 0;
}
