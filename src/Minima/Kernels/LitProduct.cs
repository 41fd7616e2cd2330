using System.Runtime.CompilerServices;

namespace Minima.Kernels;

/// <summary>
/// Products of four rows of weights that stand in registers with the examples that light them. An example that lights both pairs has its sums
/// read and written once for them: on some processors it is writing that takes longest. Each sum goes over the inputs in ascending order.
/// </summary>
/// <typeparam name="W">Operations on the columns.</typeparam>
/// <typeparam name="U">The columns.</typeparam>
internal static unsafe class LitProduct<W, U>
    where W : ISimd<U>
    where U : unmanaged
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    /// <summary>The products of a group whose weights stand in memory.</summary>
    [MethodImpl(Inline)]
    public static void Add(GroupVisits visits, float* weights, float* sums)
    {
        if (visits.Start < visits.End)
            AddGroup(visits, sums, Row(weights, 0), Row(weights, 1), Row(weights, 2), Row(weights, 3));
    }

    /// <summary>The products of a group whose weights stand in registers.</summary>
    [MethodImpl(Inline)]
    public static void AddGroup(GroupVisits visits, float* sums, U a, U b, U c, U d)
    {
        AddPair(visits.Start, visits.Both, 0, sums, a, b);
        for (LitGroup* visit = visits.Both; visit < visits.Second; visit++)
        {
            float* at = visit->In(sums);
            U sum = W.Load(at);
            W.AddProduct(ref sum, W.Broadcast(visit->First), a);
            W.AddProduct(ref sum, W.Broadcast(visit->Second), b);
            W.AddProduct(ref sum, W.Broadcast(visit->Third), c);
            W.AddProduct(ref sum, W.Broadcast(visit->Fourth), d);
            W.Store(at, sum);
        }

        AddPair(visits.Second, visits.End, 2, sums, c, d);
    }

    /// <summary>The products of one pair of a group.</summary>
    /// <param name="visit">The first that lights it.</param>
    /// <param name="last">Behind the last.</param>
    /// <param name="pair">The pair's first input: 0 or 2.</param>
    /// <param name="sums">[examples][64].</param>
    /// <param name="a">The weights of its first input.</param>
    /// <param name="b">The weights of its second input.</param>
    [MethodImpl(Inline)]
    private static void AddPair(LitGroup* visit, LitGroup* last, nint pair, float* sums, U a, U b)
    {
        for (; visit < last; visit++)
        {
            float* at = visit->In(sums);
            U sum = W.Load(at);
            W.AddProduct(ref sum, W.Broadcast(visit->FirstOf(pair)), a);
            W.AddProduct(ref sum, W.Broadcast(visit->SecondOf(pair)), b);
            W.Store(at, sum);
        }
    }

    [MethodImpl(Inline)]
    private static U Row(float* weights, int row) => W.Load(weights + (row * Tile.Columns));
}
