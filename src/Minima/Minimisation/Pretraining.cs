namespace Minima.Minimisation;

/// <summary>
/// What comes before the training of a stacked denoising autoencoder: each hidden layer, from the first on, is trained as an autoencoder of what
/// the layers before it give for uncorrupted examples (Vincent and others 2010; the Theano Deep Learning Tutorials, code/SdA.py).
/// </summary>
public sealed record Pretraining
{
    /// <summary>What is put to zero of each layer's inputs: a share for each hidden layer, from 0 to below 1.</summary>
    public IReadOnlyList<double> Corruption { get; init; } = [0.1, 0.2, 0.3];

    /// <summary>Epochs of each layer.</summary>
    public int Epochs { get; init; } = 15;

    /// <summary>Length of a step.</summary>
    public double LearningRate { get; init; } = 0.001;

    /// <summary>Examples in a minibatch.</summary>
    public int BatchSize { get; init; } = 1;

    /// <summary>How a layer is trained.</summary>
    /// <param name="layer">The hidden layer, from 0.</param>
    /// <param name="maskSeed">Seed of its masks.</param>
    public DescentOptions Descent(int layer, uint maskSeed) => new()
    {
        BatchSize = BatchSize,
        LearningRate = LearningRate,
        L2 = 0,
        Corruption = new Networks.Corruption(Corruption[layer], maskSeed),
    };

    /// <summary>Makes sure that it can be done on a network's hidden layers.</summary>
    /// <exception cref="UnusableInputException">A number is out of range, or the network has other hidden layers.</exception>
    internal void Validate(Networks.Network network)
    {
        if (network.IsAutoencoder || network.Layers.Count < 2 || network.Layers.SkipLast(1).Any(static layer => layer.Activation != Networks.Activation.Sigmoid))
            throw new UnusableInputException("Only hidden layers of sigmoid units can be trained as autoencoders beforehand.");
        if (Corruption.Count != network.Layers.Count - 1)
            throw new UnusableInputException($"{Corruption.Count} corruptions were given for {network.Layers.Count - 1} hidden layers; give one for each.");
        if (Corruption.FirstOrDefault(static level => !(level is >= 0 and < 1), 0) is var bad && bad != 0)
            throw new UnusableInputException($"The corruption is {bad}; it must be from 0 to below 1.");
        if (Epochs < 0)
            throw new UnusableInputException($"{Epochs} epochs of pretraining were asked for; at least 0 are possible.");
        if (!(LearningRate > 0) || !double.IsFinite(LearningRate))
            throw new UnusableInputException($"The learning rate of the pretraining is {LearningRate}; it must be a positive number.");
        if (BatchSize < 1)
            throw new UnusableInputException($"The batch size of the pretraining is {BatchSize}; it must be at least 1.");
    }
}
