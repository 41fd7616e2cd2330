using System.Runtime.InteropServices;
using Minima.Kernels;

namespace Minima.Tests.Kernels;

/// <summary>Lists of visits, one after the other.</summary>
internal sealed unsafe class ListCase<T> : IDisposable
    where T : unmanaged
{
    private readonly List<int> _starts = [0];
    private readonly List<T> _all = [];
    private Guarded<int>? _guardedStarts;
    private Guarded<T>? _guardedVisits;

    public ReadOnlySpan<int> Starts => CollectionsMarshal.AsSpan(_starts);

    /// <summary>All that was added, behind guards.</summary>
    public Visits<T> Visits
    {
        get
        {
            _guardedStarts ??= Guard(_starts);
            _guardedVisits ??= Guard(_all);
            return new Visits<T>(_guardedStarts.Pointer, _guardedVisits.Pointer);
        }
    }

    public void Add(T visit) => _all.Add(visit);

    public void EndList() => _starts.Add(_all.Count);

    public void Dispose()
    {
        _guardedStarts?.Dispose();
        _guardedVisits?.Dispose();
    }

    internal static Guarded<TItem> Guard<TItem>(List<TItem> items)
        where TItem : unmanaged
    {
        var guarded = new Guarded<TItem>(items.Count);
        CollectionsMarshal.AsSpan(items).CopyTo(guarded.Span);
        return guarded;
    }
}
