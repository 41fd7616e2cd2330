using System.Globalization;

namespace Minima.Networks;

/// <summary>All of a network's numbers: one contiguous buffer with named views.</summary>
public sealed class Parameters
{
    /// <summary>Takes <paramref name="values"/>, or zeros, as the buffer. The array is not copied.</summary>
    /// <exception cref="UnusableInputException">The array does not have the layout's length.</exception>
    public Parameters(ParameterLayout layout, float[]? values = null)
    {
        Layout = layout;
        Values = values ?? new float[layout.Count];
        if (Values.Length != layout.Count)
            throw new UnusableInputException($"The layout has {layout.Count} numbers, but {Values.Length} were given.");
    }

    /// <summary>Where each named parameter lies.</summary>
    public ParameterLayout Layout { get; }

    /// <summary>All numbers, in the layout's order.</summary>
    public float[] Values { get; }

    /// <summary>The numbers of one parameter, row-major.</summary>
    /// <exception cref="KeyNotFoundException">There is no parameter of that name.</exception>
    public Span<float> this[string name] => this[Layout[name]];

    /// <summary>The numbers of one parameter, row-major.</summary>
    public Span<float> this[ParameterSlot slot] => Values.AsSpan(slot.Offset, slot.Count);

    /// <summary>
    /// The first number that is not finite, in words: <c>hidden.W[3, 17] is NaN</c>; null where all are finite.
    /// </summary>
    public string? FirstNonFinite()
    {
        int at = Array.FindIndex(Values, static value => !float.IsFinite(value));
        if (at < 0)
            return null;
        ParameterSlot slot = Layout.Slots.Last(slot => slot.Offset <= at);
        int rest = at - slot.Offset;
        var indices = new int[slot.Shape.Count];
        for (int axis = indices.Length - 1; axis >= 0; axis--)
            (rest, indices[axis]) = Math.DivRem(rest, slot.Shape[axis]);
        return string.Create(CultureInfo.InvariantCulture, $"{slot.Name}[{string.Join(", ", indices)}] is {Values[at]}");
    }

    /// <summary>An independent copy.</summary>
    public Parameters Clone() => new(Layout, (float[])Values.Clone());
}
