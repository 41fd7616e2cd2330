namespace Minima.Networks;

/// <summary>Evaluates a network at many points of a plane, origin + x u + y v.</summary>
internal interface IPlaneEvaluator : IDisposable
{
    /// <summary>Blocks of examples that there are.</summary>
    int Blocks { get; }

    /// <summary>Takes a plane: what <see cref="Run"/> evaluates lies in it.</summary>
    void Load(Parameters origin, Parameters u, Parameters v);

    /// <summary>Evaluates places of the plane; those that share X should stand together.</summary>
    /// <param name="places">Where.</param>
    /// <param name="blocks">Over how many blocks of examples: all, but for a trial of how long it takes.</param>
    /// <param name="progress">Called by one worker at a time with the part that is done.</param>
    /// <param name="cancellation">Stops it between blocks.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    Evaluation[] Run(IReadOnlyList<PlanePlace> places, int blocks, Action<double>? progress, CancellationToken cancellation);
}
