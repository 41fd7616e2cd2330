using Minima.Data;
using Minima.Kernels;

namespace Minima.Networks;

/// <summary>What is computed of a Hessian's product in which precision.</summary>
public enum ProductPrecision
{
    /// <summary>Everything in double.</summary>
    Double,

    /// <summary>
    /// Each example's part in single, the sums over slices of at most a sixteenth of the examples in double: several times as fast, and good to
    /// some 1e-7 of the Hessian's norm. Without a hidden layer it is the same as <see cref="Double"/>.
    /// </summary>
    Mixed,
}

/// <summary>
/// The cost of a network over a set of examples in double precision, at one point after another: its value, its gradient, and the product of
/// its Hessian with any direction, exact to rounding (no differences are taken). cost = loss + l1 * (sum of |W|) + l2 * (sum of W^2), as in
/// <see cref="Functional"/>; the Hessian is that of loss and l2, since the l1 term has none (it is 0 wherever no weight is 0).
/// For relu units it is the Hessian of the smooth piece that the point lies in.
/// </summary>
/// <remarks>
/// Memory: 8 bytes for every example and hidden unit (200 MB for 500 units on 50,000 digits), as many again from the first product in mixed
/// precision on, and sixteen gradients of each kind; with convolutions the sixteen gradients alone, and every product goes forward again. The results do not depend on the number of threads.
/// </remarks>
public sealed class PreciseFunctional : IDisposable
{
    private readonly WorkerTeam _team;
    private readonly IPreciseEngine _engine;
    private readonly double[] _point;

    /// <summary>The functional of a network over some examples.</summary>
    /// <param name="network">The network.</param>
    /// <param name="examples">The examples; as wide as the network's inputs.</param>
    /// <param name="l1">Factor of the sum of absolute weights.</param>
    /// <param name="l2">Factor of the sum of squared weights.</param>
    /// <param name="threads">How many threads compute; 0: one for each core. The results do not depend on it.</param>
    /// <exception cref="UnusableInputException">The examples do not fit the network.</exception>
    public PreciseFunctional(Network network, Examples examples, double l1 = 0, double l2 = 0, int threads = 0)
        : this(network, examples, l1, l2, threads, KernelChoice.Current)
    {
    }

    internal PreciseFunctional(Network network, Examples examples, double l1, double l2, int threads, IKernels kernels)
    {
        network.RequireFit(examples);
        (Network, L1, L2) = (network, l1, l2);
        _team = new WorkerTeam(threads == 0 ? Environment.ProcessorCount : threads);
        _engine = Engines.Precise(network, examples, _team, kernels);
        _point = new double[network.Layout.Count];
    }

    /// <summary>The network.</summary>
    public Network Network { get; }

    /// <summary>How many numbers a point has.</summary>
    public int Count => _point.Length;

    /// <summary>Factor of the sum of absolute weights.</summary>
    public double L1 { get; }

    /// <summary>Factor of the sum of squared weights.</summary>
    public double L2 { get; }

    /// <summary>The point, in the order of <see cref="ParameterLayout"/>.</summary>
    public ReadOnlySpan<double> Point => _point;

    /// <summary>The mean loss at the point, in nats; NaN before the first.</summary>
    public double Loss { get; private set; } = double.NaN;

    /// <summary>Loss and penalties at the point.</summary>
    public double Cost { get; private set; } = double.NaN;

    /// <summary>Examples that are read wrongly at the point.</summary>
    public int Errors { get; private set; }

    /// <summary>Goes to a point.</summary>
    /// <returns>The cost there.</returns>
    /// <exception cref="ArgumentException">It has not as many numbers as the network.</exception>
    public double MoveTo(ReadOnlySpan<double> point)
    {
        if (point.Length != Count)
            throw new ArgumentException($"The network has {Count} numbers, but the point has {point.Length}.", nameof(point));
        point.CopyTo(_point);
        (Loss, Errors) = _engine.MoveTo(_point);
        return Cost = Loss + Penalty();
    }

    /// <summary>Goes to a point of single precision.</summary>
    /// <inheritdoc cref="MoveTo(ReadOnlySpan{double})"/>
    public double MoveTo(Parameters parameters) => MoveTo([.. parameters.Values.Select(static value => (double)value)]);

    /// <summary>The cost's gradient at the point; sign(0) = 0 for the l1 part.</summary>
    public double[] Gradient()
    {
        var gradient = new double[Count];
        _engine.AddGradient(gradient);
        foreach ((int first, int end) in Weights())
        {
            for (int i = first; i < end; i++)
                gradient[i] += (2 * L2 * _point[i]) + (_point[i] > 0 ? L1 : _point[i] < 0 ? -L1 : 0);
        }

        return gradient;
    }

    /// <summary>The product of the cost's Hessian at the point with a direction.</summary>
    /// <exception cref="ArgumentException">The direction has not as many numbers as the network.</exception>
    public double[] Product(ReadOnlySpan<double> direction, ProductPrecision precision = ProductPrecision.Double)
    {
        if (direction.Length != Count)
            throw new ArgumentException($"The network has {Count} numbers, but the direction has {direction.Length}.", nameof(direction));
        var product = new double[Count];
        _engine.AddProduct(direction, product, precision == ProductPrecision.Mixed);
        foreach ((int first, int end) in Weights())
        {
            for (int i = first; i < end; i++)
                product[i] += 2 * L2 * direction[i];
        }

        return product;
    }

    /// <summary>The factors of each layer's part of the loss's Gauss-Newton matrix at the point.</summary>
    internal LayerFactors[] Factors() => _engine.Factors();

    /// <inheritdoc/>
    public void Dispose()
    {
        _engine.Dispose();
        _team.Dispose();
    }

    private IEnumerable<(int First, int End)> Weights() =>
        Network.Layers.Select(layer => Network.Layout[layer.Weights]).Select(static slot => (slot.Offset, slot.Offset + slot.Count));

    private double Penalty()
    {
        double squares = 0, magnitudes = 0;
        foreach ((int first, int end) in Weights())
        {
            for (int i = first; i < end; i++)
            {
                squares += _point[i] * _point[i];
                magnitudes += Math.Abs(_point[i]);
            }
        }

        return (L1 * magnitudes) + (L2 * squares);
    }
}
