using System.Runtime.Intrinsics;

namespace Minima.Numerics;

public sealed partial class RandomState
{
    private const double TwoTo53 = 9007199254740992.0;

    // The largest number below 1 that is drawn.
    private const double Largest = 1 - (1 / TwoTo53);

    /// <summary>
    /// Fills <paramref name="destination"/> in order with 1 in the share <paramref name="p"/> of cases and 0 in the others: NumPy's
    /// <c>binomial(1, p, shape)</c> in C order, which draws one double for each, for p above 0.
    /// </summary>
    /// <remarks>
    /// NumPy counts by inversion the rarer of the two outcomes: none if a uniform number is at most (1 - r)^1, as exp(log(1 - r)), with r the
    /// rarer one's share; one if what exceeds that is at most r; else it draws again, which only rounding can bring about.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="p"/> is not from 0 to 1.</exception>
    public void Bernoulli(double p, Span<float> destination)
    {
        if (!(p is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(p), p, "A share from 0 to 1 is needed.");
        if (p == 0)
        {
            destination.Clear();
            return;
        }

        double rare = p > 0.5 ? 1 - p : p, usual = 1 - rare;
        double none = Elementary.Exp(Elementary.Log(usual)), one = rare * none / usual;
        float ifNone = p > 0.5 ? 1 : 0;

        // Where not even the largest number would be drawn again, as for nearly all shares, every number is one outcome.
        bool drawsAgain = Largest - none > one;
        for (int i = 0; i < destination.Length; i++)
        {
            if (!drawsAgain)
                i += Compare(none, ifNone, destination[i..]);
            if (i == destination.Length)
                break;
            double u = NextDouble();
            if (u > none && u - none > one)
                i--;
            else
                destination[i] = u > none ? 1 - ifNone : ifNone;
        }
    }

    /// <summary>As many outcomes as can be taken from the words at hand, four side by side; returns how many.</summary>
    private int Compare(double none, float ifNone, Span<float> destination)
    {
        // u > none as whole numbers: u is 2^-53 times one, and 2^53 times a double is exact.
        Vector256<long> most = Vector256.Create((long)Math.Floor(none * TwoTo53));
        Vector128<float> without = Vector128.Create(ifNone), with = Vector128.Create(1 - ifNone);
        int count = 0;
        if (_position == Size && !destination.IsEmpty)
            Regenerate();
        for (; count + 4 <= destination.Length && _position + 8 <= Size; count += 4, _position += 8)
        {
            Vector256<ulong> pairs = Temper(Vector256.LoadUnsafe(ref _state[_position])).AsUInt64();
            Vector256<ulong> high = ((pairs & Vector256.Create((ulong)uint.MaxValue)) >> 5) << 26, low = pairs >> 38;
            Vector256<long> isAbove = Vector256.GreaterThan((high | low).AsInt64(), most);
            Vector128<int> narrow = Vector256.Narrow(isAbove, isAbove).GetLower();
            Vector128.ConditionalSelect(narrow.AsSingle(), with, without).CopyTo(destination[count..]);
        }

        return count;
    }
}
