namespace Minima.Minimisation;

/// <summary>
/// A minimiser that keeps moments of the gradient from step to step. l1 is a part of the gradient; l2 too (2 * l2 * W is added to it), or,
/// where the decay is decoupled, each step multiplies the weights by 1 - 2 * lr * l2 instead. PyTorch's <c>weight_decay</c> is 2 * l2.
/// </summary>
/// <param name="DecoupledDecay">Whether l2 acts on the weights directly, and not through the moments.</param>
public abstract record Minimiser(bool DecoupledDecay);

/// <summary>
/// Momentum: m &lt;- mu * m + g, W &lt;- W - lr * m, as <c>torch.optim.SGD</c> has it with dampening 0 (Polyak 1964, without a factor 1 - mu).
/// </summary>
/// <param name="Factor">mu, from 0 to below 1.</param>
/// <param name="Nesterov">Whether the step is along g + mu * m.</param>
/// <param name="DecoupledDecay">See <see cref="Minimiser"/>.</param>
public sealed record Momentum(double Factor = 0.9, bool Nesterov = false, bool DecoupledDecay = false) : Minimiser(DecoupledDecay);

/// <summary>
/// Adam (Kingma and Ba 2015), as <c>torch.optim.Adam</c> has it: m and v are means of g and g^2 that forget, both corrected for beginning at
/// zero; W &lt;- W - lr * m / (sqrt(v) + epsilon). With decoupled decay it is AdamW (Loshchilov and Hutter 2019).
/// </summary>
/// <param name="Beta1">How much of m a step keeps, from 0 to below 1.</param>
/// <param name="Beta2">How much of v a step keeps, from 0 to below 1.</param>
/// <param name="Epsilon">Added to the denominator; positive as a single.</param>
/// <param name="DecoupledDecay">See <see cref="Minimiser"/>.</param>
public sealed record Adam(double Beta1 = 0.9, double Beta2 = 0.999, double Epsilon = 1e-8, bool DecoupledDecay = false)
    : Minimiser(DecoupledDecay);
