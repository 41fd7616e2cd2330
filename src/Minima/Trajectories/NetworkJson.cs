using System.Text;
using System.Text.Json;
using Minima.Formats;
using Minima.Networks;

namespace Minima.Trajectories;

/// <summary>A network as a JSON list of its layers, from the inputs to the classes.</summary>
internal static class NetworkJson
{
    /// <summary>Most parameters that a network in a file may have: as many as the longest snapshot holds.</summary>
    public const long MaxParameters = Safetensors.MaxFileBytes / sizeof(float);

    private static readonly (string Text, Activation Value)[] Activations =
    [
        ("tanh", Activation.Tanh), ("sigmoid", Activation.Sigmoid), ("relu", Activation.Relu), ("softmax", Activation.Softmax),
    ];

    /// <summary>Those that hidden units can have.</summary>
    internal static IReadOnlyList<(string Text, Activation Value)> HiddenActivations { get; } = [.. Activations.SkipLast(1)];

    /// <summary>The activation's name in files.</summary>
    public static string NameOf(Activation activation) => Activations.First(entry => entry.Value == activation).Text;

    /// <summary>The list without white space.</summary>
    public static string Format(Network network) =>
        Encoding.UTF8.GetString(CanonicalJson.Of(indented: false, json => Write(json, network)));

    /// <summary>Writes the list.</summary>
    public static void Write(Utf8JsonWriter json, Network network)
    {
        json.WriteStartArray();
        foreach (Layer layer in network.Layers)
        {
            json.WriteStartObject();
            json.WriteString("name", layer.Name);
            json.WriteString("kind", layer.Tied ? "tied" : layer.Convolution is null ? "dense" : "convolution");
            foreach ((string name, int value) in SizesOf(layer))
                json.WriteNumber(name, value);
            json.WriteString("activation", NameOf(layer.Activation));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Reads the list; <paramref name="where"/> is what errors begin with.</summary>
    /// <exception cref="UnusableInputException">It is no such list, or its layers make no network.</exception>
    public static Network Parse(string text, string where) =>
        ToNetwork(JsonMembers.ReadArray(Encoding.UTF8.GetBytes(text), where, ReadLayer), where);

    /// <summary>Takes the list from the member <c>network</c>.</summary>
    /// <exception cref="UnusableInputException">It is no such list, or its layers make no network.</exception>
    public static Network Take(JsonMembers members, string where) => ToNetwork(members.Array("network", ReadLayer), where);

    private static Layer ReadLayer(JsonMembers members)
    {
        string name = members.Text("name");
        string kind = members.Choice("kind", [("dense", "dense"), ("tied", "tied"), ("convolution", "convolution")]);
        if (kind != "convolution")
        {
            return new Layer(name, members.Int32("inputs", 1), members.Int32("outputs", 1), members.Choice("activation", Activations))
            {
                Tied = kind == "tied",
            };
        }

        var convolution = new Convolution(
            members.Int32("channels", 1), members.Int32("height", 1), members.Int32("width", 1),
            members.Int32("maps", 1), members.Int32("kernel", 1), members.Int32("pool", 1));
        Activation activation = members.Choice("activation", Activations);
        try
        {
            return Layer.Convolutional(name, convolution, activation);
        }
        catch (UnusableInputException e)
        {
            throw members.Bad(e.Message.TrimEnd('.'));
        }
    }

    private static IEnumerable<(string Name, int Value)> SizesOf(Layer layer) => layer.Convolution is { } c
        ? [("channels", c.Channels), ("height", c.Height), ("width", c.Width), ("maps", c.Maps), ("kernel", c.Kernel), ("pool", c.Pool)]
        : [("inputs", layer.Inputs), ("outputs", layer.Outputs)];

    /// <summary>The network of some layers; <paramref name="where"/> is what errors begin with.</summary>
    /// <exception cref="UnusableInputException">They make no network, or one that no snapshot holds.</exception>
    internal static Network ToNetwork(List<Layer> layers, string where)
    {
        // Before the network adds its sizes up in 32 bits.
        if (layers.Aggregate((Int128)0, static (sum, layer) => sum + ((Int128)layer.FanIn + 1) * layer.Units) > MaxParameters)
            throw new UnusableInputException($"{where}: the network has more than {MaxParameters} parameters, which no snapshot holds.");
        try
        {
            return new Network(layers);
        }
        catch (UnusableInputException e)
        {
            throw new UnusableInputException($"{where}: {e.Message}", e);
        }
    }
}
