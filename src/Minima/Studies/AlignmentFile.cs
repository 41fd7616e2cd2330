using System.Buffers.Binary;
using Minima.Formats;
using Minima.Geometry;
using Minima.Networks;
using Minima.Trajectories;

namespace Minima.Studies;

/// <summary>
/// An alignment as a file for NumPy. For each hidden layer NAME: <c>NAME.permutation</c> (int64: unit j of the copy is B's unit
/// permutation[j]) and <c>NAME.signs</c> (int8, for units with signs or flips) or <c>NAME.scales</c> (float64, for ReLU: what goes in is
/// multiplied by it, what goes out divided). <c>NAME.W.shift</c> and <c>NAME.b.shift</c> (float64) of the output layer: what has to be added
/// to each row of the copy's weights, and to its biases, to give them A's means over the classes; no probability shows it.
/// </summary>
public static class AlignmentFile
{
    internal const string Format = "minima-alignment-1";

    /// <summary>Reads an alignment that this or another tool wrote. With one hidden layer the names need no <c>NAME.</c>.</summary>
    /// <exception cref="UnusableInputException">It cannot be read, lacks an array, has one too many, or is no symmetry of the network.</exception>
    public static EquivalentCopy Read(string path, Network network) => AlignmentReader.Read(path, network);

    internal static Npz Of(AlignmentStudy study)
    {
        Symmetry symmetry = study.Result.Symmetry;
        var tensors = new List<Tensor>();
        foreach ((UnitGroup group, UnitMap map) in symmetry.Groups.Zip(symmetry.Maps))
        {
            tensors.Add(Whole($"{group.Name}.permutation", map.Source));
            if (group.Gauge == UnitGauge.None)
                continue;
            tensors.Add(group.Gauge == UnitGauge.Scale
                ? Doubles($"{group.Name}.scales", map.Factor)
                : new Tensor($"{group.Name}.signs", ElementType.I8, [map.Count], map.Factor.Select(static factor => (byte)(sbyte)factor).ToArray()));
        }

        Layer output = symmetry.Network.Layers[^1];
        Parameters copy = symmetry.Apply(new Parameters(symmetry.Network.Layout, study.B.Parameters.Values));
        foreach (string name in symmetry.Network.IsAutoencoder ? [] : new[] { output.Weights, output.Biases })
            tensors.Add(Doubles($"{name}.shift", Shift(study.A.Parameters[name], copy[name], output.Outputs)));
        var metadata = new Dictionary<string, string> { ["format"] = Format, ["network"] = NetworkJson.Format(symmetry.Network) };
        return new Npz(metadata, tensors);
    }

    private static double[] Shift(ReadOnlySpan<float> a, ReadOnlySpan<float> b, int classes)
    {
        double[] shift = new double[a.Length / classes];
        for (int i = 0; i < a.Length; i++)
            shift[i / classes] += ((double)a[i] - b[i]) / classes;
        return shift;
    }

    private static Tensor Whole(string name, IReadOnlyList<int> values)
    {
        byte[] bytes = new byte[values.Count * sizeof(long)];
        for (int i = 0; i < values.Count; i++)
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(i * sizeof(long)), values[i]);
        return new Tensor(name, ElementType.I64, [values.Count], bytes);
    }

    private static Tensor Doubles(string name, IReadOnlyList<double> values) => Tensor.FromDoubles(name, [values.Count], [.. values]);
}
