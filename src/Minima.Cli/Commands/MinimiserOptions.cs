using System.CommandLine;
using Minima.Minimisation;

namespace Minima.Cli.Commands;

/// <summary>The options that say how steps are made out of gradients, and how long they are.</summary>
internal sealed class MinimiserOptions
{
    private enum Kind
    {
        Sgd,
        Momentum,
        Adam,
    }

    private enum Decay
    {
        Coupled,
        Decoupled,
    }

    private enum Shape
    {
        Constant,
        Cosine,
    }

    private readonly Option<Kind> _kind = Options.Choice(
        "--minimiser", "What makes steps out of gradients: plain gradient descent, momentum, or Adam (PyTorch's formulas)", Kind.Sgd,
        ("sgd", Kind.Sgd), ("momentum", Kind.Momentum), ("adam", Kind.Adam));

    private readonly Option<double> _momentum = Options.Number("--momentum", "Momentum: how much of the last steps a step keeps, below 1", 0.9, zeroAllowed: true);

    private readonly Option<bool> _nesterov = Options.Flag("--nesterov", "Momentum: by Nesterov's rule");

    private readonly Option<double> _beta1 = Options.Number("--beta1", "Adam: how much the mean of the gradients keeps, below 1", 0.9, zeroAllowed: true);

    private readonly Option<double> _beta2 = Options.Number("--beta2", "Adam: how much the mean of their squares keeps, below 1", 0.999, zeroAllowed: true);

    private readonly Option<double> _epsilon = Options.Number("--epsilon", "Adam: added to the denominator", 1e-8, zeroAllowed: false);

    private readonly Option<Decay> _decay = Options.Choice(
        "--decay", "Momentum, Adam: l2 as a part of the gradient, or on the weights alone (AdamW); PyTorch's weight_decay is 2 * l2", Decay.Coupled,
        ("coupled", Decay.Coupled), ("decoupled", Decay.Decoupled));

    private readonly Option<Shape> _schedule = Options.Choice(
        "--schedule", "The learning rate: the same throughout, or down to 0 at the last epoch along half a cosine", Shape.Constant,
        ("constant", Shape.Constant), ("cosine", Shape.Cosine));

    private readonly Option<int> _warmUp = Options.Integer("--warm-up", "Epochs in which the learning rate first rises from 0, step by step", 0, 0, 1_000_000);

    /// <summary>All of them, as the help lists them.</summary>
    public Option[] All => [_kind, _momentum, _nesterov, _beta1, _beta2, _epsilon, _decay, _schedule, _warmUp];

    /// <summary>The options with what was asked for here.</summary>
    /// <param name="asked">What was asked for.</param>
    /// <param name="options">The others.</param>
    /// <param name="epochs">The last epoch.</param>
    /// <exception cref="UnusableInputException">One is out of range, or belongs to another minimiser.</exception>
    public DescentOptions AddTo(ParseResult asked, DescentOptions options, int epochs)
    {
        Kind kind = asked.GetValue(_kind);
        Demand(asked, kind == Kind.Momentum, "momentum", _momentum, _nesterov);
        Demand(asked, kind == Kind.Adam, "adam", _beta1, _beta2, _epsilon);
        Demand(asked, kind != Kind.Sgd, "momentum or adam", _decay);
        bool decoupled = asked.GetValue(_decay) == Decay.Decoupled;
        return options with
        {
            Minimiser = kind switch
            {
                Kind.Momentum => new Momentum(asked.GetValue(_momentum), asked.GetValue(_nesterov), decoupled),
                Kind.Adam => new Adam(asked.GetValue(_beta1), asked.GetValue(_beta2), asked.GetValue(_epsilon), decoupled),
                _ => null,
            },
            Schedule = new RateSchedule(asked.GetValue(_warmUp), asked.GetValue(_schedule) == Shape.Cosine ? epochs : null),
        };
    }

    private static void Demand(ParseResult asked, bool suits, string kinds, params Option[] options)
    {
        if (!suits && options.FirstOrDefault(option => asked.GetResult(option) is { Implicit: false }) is { } given)
            throw new UnusableInputException($"{given.Name} is an option of --minimiser {kinds}; ask for that too, or leave {given.Name} out.");
    }
}
