using System.Globalization;
using Minima.Formats;
using Minima.Geometry;
using Minima.Networks;
using Minima.Trajectories;

namespace Minima.Studies;

/// <summary>
/// Reads an alignment that `minima align --export` or another tool wrote (see docs/alignment.md): permutations of all hidden layers, and
/// where they are there signs, scales and shift. What is no symmetry of the network is refused, in words that say which number is wrong.
/// </summary>
internal sealed class AlignmentReader
{
    private const string Source = "`minima align A B --export FILE.npz` writes one that can be read";

    private readonly string _path;
    private readonly Network _network;
    private readonly Dictionary<string, Tensor> _left;
    private readonly bool _single;

    private AlignmentReader(string path, Network network, Npz file)
    {
        (_path, _network) = (path, network);
        _left = file.Tensors.ToDictionary(static tensor => tensor.Name, StringComparer.Ordinal);
        _single = network.Layers.Count == 2;
        if (file.Metadata.TryGetValue("format", out string? format) && format != AlignmentFile.Format)
            throw Wrong($"says that its format is {Shown.Quoted(format)}; '{AlignmentFile.Format}' is expected. {Source}.");
        if (file.Metadata.TryGetValue("network", out string? made) && made != NetworkJson.Format(network))
            throw Wrong($"was made for another network: {Shown.Quoted(made)}, not '{NetworkJson.Format(network)}'.");
    }

    /// <summary>Reads the file for a network.</summary>
    /// <exception cref="UnusableInputException">It cannot be read, lacks an array, has one too many, or is no symmetry of the network.</exception>
    public static EquivalentCopy Read(string path, Network network)
    {
        var reader = new AlignmentReader(path, network, Npz.Read(path));
        UnitMap[] maps = [.. UnitGroup.Of(network).Select(reader.Map)];
        OutputShift? shift = reader.Shift();
        if (reader._left.Keys.Order(StringComparer.Ordinal).FirstOrDefault() is { } unknown)
            throw reader.Wrong($"holds {Shown.Quoted(unknown)}, which is no part of an alignment of this network; expected are {reader.Expected()}.");
        return new EquivalentCopy(new Symmetry(network, maps), shift);
    }

    private UnitMap Map(UnitGroup group)
    {
        Tensor permutation = Take(group.Name, "permutation")
            ?? throw Wrong($"has no array '{group.Name}.permutation'; expected are {Expected()}. {Source}.");
        int[] source = Permutation(permutation, group);
        Tensor? signs = Take(group.Name, "signs"), scales = Take(group.Name, "scales");
        bool signed = group.Gauge is UnitGauge.Sign or UnitGauge.Flip;
        if (signs is not null && !signed)
            throw Wrong($"holds '{signs.Name}', but the units of '{group.Name}' have no signs: {(group.Gauge == UnitGauge.Scale ? "a ReLU unit allows scales" : "they can only be exchanged")}.");
        if (scales is not null && group.Gauge != UnitGauge.Scale)
            throw Wrong($"holds '{scales.Name}', but the units of '{group.Name}' have no scales: {(signed ? "they allow signs" : "they can only be exchanged")}.");
        if ((signs ?? scales) is not { } factors)
            return new UnitMap(source, [.. Enumerable.Repeat(1.0, group.Count)]);
        double[] numbers = Numbers(factors, group.Count);
        for (int j = 0; j < numbers.Length; j++)
        {
            if (signed ? numbers[j] is not (1 or -1) : !(numbers[j] > 0) || !double.IsFinite(numbers[j]))
                throw Wrong($"'{factors.Name}' has {Number(numbers[j])} at place {j}; {(signed ? "1 or -1" : "a positive number")} is expected.");
        }

        return new UnitMap(source, numbers);
    }

    private int[] Permutation(Tensor tensor, UnitGroup group)
    {
        if (!tensor.Type.IsInteger())
            throw Wrong($"'{tensor.Name}' holds {tensor.Type.Name()}; whole numbers are expected, the unit of B that each place takes.");
        double[] numbers = Numbers(tensor, group.Count);
        int[] place = [.. Enumerable.Repeat(-1, group.Count)], source = new int[group.Count];
        for (int j = 0; j < numbers.Length; j++)
        {
            if (!(numbers[j] >= 0 && numbers[j] < group.Count))
                throw Wrong($"'{tensor.Name}' has {Number(numbers[j])} at place {j}; '{group.Name}' has the units 0 to {group.Count - 1}.");
            int unit = source[j] = (int)numbers[j];
            if (place[unit] >= 0)
                throw Wrong($"'{tensor.Name}' is no permutation: unit {unit} stands at place {place[unit]} and again at place {j}.");
            place[unit] = j;
        }

        return source;
    }

    private OutputShift? Shift()
    {
        Layer output = _network.Layers[^1];
        Tensor? weights = Take(output.Weights, "shift", never: true), biases = Take(output.Biases, "shift", never: true);
        if (weights is null && biases is null)
            return null;
        double[] rows = weights is null ? new double[output.Inputs] : Finite(weights, output.Inputs);
        return new OutputShift(rows, biases is null ? 0 : Finite(biases, 1)[0]);
    }

    private double[] Finite(Tensor tensor, int count)
    {
        double[] numbers = Numbers(tensor, count);
        int at = Array.FindIndex(numbers, static number => !float.IsFinite((float)number));
        return at < 0 ? numbers : throw Wrong($"'{tensor.Name}' has {Number(numbers[at])} at place {at}; a finite number is expected.");
    }

    private double[] Numbers(Tensor tensor, int count)
    {
        if (!tensor.Type.HasNumbers() || tensor.Type == ElementType.Bool)
            throw Wrong($"'{tensor.Name}' holds {tensor.Type.Name()}; numbers are expected.");
        if (tensor.Shape is not [var length] || length != count)
            throw Wrong($"'{tensor.Name}' has the shape [{string.Join(", ", tensor.Shape)}]; [{count}] is expected.");
        ReadOnlySpan<byte> bytes = tensor.Bytes.Span;
        double[] numbers = new double[count];
        for (int i = 0; i < count; i++)
            numbers[i] = TensorNumbers.At(bytes, tensor.Type, i);
        return numbers;
    }

    // With one hidden layer the bare word will do.
    private Tensor? Take(string name, string what, bool never = false)
    {
        if (_left.Remove($"{name}.{what}", out Tensor? tensor))
            return tensor;
        return !never && _single && _left.Remove(what, out Tensor? bare) ? bare : null;
    }

    private string Expected()
    {
        Layer output = _network.Layers[^1];
        IEnumerable<string> units = UnitGroup.Of(_network).Select(static group =>
            $"{group.Name}.permutation{(group.Gauge == UnitGauge.None ? "" : $", {group.Name}.{(group.Gauge == UnitGauge.Scale ? "scales" : "signs")} (may be missing)")}");
        return $"{string.Join(", ", units)}, {output.Weights}.shift and {output.Biases}.shift (may be missing)";
    }

    private static string Number(double number) => number.ToString(CultureInfo.InvariantCulture);

    private UnusableInputException Wrong(string what) => new(what.StartsWith('\'') ? $"'{_path}': {what}" : $"'{_path}' {what}");
}
