using Minima.Data;
using Minima.Formats;
using Minima.Networks;

namespace Minima.Trajectories;

/// <summary>
/// A network that a person writes down: a JSON list of its hidden layers, from the inputs on, each as short as it can be said:
/// <c>{"kind": "convolution", "maps": 20, "kernel": 5}</c>, <c>{"kind": "pooling", "size": 2}</c>, <c>{"kind": "dense", "units": 500}</c>. Each layer of units may
/// have an <c>activation</c> and a <c>name</c>. What comes in follows from the layer before, and the output layer from the data.
/// </summary>
public static class NetworkFile
{
    private const int MostBytes = 1 << 20;
    private const int MostLayers = 100;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="inputs">Numbers of an example.</param>
    /// <param name="images">How they make an image; null: a square one, where they make one.</param>
    /// <param name="classes">Classes that are told apart.</param>
    /// <param name="usual">The activation of layers that state none.</param>
    /// <exception cref="UnusableInputException">It cannot be read, is no such list, or its layers make no network for these inputs.</exception>
    public static Network Read(string path, int inputs, ImageSize? images, int classes, Activation usual) =>
        Parse(InputFile.ReadAll(path, MostBytes), $"'{path}'", inputs, images, classes, usual);

    /// <summary>The same of the file's content.</summary>
    internal static Network Parse(ReadOnlyMemory<byte> json, string where, int inputs, ImageSize? images, int classes, Activation usual)
    {
        List<Entry> entries = JsonMembers.ReadArray(json, where, members => ReadEntry(members, usual));
        if (entries.Count > MostLayers)
            throw new UnusableInputException($"{where}: there are {entries.Count} layers; at most {MostLayers} are understood.");
        int convolutions = entries.Count(static entry => entry.Maps > 0), dense = entries.Count(static entry => entry.Units > 0);
        var layers = new List<Layer>();
        int seenMaps = 0, seenDense = 0;
        for (int i = 0; i < entries.Count; i++)
        {
            Entry entry = entries[i];
            if (entry.Maps > 0)
            {
                int pool = i + 1 < entries.Count ? Math.Max(entries[i + 1].Pool, 1) : 1;
                string name = entry.Name ?? Numbered("conv", ++seenMaps, convolutions);
                layers.Add(Convolutional(name, ShapeOf(entry, layers, inputs, images, pool, where), entry.Activation, where));
            }
            else if (entry.Pool > 0 && (i == 0 || entries[i - 1].Maps == 0))
            {
                throw new UnusableInputException($"{where}: layer {i + 1} is a pooling layer; it stands directly behind a convolution.");
            }
            else if (entry.Units > 0)
            {
                string name = entry.Name ?? Numbered("hidden", ++seenDense, dense);
                layers.Add(new Layer(name, layers.Count == 0 ? inputs : layers[^1].Outputs, entry.Units, entry.Activation));
            }
        }

        layers.Add(new Layer("output", layers.Count == 0 ? inputs : layers[^1].Outputs, classes, Activation.Softmax));
        return NetworkJson.ToNetwork(layers, where);
    }

    private static string Numbered(string name, int number, int all) => all == 1 ? name : name + number;

    private static Convolution ShapeOf(Entry entry, List<Layer> layers, int inputs, ImageSize? images, int pool, string where)
    {
        if (layers.Count > 0 && layers[^1].Convolution is { } before)
            return new Convolution(before.Maps, before.OutHeight, before.OutWidth, entry.Maps, entry.Kernel, pool);
        if (layers.Count > 0)
            throw new UnusableInputException($"{where}: there is a convolution behind the dense layer '{layers[^1].Name}'; convolutions come first.");
        ImageSize size = images ?? ImageSize.OfSquare(inputs) ?? throw new UnusableInputException(
            $"{where}: a convolution takes images, but the {inputs} numbers of an example make no square, and the data say no size.");
        return new Convolution(1, size.Rows, size.Columns, entry.Maps, entry.Kernel, pool);
    }

    private static Layer Convolutional(string name, Convolution convolution, Activation activation, string where)
    {
        try
        {
            return Layer.Convolutional(name, convolution, activation);
        }
        catch (UnusableInputException e)
        {
            throw new UnusableInputException($"{where}: {e.Message}", e);
        }
    }

    private static Entry ReadEntry(JsonMembers members, Activation usual)
    {
        string kind = members.Choice("kind", [("dense", "dense"), ("convolution", "convolution"), ("pooling", "pooling")]);
        if (kind == "pooling")
            return new Entry(null, 0, 0, 0, members.Int32("size", 1), usual);
        string? name = members.Has("name") ? members.Text("name") : null;
        Activation activation = members.Has("activation") ? members.Choice("activation", NetworkJson.HiddenActivations) : usual;
        return kind == "dense"
            ? new Entry(name, members.Int32("units", 1), 0, 0, 0, activation)
            : new Entry(name, 0, members.Int32("maps", 1), members.Int32("kernel", 1), 0, activation);
    }

    /// <summary>A layer as it stands in the list: units, or maps of a kernel, or a pool; the others are 0.</summary>
    private sealed record Entry(string? Name, int Units, int Maps, int Kernel, int Pool, Activation Activation);
}
