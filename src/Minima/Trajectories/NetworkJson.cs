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
            json.WriteString("kind", "dense");
            json.WriteNumber("inputs", layer.Inputs);
            json.WriteNumber("outputs", layer.Outputs);
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
        _ = members.Choice("kind", [("dense", 0)]);
        return new Layer(name, members.Int32("inputs", 1), members.Int32("outputs", 1), members.Choice("activation", Activations));
    }

    private static Network ToNetwork(List<Layer> layers, string where)
    {
        // Before the network adds its sizes up in 32 bits.
        if (layers.Aggregate((Int128)0, static (sum, layer) => sum + ((Int128)layer.Inputs + 1) * layer.Outputs) > MaxParameters)
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
