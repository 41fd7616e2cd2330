namespace Minima.Networks;

/// <summary>The loss over a set of examples in single precision: what <see cref="Functional"/> adds penalties to.</summary>
internal interface ILossEngine : IDisposable
{
    /// <summary>An evaluator that stands at the parameters.</summary>
    IEvaluator At(Parameters parameters);

    /// <summary>Adds the mean loss's gradient, in the layout's order.</summary>
    /// <returns>The mean loss.</returns>
    double AddGradient(Parameters parameters, double[] sum);
}
