namespace Minima.Formats;

/// <summary>
/// An array in figures. Those of its values are over the finite ones alone, summed in double in the array's order, and null where there
/// are none, or where the elements are no real numbers of 8 bits or more.
/// </summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">What it is made of.</param>
/// <param name="Shape">Its lengths, row-major.</param>
/// <param name="Count">How many elements it has.</param>
/// <param name="L2">The root of the sum of squares.</param>
/// <param name="Least">The smallest value.</param>
/// <param name="Largest">The largest value.</param>
/// <param name="Mean">The sum divided by how many values are finite.</param>
/// <param name="NonFinite">How many are infinite or not a number; null where the elements are no real numbers.</param>
/// <param name="Zeros">How many are zero, of either sign; null where the elements are no real numbers.</param>
public sealed record ArraySummary(
    string Name,
    ElementType Type,
    IReadOnlyList<long> Shape,
    long Count,
    double? L2,
    double? Least,
    double? Largest,
    double? Mean,
    int? NonFinite,
    int? Zeros)
{
    /// <summary>Looks at every element of a tensor.</summary>
    public static ArraySummary Of(Tensor tensor)
    {
        long count = (long)tensor.Bytes.Length * 8 / tensor.Type.Bits();
        if (!tensor.HasNumbers())
            return new ArraySummary(tensor.Name, tensor.Type, tensor.Shape, count, null, null, null, null, null, null);
        ReadOnlySpan<byte> bytes = tensor.Bytes.Span;
        double squares = 0, sum = 0, least = double.PositiveInfinity, largest = double.NegativeInfinity;
        int nonFinite = 0, zeros = 0;
        for (int i = 0; i < count; i++)
        {
            double value = TensorNumbers.At(bytes, tensor.Type, i);
            if (!double.IsFinite(value))
            {
                nonFinite++;
                continue;
            }

            zeros += value == 0 ? 1 : 0;
            squares += value * value;
            sum += value;
            least = Math.Min(least, value);
            largest = Math.Max(largest, value);
        }

        long finite = count - nonFinite;
        return finite == 0
            ? new ArraySummary(tensor.Name, tensor.Type, tensor.Shape, count, null, null, null, null, nonFinite, zeros)
            : new ArraySummary(
                tensor.Name, tensor.Type, tensor.Shape, count, Math.Sqrt(squares), least, largest, sum / finite, nonFinite, zeros);
    }
}
