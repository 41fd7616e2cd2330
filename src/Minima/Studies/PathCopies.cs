using Minima.Geometry;
using Minima.Networks;
using Minima.Trajectories;

namespace Minima.Studies;

/// <summary>A copy of B, computing the same, to which a line from A goes.</summary>
/// <param name="Name"><c>raw</c>, <c>permuted</c>, <c>aligned</c> or <c>given</c>.</param>
/// <param name="Meaning">What the line runs between, in words.</param>
/// <param name="Copy">How the copy is made.</param>
internal sealed record PathCopy(string Name, string Meaning, EquivalentCopy Copy);

/// <summary>The copies of B to which lines from A go.</summary>
internal static class PathCopies
{
    /// <summary>The copies, in the order raw, permuted, aligned, given.</summary>
    /// <param name="a">Where the lines begin.</param>
    /// <param name="b">What the copies are made of.</param>
    /// <param name="network">The layers of both.</param>
    /// <param name="options">Which copies, and the seed of the search.</param>
    /// <param name="searching">Is told what is sought.</param>
    public static IReadOnlyList<PathCopy> Of(Parameters a, Parameters b, Network network, PathOptions options, Action<SymmetryKind> searching)
    {
        List<PathCopy> copies = [new("raw", "A to B as they are", new(Symmetry.Identity(network)))];
        if (options.Symmetry != SymmetryKind.None)
            copies.Add(new("permuted", "A to B, its units exchanged", Align(SymmetryKind.Permutation)));
        if (options.Symmetry == SymmetryKind.Full)
            copies.Add(new("aligned", "A to B, all its symmetries used", Align(SymmetryKind.Full)));
        if (options.Given is { } given)
            copies.Add(new("given", "A to B as the given alignment moves it", given));
        return copies;

        EquivalentCopy Align(SymmetryKind kind)
        {
            searching(kind);
            return new(Aligner.Align(network, a, b, kind, seed: options.Seed).Symmetry);
        }
    }

    /// <summary>Makes sure that there is a line between two networks.</summary>
    /// <exception cref="UnusableInputException">They have other shapes or units, or a number is not finite.</exception>
    public static void Demand(Snapshot a, Snapshot b)
    {
        if (!a.Network.Layers.Select(Shape).SequenceEqual(b.Network.Layers.Select(Shape)))
        {
            throw new UnusableInputException(
                $"A is {Words(a.Network)}, B is {Words(b.Network)}; a line needs two networks of the same layers. `minima inspect` shows a file's.");
        }

        foreach ((string name, Snapshot end) in new[] { ("A", a), ("B", b) })
        {
            if (end.Parameters.FirstNonFinite() is { } bad)
                throw new UnusableInputException($"{name} holds a number that is not finite: {bad}. Only between finite networks is there a line.");
        }
    }

    private static (int Inputs, int Outputs, Activation Activation) Shape(Layer layer) => (layer.Inputs, layer.Outputs, layer.Activation);

    private static string Words(Network network) =>
        string.Join("-", network.Layers.Select(static layer => layer.Outputs).Prepend(network.Inputs)) + $" ({network.Layers[0].Activation.ToString().ToLowerInvariant()})";
}
