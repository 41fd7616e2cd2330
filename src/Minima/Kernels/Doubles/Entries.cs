namespace Minima.Kernels.Doubles;

/// <summary>
/// A group's entries: from <paramref name="Begin"/> on the first half of the group is lit alone, from <paramref name="Both"/> on both halves are, from
/// <paramref name="Second"/> on the second alone, up to <paramref name="End"/>, which is not one. A dark half is skipped.
/// </summary>
internal readonly record struct Entries(int Begin, int Both, int Second, int End);
