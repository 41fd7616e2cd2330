using Minima.Formats;
using Minima.Networks;

namespace Minima.Trajectories;

/// <summary>The parameters of a network as tensors of a file, one each, under the parameters' names.</summary>
internal static class ParameterTensors
{
    /// <summary>A tensor of singles for each parameter.</summary>
    public static Tensor[] From(Parameters parameters) =>
        [.. parameters.Layout.Slots.Select(slot => Tensor.FromFloats(slot.Name, slot.Shape, parameters[slot]))];

    /// <summary>The parameters of <paramref name="network"/>, of which the file must hold exactly these, as F32.</summary>
    /// <exception cref="UnusableInputException">One is missing, has another shape or type, or there is a tensor too many.</exception>
    public static Parameters Read(IReadOnlyList<Tensor> tensors, Network network, string path)
    {
        Dictionary<string, Tensor> byName = tensors.ToDictionary(static tensor => tensor.Name, StringComparer.Ordinal);
        ParameterLayout layout = network.Layout;
        foreach (ParameterSlot slot in layout.Slots)
        {
            if (!byName.TryGetValue(slot.Name, out Tensor? tensor))
            {
                throw new UnusableInputException(
                    $"'{path}' states a network with the parameter {Shown.Quoted(slot.Name)}, but holds no such tensor.");
            }

            if (tensor.Type != ElementType.F32 || !tensor.Shape.SequenceEqual(slot.Shape.Select(static length => (long)length)))
            {
                throw new UnusableInputException(
                    $"'{path}': {Shown.Quoted(slot.Name)} is {tensor.Type.Name()} [{string.Join(", ", tensor.Shape)}], "
                    + $"but the network that the file states needs F32 [{string.Join(", ", slot.Shape)}].");
            }
        }

        if (byName.Count != layout.Slots.Count)
        {
            string extra = byName.Keys.First(name => layout.Slots.All(slot => slot.Name != name));
            throw new UnusableInputException($"'{path}' holds the tensor {Shown.Quoted(extra)}, which its network does not have.");
        }

        // Only now, when every size has been seen to stand in the file, is the buffer made.
        var parameters = new Parameters(layout);
        foreach (ParameterSlot slot in layout.Slots)
            byName[slot.Name].ToFloats().CopyTo(parameters[slot]);
        return parameters;
    }
}
