namespace Minima.Formats;

/// <summary>An array of a file, in figures.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">What it is made of.</param>
/// <param name="Shape">Its lengths, row-major.</param>
/// <param name="Numbers">What its elements come to.</param>
public sealed record ArraySummary(string Name, ElementType Type, IReadOnlyList<long> Shape, NumberSummary Numbers);
