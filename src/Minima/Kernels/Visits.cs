using System.Runtime.CompilerServices;

namespace Minima.Kernels;

/// <summary>A batch's visits of one kind, list after list, in each ascending.</summary>
/// <param name="starts">[lists + 1]: where each list begins.</param>
/// <param name="visits">All of them.</param>
internal readonly unsafe struct Visits<T>(int* starts, T* visits)
    where T : unmanaged
{
    private readonly int* _starts = starts;
    private readonly T* _visits = visits;

    /// <summary>Whether there are lists at all.</summary>
    public bool Exists => _starts != null;

    /// <summary>The first visit of all.</summary>
    public T* First => _visits;

    /// <summary>Which of the visits begins a list, and is behind the one before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Start(int list) => _starts[list];

    /// <summary>How many visits a list has.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Count(int list) => _starts[list + 1] - _starts[list];

    /// <summary>Where a list begins, and the one before ends.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T* At(int list) => _visits + _starts[list];
}
