namespace Minima.Networks;

/// <summary>
/// A feed-forward network as a list of layers, convolutions first and dense ones behind, the last of them softmax; or an autoencoder, whose second
/// layer brings the inputs back by the first one's weights. It holds no numbers: those are <see cref="Parameters"/>.
/// </summary>
public sealed class Network
{
    private const int MaxClasses = 256;

    /// <summary>A network of the given layers.</summary>
    /// <exception cref="UnusableInputException">
    /// There is no layer, a layer's inputs are not the outputs of the one before, a size is not positive, softmax stands
    /// anywhere but in the last layer, a convolution stands behind a dense layer or is the last, or there are more than 256 classes; or a layer is
    /// tied, and is not the second of two dense sigmoid layers whose sizes mirror each other.
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

            RequireConvolution(layer, i == 0 ? null : layers[i - 1]);
            if (layer.Tied && !IsDecoder(layers, i))
            {
                throw new UnusableInputException(
                    $"Layer '{layer.Name}' is tied; that is understood of an autoencoder, two sigmoid layers of which the second brings the first one's inputs back.");
            }

            if (!layers[^1].Tied && (layer.Activation == Activation.Softmax) != (i == layers.Count - 1))
                throw new UnusableInputException($"Layer '{layer.Name}': softmax belongs in the last layer, and only there.");
        }

        if (layers[^1].Convolution is not null)
            throw new UnusableInputException($"Layer '{layers[^1].Name}': the last layer must be dense; a convolution tells no classes apart.");
        if (layers[^1].Outputs > MaxClasses && !layers[^1].Tied)
            throw new UnusableInputException($"The network tells {layers[^1].Outputs} classes apart; labels are bytes, so at most {MaxClasses} are possible.");
        Layers = layers;
        Layout = new ParameterLayout(layers.SelectMany(static layer => new (string, IReadOnlyList<int>)[]
        {
            (layer.Weights, layer.WeightShape),
            (layer.Biases, [layer.Units]),
        }.Skip(layer.Tied ? 1 : 0)));
    }

    /// <summary>The layers, from the inputs to the classes.</summary>
    public IReadOnlyList<Layer> Layers { get; }

    /// <summary>Where the parameters lie in the buffer: each layer's W, then its b.</summary>
    public ParameterLayout Layout { get; }

    /// <summary>Numbers that an example has.</summary>
    public int Inputs => Layers[0].Inputs;

    /// <summary>Classes that are told apart; an autoencoder tells none apart.</summary>
    public int Classes => IsAutoencoder ? 0 : Layers[^1].Outputs;

    /// <summary>Whether the network gives its inputs back, by tied weights, and tells no classes apart.</summary>
    public bool IsAutoencoder => Layers[^1].Tied;

    /// <summary>Whether some of its layers are convolutions.</summary>
    public bool HasConvolutions => Layers[0].Convolution is not null;

    /// <summary>What goes in and what each layer gives, in words: <c>784-500-10</c>, <c>784-20@5x5-50@5x5-500-10</c>.</summary>
    public string Sizes => string.Join('-', Layers.Select(static layer =>
        layer.Convolution is { } c ? $"{c.Maps}@{c.Kernel}x{c.Kernel}" : $"{layer.Outputs}").Prepend($"{Inputs}"));

    /// <summary>Whether both have the same layers but for their names.</summary>
    public bool HasShapeOf(Network other) => Layers.Select(static layer => layer.Shape()).SequenceEqual(other.Layers.Select(static layer => layer.Shape()));

    /// <summary>Makes sure that the network tells classes apart, and that examples can be put into it.</summary>
    /// <exception cref="UnusableInputException">It is an autoencoder; or they have another width, there are none, or a label names no class.</exception>
    public void RequireFit(Data.Examples examples)
    {
        RequireClasses();
        RequireWidth(examples);
        foreach (byte label in examples.Labels)
        {
            if (label >= Classes)
                throw new UnusableInputException($"An example is labelled {label}, but the network tells only the classes 0 to {Classes - 1} apart.");
        }
    }

    /// <summary>Makes sure that the network tells classes apart.</summary>
    /// <exception cref="UnusableInputException">It is an autoencoder.</exception>
    public void RequireClasses()
    {
        if (IsAutoencoder)
        {
            throw new UnusableInputException(
                "This network is an autoencoder: it gives its inputs back and tells no classes apart, so it has no errors and no loss of classes, and "
                + "nothing that rests on them. `minima test` measures how well it gives them back, `minima distance`, `trajectory`, `align` and `path` compare two.");
        }
    }

    /// <summary>Makes sure that examples have the network's width, and that there are some.</summary>
    /// <exception cref="UnusableInputException">They have another width, or there are none.</exception>
    public void RequireWidth(Data.Examples examples)
    {
        if (examples.Width != Inputs)
            throw new UnusableInputException($"The network takes {Inputs} numbers an example, but the examples have {examples.Width}.");
        if (examples.Count == 0)
            throw new UnusableInputException("There are no examples; at least one is needed.");
    }

    /// <summary>
    /// An autoencoder with tied weights: y = sigmoid(x W + b), z = sigmoid(y W' + b'). Its parameters are <c>hidden.W</c>, <c>hidden.b</c> and
    /// <c>visible.b</c>.
    /// </summary>
    /// <exception cref="UnusableInputException">A size is not positive.</exception>
    public static Network Autoencoder(int inputs, int hidden) => new(
    [
        new Layer("hidden", inputs, hidden, Activation.Sigmoid),
        new Layer("visible", hidden, inputs, Activation.Sigmoid) { Tied = true },
    ]);

    /// <summary>
    /// The convolutional network of the Theano tutorial, after LeCun et al. 1998: 20 and 50 kernels of 5 x 5, each pooled 2 x 2, then 500 dense units:
    /// <c>conv1</c>, <c>conv2</c>, <c>hidden</c>, <c>output</c>.
    /// </summary>
    /// <exception cref="UnusableInputException">The images are too small, or a size is not positive.</exception>
    public static Network LeNet(int height, int width, int classes, Activation activation = Activation.Tanh)
    {
        var first = new Convolution(1, height, width, 20, 5, 2);
        first.Require("conv1");
        var second = new Convolution(20, first.OutHeight, first.OutWidth, 50, 5, 2);
        return new Network([
            Layer.Convolutional("conv1", first, activation),
            Layer.Convolutional("conv2", second, activation),
            new Layer("hidden", second.Outputs, 500, activation),
            new Layer("output", 500, classes, Activation.Softmax),
        ]);
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

    private static bool IsDecoder(IReadOnlyList<Layer> layers, int i) =>
        i == 1 && layers.Count == 2 && layers.All(static layer => layer.Activation == Activation.Sigmoid) && !layers[0].Tied && layers[0].Convolution is null
        && layers[1].Outputs == layers[0].Inputs;

    private static void RequireConvolution(Layer layer, Layer? before)
    {
        if (layer.Convolution is not { } own)
            return;
        own.Require(layer.Name);
        if (layer.Inputs != own.Inputs || layer.Outputs != own.Outputs)
            throw new UnusableInputException($"Layer '{layer.Name}' takes {layer.Inputs} and gives {layer.Outputs} numbers, but its convolution {own.Inputs} and {own.Outputs}.");
        if (before is null)
            return;
        if (before.Convolution is not { } last)
            throw new UnusableInputException($"Layer '{layer.Name}' is a convolution behind the dense layer '{before.Name}'; convolutions come first.");
        if ((own.Channels, own.Height, own.Width) != (last.Maps, last.OutHeight, last.OutWidth))
        {
            throw new UnusableInputException(
                $"Layer '{layer.Name}' takes {own.Channels} channels of {own.Height} x {own.Width}, but '{before.Name}' before it gives {last.Maps} of {last.OutHeight} x {last.OutWidth}.");
        }
    }
}
