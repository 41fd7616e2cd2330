namespace Minima.Networks;

/// <summary>Evaluates a network at many points of straight lines that begin at one point.</summary>
internal interface ILineEvaluator : IDisposable
{
    /// <summary>
    /// Evaluates places of the lines from <paramref name="a"/> to the ends. Both points must be those of the run before, unchanged, unless
    /// <see cref="Forget"/> was called.
    /// </summary>
    /// <param name="a">Where the lines begin.</param>
    /// <param name="shared">The point that the ends' <see cref="LineEnd.Source"/> means.</param>
    /// <param name="ends">Where they end.</param>
    /// <param name="places">What is evaluated.</param>
    /// <param name="each">For each place, room for what every example gives; null: only the sums are wanted.</param>
    Evaluation[] Run(
        Parameters a, Parameters shared, IReadOnlyList<LineEnd> ends, IReadOnlyList<LinePlace> places, IReadOnlyList<ExampleResults>? each = null);

    /// <summary>Called before other points than those of the last run: what was kept of them is forgotten.</summary>
    void Forget();
}
