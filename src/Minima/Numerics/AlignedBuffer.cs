using System.Runtime.InteropServices;

namespace Minima.Numerics;

/// <summary>
/// Native memory, zeroed unless asked otherwise, whose start is aligned to a memory page, so that vectors never straddle cache lines and the collector
/// never moves or scans it. Large ones are aligned to huge pages, and ask for them: arithmetic that streams through megabytes would
/// otherwise wait for the tables that say where each small page lies.
/// </summary>
/// <typeparam name="T">A type without references.</typeparam>
internal sealed unsafe class AlignedBuffer<T> : SafeHandle
    where T : unmanaged
{
    private const nuint Page = 4096;
    private const nuint HugePage = 2 << 20;

    /// <summary>Allocates room for <paramref name="length"/> values.</summary>
    /// <param name="length">How many.</param>
    /// <param name="cleared">Whether they are set to zero; otherwise they hold anything, and those that write them first fetch their pages.</param>
    /// <exception cref="OutOfMemoryException">There is not that much memory.</exception>
    public AlignedBuffer(long length, bool cleared = true)
        : base(0, ownsHandle: true)
    {
        Length = length;
        nuint bytes = checked((nuint)length * (nuint)sizeof(T));
        bool huge = bytes >= HugePage / 2;

        // Whole huge pages, and asked for as such: the system leaves one that is asked for in part as small ones.
        nuint room = huge ? (bytes + HugePage - 1) / HugePage * HugePage : Math.Max(bytes, 1);
        void* memory = NativeMemory.AlignedAlloc(room, huge ? HugePage : Page);
        if (huge)
            HugePages.AskFor(memory, room);
        if (cleared)
            NativeMemory.Clear(memory, bytes);
        SetHandle((nint)memory);
    }

    /// <summary>How many values there is room for.</summary>
    public long Length { get; }

    /// <summary>The first value. Valid while this object is reachable and not disposed.</summary>
    public T* Pointer => (T*)handle;

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>The values as a span.</summary>
    /// <exception cref="OverflowException">There are more than a span can hold.</exception>
    public Span<T> Span => new(Pointer, checked((int)Length));

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        NativeMemory.AlignedFree((void*)handle);
        return true;
    }
}
