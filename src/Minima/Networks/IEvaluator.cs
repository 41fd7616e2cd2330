namespace Minima.Networks;

/// <summary>Evaluates a network over a whole set of examples, at the parameters that stand where its maker keeps them.</summary>
internal interface IEvaluator : IDisposable
{
    /// <summary>Predicted classes after <see cref="Run"/>.</summary>
    ReadOnlySpan<byte> Predictions { get; }

    /// <summary>Evaluates all examples.</summary>
    Evaluation Run();

    /// <summary>Evaluates all examples, and keeps the logarithms of their class probabilities, and what the hidden layers give where asked.</summary>
    Answers RunForAnswers(bool withHidden = false);
}
