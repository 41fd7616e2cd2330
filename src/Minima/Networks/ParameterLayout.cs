namespace Minima.Networks;

/// <summary>One named tensor within the buffer of all parameters.</summary>
/// <param name="Name">Such as <c>hidden.W</c>.</param>
/// <param name="Offset">Where it begins in the buffer, in floats.</param>
/// <param name="Shape">Its lengths, row-major.</param>
public sealed record ParameterSlot(string Name, int Offset, IReadOnlyList<int> Shape)
{
    /// <summary>How many numbers it holds.</summary>
    public int Count { get; } = Shape.Aggregate(1, static (product, length) => checked(product * length));
}

/// <summary>
/// Where each named parameter lies in a network's one contiguous buffer. Distances, lines, planes and files work on the buffer
/// and this table, and know nothing of layers.
/// </summary>
public sealed class ParameterLayout
{
    private readonly Dictionary<string, ParameterSlot> _byName = new(StringComparer.Ordinal);

    /// <summary>Lays the named shapes out one after the other.</summary>
    /// <exception cref="UnusableInputException">A name occurs twice.</exception>
    public ParameterLayout(IEnumerable<(string Name, IReadOnlyList<int> Shape)> parameters)
    {
        var slots = new List<ParameterSlot>();
        foreach ((string name, IReadOnlyList<int> shape) in parameters)
        {
            var slot = new ParameterSlot(name, Count, shape);
            if (!_byName.TryAdd(name, slot))
                throw new UnusableInputException($"The parameter '{name}' occurs twice; every parameter needs a name of its own.");
            slots.Add(slot);
            Count = checked(Count + slot.Count);
        }

        Slots = slots;
    }

    /// <summary>The parameters in the order in which they lie in the buffer.</summary>
    public IReadOnlyList<ParameterSlot> Slots { get; }

    /// <summary>How many numbers all parameters have together.</summary>
    public int Count { get; }

    /// <summary>The parameter of that name.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public ParameterSlot this[string name] => _byName[name];

    /// <summary>Whether both have the same names and shapes in the same order.</summary>
    public bool Matches(ParameterLayout other) =>
        Slots.Count == other.Slots.Count
        && Slots.Zip(other.Slots).All(static pair => pair.First.Name == pair.Second.Name && pair.First.Shape.SequenceEqual(pair.Second.Shape));
}
