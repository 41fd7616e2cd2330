namespace Minima.Studies;

/// <summary>A published claim, tested.</summary>
/// <param name="Id">A letter.</param>
/// <param name="Statement">What was claimed.</param>
/// <param name="Published">The published figures, by name.</param>
/// <param name="Measured">What was measured, by name.</param>
/// <param name="Holds">Whether it holds; null where it could not be decided.</param>
/// <param name="Reason">Why, in sentences, with figures; and what follows from it and what does not.</param>
public sealed record Claim(
    string Id,
    string Statement,
    IReadOnlyDictionary<string, object?> Published,
    IReadOnlyDictionary<string, object?> Measured,
    bool? Holds,
    string Reason);
