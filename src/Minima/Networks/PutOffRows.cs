using Minima.Kernels;
using Minima.Numerics;

namespace Minima.Networks;

/// <summary>What a batch's pass touches: lists that say so.</summary>
/// <typeparam name="T">What is touched together.</typeparam>
internal unsafe interface ITouchLists<T>
    where T : unmanaged
{
    /// <summary>Lists what a batch's pass touches.</summary>
    /// <param name="batch">Which.</param>
    /// <param name="settles">Whether that is everything.</param>
    /// <param name="owed">The decays that each row or pair of rows owes; afterwards, after the pass.</param>
    /// <param name="touched">Where they go.</param>
    /// <returns>How many.</returns>
    int Touch(int batch, bool settles, Span<int> owed, T* touched);
}

/// <summary>
/// For each batch of packed examples, which rows of the first layer its pass touches (<see cref="PutOff{T}"/>): those that it lights, for their
/// step, and those that the next batch lights, for the product. The others need neither come from memory nor go back. Every so many batches
/// all rows are brought up to date (<see cref="Stretches"/>).
/// </summary>
/// <typeparam name="T">What is touched together.</typeparam>
internal sealed unsafe class PutOffRows<T> : IDisposable
    where T : unmanaged
{
    private readonly Stretches _stretches;
    private readonly int _most;
    private readonly long[] _first;
    private readonly int[] _counts;
    private readonly AlignedBuffer<T> _touched;

    /// <summary>Room for the lists of all batches.</summary>
    /// <param name="stretches">The batches, and which of them settle.</param>
    /// <param name="most">How many a pass touches at most.</param>
    public PutOffRows(Stretches stretches, int most)
    {
        (_stretches, _most) = (stretches, most);
        (_first, _counts) = (new long[stretches.Batches], new int[stretches.Batches]);

        // Each stretch has room for all that all its batches could touch, and its lists stand close together: the rest never gets pages.
        _touched = new AlignedBuffer<T>((long)stretches.Batches * most, cleared: false);
    }

    /// <summary>What a batch's pass touches.</summary>
    public PutOff<T> Of(int batch) => new(_touched.Pointer + _first[batch], _counts[batch], _stretches.Settles(batch));

    /// <summary>Fills the lists of one stretch.</summary>
    /// <param name="stretch">Which.</param>
    /// <param name="lists">Who knows what is touched.</param>
    /// <param name="owed">Scratch: the decays that are owed.</param>
    public void Fill(int stretch, ITouchLists<T> lists, Span<int> owed)
    {
        owed.Clear();
        (int first, int end) = _stretches.Of(stretch);
        long at = (long)first * _most;
        for (int batch = first; batch < end; batch++)
        {
            _first[batch] = at;
            _counts[batch] = lists.Touch(batch, _stretches.Settles(batch), owed, _touched.Pointer + at);
            at += _counts[batch];
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _touched.Dispose();
}

/// <summary>What becomes of a row, or of a pair of rows.</summary>
internal static class PutOffRows
{
    /// <summary>Its visits, or minus the decays that are taken; null: it is left alone, and owes one more.</summary>
    /// <param name="visits">The batch's visits.</param>
    /// <param name="wanted">Whether it is to owe nothing after the pass.</param>
    /// <param name="owed">What it owes.</param>
    public static int? Touch(int visits, bool wanted, ref int owed)
    {
        int decays = visits > 0 ? 0 : owed + 1;
        owed = wanted ? 0 : decays;
        return visits > 0 ? visits : wanted ? -decays : null;
    }
}
