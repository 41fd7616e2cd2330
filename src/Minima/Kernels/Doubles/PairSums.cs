using System.Runtime.Intrinsics;
using V = System.Runtime.Intrinsics.Vector256<double>;

namespace Minima.Kernels.Doubles;

/// <summary>
/// Sums over all pairs of some vectors, a slice of 512 numbers of each at a time: their inner products, and the squared lengths of their differences.
/// </summary>
/// <remarks>
/// The squares follow from the products, &lt;a - b, a - b&gt; = &lt;a, a&gt; + &lt;b, b&gt; - 2 &lt;a, b&gt;, except where that cancels more than ten of the 53 bits: there
/// the slice's differences are squared themselves. A pair that is near everywhere costs thrice the arithmetic, and keeps its digits.
/// </remarks>
internal static unsafe class PairSums
{
    /// <summary>Numbers in a slice: so many that few sums across lanes are taken, so few that sixteen vectors' slices take an eighth of a core's second cache.</summary>
    public const int Slice = 512;

    /// <summary>
    /// Numbers from one vector's slice to the next one's: a cache line more than a slice, which is a memory page long. Otherwise all vectors would want
    /// the same few places of the first cache.
    /// </summary>
    public const int Stride = Slice + 8;

    private const int Rows = 4;
    private const int Four = 4;

    // A square that is less than this part of the two that it is taken from is summed itself.
    private const double Near = 1.0 / 1024;

    /// <summary>Vectors that there has to be room for: the last tile may reach beyond the last one, to numbers that go nowhere.</summary>
    public static int Padded(int vectors) => (vectors + Rows - 1) / Rows * Rows;

    /// <summary>Pairs of so many vectors, each with itself too.</summary>
    public static int Pairs(int vectors) => vectors * (vectors + 1) / 2;

    /// <summary>Where the pair of i and j stands, j at most i.</summary>
    public static int Pair(int i, int j) => (i * (i + 1) / 2) + j;

    /// <summary>products[i, j] += sum of a_i a_j, squares[i, j] += sum of (a_i - a_j)^2, for all j at most i.</summary>
    /// <param name="kernels">The arithmetic.</param>
    /// <param name="vectors">[padded count][<see cref="Stride"/>], of which the first 512.</param>
    /// <param name="count">How many vectors.</param>
    /// <param name="slice">Room for the slice's products, by <see cref="Pair"/>.</param>
    /// <param name="products">By <see cref="Pair"/>.</param>
    /// <param name="squares">By <see cref="Pair"/>.</param>
    public static void Add(IPairKernels kernels, double* vectors, int count, double* slice, double* products, double* squares)
    {
        kernels.Multiply(vectors, count, slice);
        double* lengths = stackalloc double[count];
        for (int i = 0; i < count; i++)
            lengths[i] = slice[Pair(i, i)];
        for (int i = 0; i < count; i++)
        {
            long row = Pair(i, 0);
            int j = 0;
            for (; j <= i - Four; j += Four)
            {
                V product = Vector256.Load(slice + row + j), both = Vector256.Create(lengths[i]) + Vector256.Load(lengths + j), square = both - (2 * product);
                if (Vector256.GreaterThanOrEqualAll(square, Near * both))
                {
                    (Vector256.Load(products + row + j) + product).Store(products + row + j);
                    (Vector256.Load(squares + row + j) + square).Store(squares + row + j);
                }
                else
                {
                    Rest(j, j + Four);
                }
            }

            Rest(j, i);
            products[row + i] += lengths[i];

            void Rest(int from, int to)
            {
                for (int at = from; at < to; at++)
                {
                    double product = slice[row + at], both = lengths[i] + lengths[at], square = both - (2 * product);
                    products[row + at] += product;
                    squares[row + at] += square >= Near * both ? square : kernels.Square(vectors + ((long)i * Stride), vectors + ((long)at * Stride));
                }
            }
        }
    }
}
