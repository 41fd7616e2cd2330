using Minima.Formats;
using Minima.Networks;

namespace Minima.Trajectories;

/// <summary>
/// Networks with convolutions in files that do not state them. Arrays tell neither the size of the images nor what is pooled: each convolution is
/// taken to be pooled 2 x 2, as in LeNet, and the images to be square; then what the first dense layer takes tells their size.
/// </summary>
internal static class ForeignConvolutions
{
    private const int Pool = 2;

    /// <summary>The network of layers in order, convolutions first.</summary>
    /// <exception cref="UnusableInputException">The first dense layer does not take what such convolutions give, or there is none.</exception>
    public static Network NetworkOf(List<ForeignLayer> layers, Activation activation, string path)
    {
        ForeignLayer[] convolutions = [.. layers.TakeWhile(static layer => layer.IsConvolution)], dense = [.. layers.Skip(convolutions.Length)];
        if (dense.Length == 0)
            throw new UnusableInputException($"'{path}' holds convolutions, but no dense layer behind them that tells classes apart.");
        Network behind = Network.Perceptron(
            (int)dense[0].Inputs, [.. dense.SkipLast(1).Select(static layer => (int)layer.Outputs)], (int)dense[^1].Outputs, activation);
        if (convolutions.Length == 0)
            return behind;
        long places = dense[0].Inputs / convolutions[^1].Outputs, side = (long)Math.Sqrt(places);
        if (side * side * convolutions[^1].Outputs != dense[0].Inputs)
        {
            throw new UnusableInputException(
                $"'{path}': {Shown.Quoted(dense[0].Name)} takes {dense[0].Inputs} numbers, which are not {convolutions[^1].Outputs} square maps of {Shown.Quoted(convolutions[^1].Name)}. "
                + "Save it as a file that states its network (`minima convert`), or leave the file's other layers out (--layers a,b,c).");
        }

        for (int i = convolutions.Length - 1; i >= 0; i--)
            side = Math.Min((side * Pool) + convolutions[i].Weight.Shape[3] - 1, int.MaxValue);
        var network = new List<Layer>();
        var shape = new Convolution((int)convolutions[0].Inputs, (int)side, (int)side, 1, 1);
        for (int i = 0; i < convolutions.Length; i++)
        {
            shape = new Convolution(
                (int)convolutions[i].Inputs, i == 0 ? (int)side : shape.OutHeight, i == 0 ? (int)side : shape.OutWidth,
                (int)convolutions[i].Outputs, (int)convolutions[i].Weight.Shape[3], Pool);
            network.Add(Layer.Convolutional(convolutions.Length == 1 ? "conv" : $"conv{i + 1}", shape, activation));
        }

        return new Network([.. network, .. behind.Layers]);
    }

    /// <summary>What was assumed, in words.</summary>
    public static string Assumed(List<ForeignLayer> layers, Network network)
    {
        Convolution first = network.Layers[0].Convolution!;
        return $"Each convolution is taken to be pooled {Pool} x {Pool}, so that the images are {first.Height} x {first.Width}; kernels "
            + (layers[0].Transposed ? "slide as they stand, as PyTorch's do." : "are those of true convolutions, as Theano's are.");
    }
}
