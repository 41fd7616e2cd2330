namespace Minima.Networks;

/// <summary>
/// A feed-forward network as a list of dense layers, the last of them softmax. It holds no numbers: those are <see cref="Parameters"/>.
/// </summary>
public sealed class Network
{
    private const int MaxClasses = 256;

    /// <summary>A network of the given layers.</summary>
    /// <exception cref="UnusableInputException">
    /// There is no layer, a layer's inputs are not the outputs of the one before, a size is not positive, softmax stands
    /// anywhere but in the last layer, or there are more than 256 classes.
    /// </exception>
    public Network(IReadOnlyList<Layer> layers)
    {
        if (layers.Count == 0)
            throw new UnusableInputException("A network needs at least one layer.");
        for (int i = 0; i < layers.Count; i++)
        {
            Layer layer = layers[i];
            if (layer.Inputs < 1 || layer.Outputs < 1)
                throw new UnusableInputException($"Layer '{layer.Name}' is {layer.Inputs} x {layer.Outputs}; both sizes must be at least 1.");
            if (i > 0 && layer.Inputs != layers[i - 1].Outputs)
            {
                throw new UnusableInputException(
                    $"Layer '{layer.Name}' takes {layer.Inputs} numbers, but '{layers[i - 1].Name}' before it gives {layers[i - 1].Outputs}.");
            }

            if ((layer.Activation == Activation.Softmax) != (i == layers.Count - 1))
                throw new UnusableInputException($"Layer '{layer.Name}': softmax belongs in the last layer, and only there.");
        }

        if (layers[^1].Outputs > MaxClasses)
            throw new UnusableInputException($"The network tells {layers[^1].Outputs} classes apart; labels are bytes, so at most {MaxClasses} are possible.");
        Layers = layers;
        Layout = new ParameterLayout(layers.SelectMany(static layer => new (string, IReadOnlyList<int>)[]
        {
            (layer.Weights, [layer.Inputs, layer.Outputs]),
            (layer.Biases, [layer.Outputs]),
        }));
    }

    /// <summary>The layers, from the inputs to the classes.</summary>
    public IReadOnlyList<Layer> Layers { get; }

    /// <summary>Where the parameters lie in the buffer: each layer's W, then its b.</summary>
    public ParameterLayout Layout { get; }

    /// <summary>Numbers that an example has.</summary>
    public int Inputs => Layers[0].Inputs;

    /// <summary>Classes that are told apart.</summary>
    public int Classes => Layers[^1].Outputs;

    /// <summary>Makes sure that examples can be put into this network.</summary>
    /// <exception cref="UnusableInputException">They have another width, there are none, or a label names no class.</exception>
    public void RequireFit(Data.Examples examples)
    {
        if (examples.Width != Inputs)
            throw new UnusableInputException($"The network takes {Inputs} numbers an example, but the examples have {examples.Width}.");
        if (examples.Count == 0)
            throw new UnusableInputException("There are no examples; at least one is needed.");
        foreach (byte label in examples.Labels)
        {
            if (label >= Classes)
                throw new UnusableInputException($"An example is labelled {label}, but the network tells only the classes 0 to {Classes - 1} apart.");
        }
    }

    /// <summary>
    /// A multilayer perceptron. One hidden layer is named <c>hidden</c>, several <c>hidden1</c>, <c>hidden2</c>, ...; the last is <c>output</c>.
    /// </summary>
    /// <exception cref="UnusableInputException">A size is not positive, or the activation is softmax.</exception>
    public static Network Perceptron(int inputs, IReadOnlyList<int> hidden, int classes, Activation activation = Activation.Tanh)
    {
        var layers = new List<Layer>();
        int width = inputs;
        for (int i = 0; i < hidden.Count; i++)
        {
            layers.Add(new Layer(hidden.Count == 1 ? "hidden" : $"hidden{i + 1}", width, hidden[i], activation));
            width = hidden[i];
        }

        layers.Add(new Layer("output", width, classes, Activation.Softmax));
        return new Network(layers);
    }
}
