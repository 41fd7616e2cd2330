using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Minima.Formats;

namespace Minima.Kernels.Doubles;

/// <summary>The sums over pairs on vectors: one source for every kind of machine.</summary>
/// <remarks>
/// A slice's numbers are widened, their change taken, and both summed, on one way from the file's bytes to the first cache. The products are a symmetric
/// rank-k update, see <see cref="PairTile{N, U}"/>.
/// </remarks>
/// <typeparam name="S">Operations on eight doubles.</typeparam>
/// <typeparam name="V">Those.</typeparam>
/// <typeparam name="N">Operations on as many of them as a register holds.</typeparam>
/// <typeparam name="U">Those.</typeparam>
internal sealed unsafe class VectorPairs<S, V, N, U> : IPairKernels
    where S : struct, IWide<V>
    where V : unmanaged
    where N : struct, ILanes<double, U>
    where U : unmanaged
{
    private const int Lanes = 8;
    private const int CacheLine = 64;

    // Vectors whose slices, 130 KiB, stay in the second cache while all before them pass by: hundreds do not.
    private const int Together = 32;

    public void Widen(ElementType type, byte* numbers, double* values, double* norm)
    {
        switch (type)
        {
            case ElementType.F64:
                Widen<StoredDoubles>(numbers, values, norm);
                break;
            case ElementType.F32:
                Widen<StoredSingles>(numbers, values, norm);
                break;
            case ElementType.BF16:
                Widen<StoredBrains>(numbers, values, norm);
                break;
            case ElementType.F16:
                Widen<StoredHalves>(numbers, values, norm);
                break;
            default:
                throw Widening.Unexpected(type);
        }
    }

    public void Change(ElementType type, byte* numbers, double* first, double* changes, double* norm, double* largest)
    {
        switch (type)
        {
            case ElementType.F64:
                Change<StoredDoubles>(numbers, first, changes, norm, largest);
                break;
            case ElementType.F32:
                Change<StoredSingles>(numbers, first, changes, norm, largest);
                break;
            case ElementType.BF16:
                Change<StoredBrains>(numbers, first, changes, norm, largest);
                break;
            case ElementType.F16:
                Change<StoredHalves>(numbers, first, changes, norm, largest);
                break;
            default:
                throw Widening.Unexpected(type);
        }
    }

    public void Multiply(double* vectors, int count, double* products)
    {
        const int rows = PairTile<N, U>.Rows;
        U* sums = stackalloc U[rows * rows];
        for (int begin = 0; begin < count; begin += Together)
        {
            int end = Math.Min(begin + Together, count);
            for (int j = 0; j < end; j += PairTile<N, U>.Columns)
            {
                for (int i = Math.Max(begin, (j / rows * rows) + rows); i < end; i += rows)
                {
                    PairTile<N, U>.Multiply(vectors + ((long)i * PairSums.Stride), vectors + ((long)j * PairSums.Stride), sums);
                    PairTile<N, U>.Put(sums, i, j, count, products);
                }
            }

            for (int i = begin; i < end; i += rows)
            {
                PairTile<N, U>.MultiplyOwn(vectors + ((long)i * PairSums.Stride), sums);
                PairTile<N, U>.PutOwn(sums, i, count, products);
            }
        }
    }

    public double Square(double* a, double* b)
    {
        V even = default, odd = default;
        for (int k = 0; k < PairSums.Slice; k += 2 * Lanes)
        {
            V first = S.Subtract(S.Load(a + k), S.Load(b + k)), second = S.Subtract(S.Load(a + k + Lanes), S.Load(b + k + Lanes));
            S.AddProduct(ref even, first, first);
            S.AddProduct(ref odd, second, second);
        }

        return S.Sum(S.Add(even, odd));
    }

    private static void Widen<E>(byte* numbers, double* values, double* norm)
        where E : struct, IStored
    {
        V even = default, odd = default;
        for (int k = 0; k < PairSums.Slice; k += 2 * Lanes, numbers += 2 * Lanes * E.Size)
        {
            AskAhead<E>(numbers);
            V value = E.Load<S, V>(numbers), next = E.Load<S, V>(numbers + (Lanes * E.Size));
            S.Store(values + k, value);
            S.Store(values + k + Lanes, next);
            S.AddProduct(ref even, value, value);
            S.AddProduct(ref odd, next, next);
        }

        *norm += S.Sum(S.Add(even, odd));
    }

    private static void Change<E>(byte* numbers, double* first, double* changes, double* norm, double* largest)
        where E : struct, IStored
    {
        V even = default, odd = default, most = default, other = default;
        for (int k = 0; k < PairSums.Slice; k += 2 * Lanes, numbers += 2 * Lanes * E.Size)
        {
            AskAhead<E>(numbers);
            V value = E.Load<S, V>(numbers), next = E.Load<S, V>(numbers + (Lanes * E.Size));
            V change = S.Subtract(value, S.Load(first + k)), nextChange = S.Subtract(next, S.Load(first + k + Lanes));
            S.Store(changes + k, change);
            S.Store(changes + k + Lanes, nextChange);
            S.AddProduct(ref even, value, value);
            S.AddProduct(ref odd, next, next);
            most = S.Greatest(S.Abs(change), most);
            other = S.Greatest(S.Abs(nextChange), other);
        }

        *norm += S.Sum(S.Add(even, odd));
        double* sizes = stackalloc double[Lanes];
        S.Store(sizes, S.Greatest(other, most));
        for (int lane = 0; lane < Lanes; lane++)
            *largest = sizes[lane] > *largest ? sizes[lane] : *largest;
    }

    // The next slice of the same file comes when those of all others have passed by: too seldom for the machine to see it coming. Asking for what is
    // not there does no harm.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AskAhead<E>(byte* numbers)
        where E : struct, IStored
    {
        if (!Sse.IsSupported)
            return;
        for (int at = 0; at < 2 * Lanes * E.Size; at += CacheLine)
            Sse.Prefetch1(numbers + (PairSums.Slice * E.Size) + at);
    }
}
