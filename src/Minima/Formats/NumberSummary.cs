namespace Minima.Formats;

/// <summary>
/// Numbers in figures. Those of their values are over the finite ones alone, and null where there are none, or where the elements are no real
/// numbers of 8 bits or more.
/// </summary>
/// <param name="Count">How many elements there are.</param>
/// <param name="L2">The root of the sum of squares.</param>
/// <param name="Least">The smallest value.</param>
/// <param name="Largest">The largest value.</param>
/// <param name="Mean">The sum divided by how many values are finite.</param>
/// <param name="NonFinite">How many are infinite or not a number; null where the elements are no real numbers.</param>
/// <param name="Zeros">How many are zero, of either sign; null where the elements are no real numbers.</param>
public sealed record NumberSummary(long Count, double? L2, double? Least, double? Largest, double? Mean, long? NonFinite, long? Zeros);
