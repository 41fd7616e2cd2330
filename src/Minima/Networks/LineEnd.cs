namespace Minima.Networks;

/// <summary>
/// Where lines from one point end. A symmetric copy of the point that is multiplied anyway needs no product of its own: the sums of its
/// first layer are that point's in another order, some with the other sign, to the bit.
/// </summary>
/// <param name="Parameters">The end.</param>
/// <param name="Source">Which unit of the multiplied point each unit of the first layer is; null: the end is multiplied itself.</param>
/// <param name="Sign">1 or -1 for each unit; null where <paramref name="Source"/> is.</param>
internal sealed record LineEnd(Parameters Parameters, IReadOnlyList<int>? Source = null, IReadOnlyList<float>? Sign = null);

/// <summary>A point (1 - t) A + t B of one of several lines.</summary>
/// <param name="End">Which line, by the index of its end B.</param>
/// <param name="T">t.</param>
internal readonly record struct LinePlace(int End, double T);
