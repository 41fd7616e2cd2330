namespace Minima.Networks;

/// <summary>What a layer does to its sums.</summary>
public enum Activation
{
    /// <summary>tanh(z), the experiment's hidden units.</summary>
    Tanh,

    /// <summary>1 / (1 + exp(-z)).</summary>
    Sigmoid,

    /// <summary>max(z, 0).</summary>
    Relu,

    /// <summary>exp(z_k) / sum of exp(z_j): the output layer's class probabilities.</summary>
    Softmax,
}
