using System.Runtime.InteropServices;

namespace Minima.Numerics;

/// <summary>
/// Zeroed native memory whose start is aligned to a memory page, so that vectors never straddle cache lines and the collector
/// never moves or scans it.
/// </summary>
/// <typeparam name="T">A type without references.</typeparam>
internal sealed unsafe class AlignedBuffer<T> : SafeHandle
    where T : unmanaged
{
    private const nuint Alignment = 4096;

    /// <summary>Allocates room for <paramref name="length"/> values, all zero.</summary>
    /// <exception cref="OutOfMemoryException">There is not that much memory.</exception>
    public AlignedBuffer(long length)
        : base(0, ownsHandle: true)
    {
        Length = length;
        nuint bytes = checked((nuint)length * (nuint)sizeof(T));
        void* memory = NativeMemory.AlignedAlloc(Math.Max(bytes, 1), Alignment);
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
