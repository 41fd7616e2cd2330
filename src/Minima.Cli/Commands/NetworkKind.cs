using Minima.Data;
using Minima.Networks;
using Minima.Trajectories;

namespace Minima.Cli.Commands;

/// <summary>What <c>--network</c> names, with what the options are where they are not given.</summary>
/// <param name="Word">As it is typed.</param>
/// <param name="Hidden">Units of the hidden layers.</param>
/// <param name="Activation">Of the hidden units.</param>
/// <param name="BatchSize">Examples in a minibatch.</param>
/// <param name="LearningRate">Length of a step.</param>
/// <param name="L2">Factor of the squared weights.</param>
/// <param name="HiddenSeed">Seed of the start.</param>
/// <param name="Epochs">The last epoch.</param>
internal sealed record NetworkKind(
    string Word, int[] Hidden, Activation Activation, int BatchSize, double LearningRate, double L2, uint HiddenSeed, int Epochs)
{
    /// <summary>The perceptron of the experiment.</summary>
    public static NetworkKind Perceptron { get; } = new("mlp", [500], Activation.Tanh, 20, 0.01, 1e-4, new Start().HiddenSeed, 500);

    /// <summary>The tutorial's convolutional network (code/convolutional_mlp.py).</summary>
    public static NetworkKind LeNet { get; } = new("lenet", [500], Activation.Tanh, 500, 0.1, 0, 23455, 200);

    /// <summary>The tutorial's stacked denoising autoencoders (code/SdA.py).</summary>
    public static NetworkKind Stacked { get; } = new("sda", [1000, 1000, 1000], Activation.Sigmoid, 1, 0.1, 0, 89677, 1000);

    /// <summary>The tutorial's demonstration of one (code/dA.py).</summary>
    public static NetworkKind Autoencoder { get; } = new("da", [500], Activation.Sigmoid, 20, 0.1, 0, 123, 15);

    /// <summary>All that have a name.</summary>
    public static IReadOnlyList<NetworkKind> All { get; } = [Perceptron, LeNet, Stacked, Autoencoder];

    /// <summary>The word, which is what the help shows.</summary>
    public override string ToString() => Word;

    /// <summary>The file that lists its layers; null: it has a name.</summary>
    public string? File { get; private init; }

    /// <summary>Whether it is made of autoencoders.</summary>
    public bool IsOfAutoencoders => Word == Stacked.Word || Word == Autoencoder.Word;

    /// <summary>The network that was asked for, by its name or a file, that is read later; null: it is neither.</summary>
    public static NetworkKind? Find(string asked) => All.FirstOrDefault(kind => kind.Word == asked)
        ?? (asked.EndsWith(".json", StringComparison.OrdinalIgnoreCase) || System.IO.File.Exists(asked) ? Perceptron with { Word = asked, File = asked } : null);

    /// <summary>The network for a data set.</summary>
    /// <param name="data">The data.</param>
    /// <param name="hidden">Units of a perceptron's or an autoencoder's hidden layers.</param>
    /// <param name="activation">The hidden units'.</param>
    /// <exception cref="UnusableInputException">The file cannot be read or makes no network, the images are too small, or an autoencoder has several layers.</exception>
    public Network Build(DataSet data, IReadOnlyList<int> hidden, Activation activation)
    {
        if (File is not null)
            return NetworkFile.Read(File, data.Inputs, data.Images, data.Classes, activation);
        if (Word == Autoencoder.Word)
            return hidden is [int units] ? Network.Autoencoder(data.Inputs, units) : throw new UnusableInputException(
                $"--hidden asks for {hidden.Count} layers, but --network da is one autoencoder, with one. Stacked ones are --network sda.");
        if (Word != LeNet.Word)
            return Network.Perceptron(data.Inputs, hidden, data.Classes, activation);
        ImageSize images = data.Images ?? ImageSize.OfSquare(data.Inputs) ?? throw new UnusableInputException(
            $"--network lenet takes images, but the {data.Inputs} numbers of an example of '{data.Name}' make no square, and the data say no size.");
        return Network.LeNet(images.Rows, images.Columns, data.Classes, activation);
    }
}
