using Minima.Networks;
using Minima.Numerics;

namespace Minima.Curvature;

/// <summary>
/// A network without its dead units (<see cref="DeadUnit"/>): what is left to search once the penalty has taken units out of use. Their weights are zero and
/// stay so. A unit whose weights in are w = 0 and whose weights out are v = 0 gives h = activation(b) for every example, so the cost's derivatives
/// by w and by b are zero, and those by v are h times those by the next layer's biases: the gradient of the whole follows from the part's.
/// </summary>
internal sealed class LivingPart
{
    private readonly Network _whole;
    private readonly int[] _places;
    private readonly double[] _rest;

    // For each layer of the part, where its biases stand, and the sum of h^2 over the dead units before it.
    private readonly (ParameterSlot Biases, double Squares)[] _before;

    /// <summary>A network without some units, but for the first of a layer that would have none left.</summary>
    /// <param name="whole">The network.</param>
    /// <param name="dead">The units.</param>
    /// <param name="point">Its parameters; dead units keep their biases.</param>
    public LivingPart(Network whole, IReadOnlyList<DeadUnit> dead, IReadOnlyList<double> point)
    {
        _whole = whole;
        var biases = dead.Select(static unit => unit.Bias).ToHashSet();
        int[][] living = [.. whole.Layers.Select(layer => Living(whole.Layout[layer.Biases].Offset, layer.Units, biases))];
        Network = new Network([.. whole.Layers.Select((layer, i) => layer.Convolution is not null ? layer : layer with
        {
            Inputs = FollowsDense(i) ? living[i - 1].Length : layer.Inputs,
            Outputs = living[i].Length,
        })]);
        _places = [.. whole.Layers.SelectMany((layer, i) => Places(layer, FollowsDense(i) ? living[i - 1] : [.. Enumerable.Range(0, layer.FanIn)], living[i]))];
        Dead = [.. dead.ExceptBy(_places, static unit => unit.Bias)];
        _rest = new double[whole.Layout.Count];
        foreach (DeadUnit unit in Dead)
            _rest[unit.Bias] = point[unit.Bias];
        _before = [.. whole.Layers.Select(layer => (
            Network.Layout[layer.Biases],
            Dead.Where(unit => unit.NextBiases == whole.Layout[layer.Biases].Offset).Sum(unit => unit.Output(_rest) * unit.Output(_rest))))];

        bool FollowsDense(int i) => i > 0 && whole.Layers[i - 1].Convolution is null;
    }

    /// <summary>The part.</summary>
    public Network Network { get; }

    /// <summary>The units that it lacks.</summary>
    public IReadOnlyList<DeadUnit> Dead { get; }

    /// <summary>Their biases.</summary>
    public IReadOnlyList<double> DeadBiases => [.. Dead.Select(unit => _rest[unit.Bias])];

    /// <summary>Where a number of the part stands in the whole.</summary>
    public int Place(int index) => _places[index];

    /// <summary>What a vector of the whole has at the part's places.</summary>
    public double[] Of(IReadOnlyList<double> whole) => [.. _places.Select(place => whole[place])];

    /// <summary>A direction of the part as one of the whole: zero elsewhere.</summary>
    public double[] Direction(IReadOnlyList<double> part) => Into(new double[_whole.Layout.Count], part);

    /// <summary>A point of the part as one of the whole: the dead units have weights of zero and biases of their own.</summary>
    public double[] Point(IReadOnlyList<double> part) => Into([.. _rest], part);

    /// <summary>The norm of the whole's gradient, from the part's.</summary>
    public double Norm(double[] gradient)
    {
        double squares = Vectors.Dot(gradient, gradient);
        foreach ((ParameterSlot biases, double factor) in _before)
            squares += factor * Vectors.Dot(gradient.AsSpan(biases.Offset, biases.Count), gradient.AsSpan(biases.Offset, biases.Count));
        return Math.Sqrt(squares);
    }

    private double[] Into(double[] whole, IReadOnlyList<double> part)
    {
        for (int i = 0; i < _places.Length; i++)
            whole[_places[i]] = part[i];
        return whole;
    }

    private static int[] Living(int biases, int units, HashSet<int> dead)
    {
        int[] living = [.. Enumerable.Range(0, units).Where(unit => !dead.Contains(biases + unit))];
        return living.Length == 0 ? [0] : living;
    }

    /// <summary>Where the weights and biases of some of a layer's rows and units stand in the whole, in the part's order.</summary>
    private IEnumerable<int> Places(Layer layer, int[] rows, int[] units)
    {
        int weights = _whole.Layout[layer.Weights].Offset, biases = _whole.Layout[layer.Biases].Offset;
        IEnumerable<int> kept = layer.Convolution is null
            ? rows.SelectMany(row => units.Select(unit => weights + layer.WeightAt(row, unit)))
            : Enumerable.Range(weights, _whole.Layout[layer.Weights].Count);
        return kept.Concat(units.Select(unit => biases + unit));
    }
}
