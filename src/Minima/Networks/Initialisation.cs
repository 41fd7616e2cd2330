using Minima.Numerics;

namespace Minima.Networks;

/// <summary>The first point of a path, as a function of seeds alone.</summary>
public static class Initialisation
{
    /// <summary>
    /// All hidden layers are drawn in order from one generator: W uniform in +-sqrt(6 / (inputs + outputs)), drawn in double in
    /// row-major order and then rounded to float (four times that for sigmoid), b zero. The output layer is zero, or standard normal,
    /// W then b, from a generator of its own. Of a convolution, inputs are the weights that lead into one sum, and outputs the sums that one
    /// input leads into, maps * kernel^2, divided by pool^2 of which one goes on.
    /// Source: Theano Deep Learning Tutorials, code/mlp.py and code/convolutional_mlp.py, after Glorot and Bengio 2010.
    /// </summary>
    public static Parameters Draw(Network network, Start start)
    {
        var parameters = new Parameters(network.Layout);
        var hidden = new RandomState(start.HiddenSeed);
        foreach (Layer layer in network.Layers.SkipLast(1))
        {
            int fanOut = layer.Convolution is { } c ? c.Maps * c.Kernel * c.Kernel / (c.Pool * c.Pool) : layer.Outputs;
            double bound = Math.Sqrt(6.0 / (layer.FanIn + fanOut));
            double scale = layer.Activation == Activation.Sigmoid ? 4 : 1;
            foreach (ref float weight in parameters[layer.Weights])
                weight = (float)hidden.Uniform(-bound, bound) * (float)scale;
        }

        if (start.Output == OutputStart.Random)
        {
            var output = new RandomState(start.OutputSeed);
            output.StandardNormal(parameters[network.Layers[^1].Weights]);
            output.StandardNormal(parameters[network.Layers[^1].Biases]);
        }

        return parameters;
    }
}
