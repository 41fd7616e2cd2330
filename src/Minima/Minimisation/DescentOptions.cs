using Minima.Networks;

namespace Minima.Minimisation;

/// <summary>The order in which an epoch takes the training examples.</summary>
public enum ExampleOrder
{
    /// <summary>As they stand in the files, the same every epoch.</summary>
    File,

    /// <summary>Epoch e takes the permutation of <c>RandomState([seed, e])</c>.</summary>
    Shuffled,
}

/// <summary>What decides, together with the start and the data, every byte of the path.</summary>
public sealed record DescentOptions
{
    /// <summary>Examples in a minibatch; a trailing partial batch is dropped.</summary>
    public int BatchSize { get; init; } = 20;

    /// <summary>Length of a step, as a multiple of the gradient.</summary>
    public double LearningRate { get; init; } = 0.01;

    /// <summary>Factor of the sum of absolute weights in the cost.</summary>
    public double L1 { get; init; }

    /// <summary>Factor of the sum of squared weights in the cost.</summary>
    public double L2 { get; init; } = 1e-4;

    /// <summary>The order of the examples.</summary>
    public ExampleOrder Order { get; init; } = ExampleOrder.File;

    /// <summary>Seed of the shuffled order; without effect in file order.</summary>
    public uint OrderSeed { get; init; }

    /// <summary>What makes steps out of gradients; null: plain gradient descent.</summary>
    public Minimiser? Minimiser { get; init; }

    /// <summary>How the learning rate changes; null: it does not.</summary>
    public RateSchedule? Schedule { get; init; }

    /// <summary>How an autoencoder's inputs are corrupted; null of a network that tells classes apart.</summary>
    public Corruption? Corruption { get; init; }

    /// <summary>Makes sure that the options can be used on so many examples.</summary>
    /// <exception cref="UnusableInputException">One is out of range; the message names it, its value and its range.</exception>
    public void Validate(int examples)
    {
        if (BatchSize < 1 || BatchSize > examples)
            throw new UnusableInputException($"The batch size is {BatchSize}; it must be from 1 to the {examples} training examples.");
        if (!(LearningRate > 0) || !double.IsFinite(LearningRate))
            throw new UnusableInputException($"The learning rate is {LearningRate}; it must be a positive number.");
        if (!(L1 >= 0) || !double.IsFinite(L1))
            throw new UnusableInputException($"l1 is {L1}; it must be 0 or a positive number.");
        if (!(L2 >= 0) || !double.IsFinite(L2))
            throw new UnusableInputException($"l2 is {L2}; it must be 0 or a positive number.");
        ValidateMinimiser();
    }

    /// <summary>The same of the minimiser and the schedule, for any examples.</summary>
    /// <inheritdoc cref="Validate"/>
    internal void ValidateMinimiser()
    {
        if (Minimiser is Momentum { Factor: var factor } && !(factor is >= 0 and < 1))
            throw new UnusableInputException($"The momentum is {factor}; it must be from 0 to below 1.");
        if (Minimiser is Adam adam)
        {
            foreach ((string name, double beta) in new[] { ("beta1", adam.Beta1), ("beta2", adam.Beta2) })
            {
                // 1 - beta is a factor in single precision.
                if (!(beta is >= 0 and < 1) || (float)(1 - beta) == 0)
                    throw new UnusableInputException($"{name} is {beta}; it must be from 0 to below 1.");
            }

            if (!((float)adam.Epsilon > 0) || !float.IsFinite((float)adam.Epsilon))
                throw new UnusableInputException($"epsilon is {adam.Epsilon}; it must be a positive number, in single precision too.");
        }

        if (Corruption is { Level: var level } && !(level is >= 0 and < 1))
            throw new UnusableInputException($"The corruption is {level}; it must be from 0 to below 1.");
        if (Schedule is { WarmUp: < 0 })
            throw new UnusableInputException($"The warm-up is {Schedule.WarmUp} epochs; it must be at least 0.");
        if (Schedule is { CosineEpochs: { } end } && end < Schedule.WarmUp)
            throw new UnusableInputException($"The warm-up is {Schedule.WarmUp} epochs, but the cosine schedule ends with epoch {end}. Ask for less warm-up or more epochs.");
    }
}
