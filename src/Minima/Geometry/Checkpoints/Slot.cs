using Minima.Formats;
using Minima.Formats.Checkpoints;
using Minima.Kernels.Doubles;
using Minima.Numerics;

namespace Minima.Geometry.Checkpoints;

/// <summary>A place among the elements that are compared.</summary>
/// <param name="Tensor">The number of the tensor, as many as there are at the end.</param>
/// <param name="Element">The number of the element in it: a multiple of a segment.</param>
internal readonly record struct PassPlace(int Tensor, long Element);

/// <summary>The same elements of every checkpoint in memory, as they lie in the files, and what is summed over them.</summary>
internal sealed unsafe class Slot : IDisposable
{
    private readonly CheckpointPlan _plan;
    private readonly AlignedBuffer<byte> _bytes;
    private readonly long[] _begins;
    private readonly AlignedBuffer<double> _numbers;
    private readonly PairTotals[] _sums;
    private readonly long _room;
    private readonly List<Part> _parts = [];
    private readonly List<(int Part, long First, int Count)> _segments = [];

    public Slot(CheckpointPlan plan, PassMemory memory)
    {
        _plan = plan;
        _room = (long)memory.Segments * PassMemory.Segment;
        _begins = new long[memory.Widths.Count];
        for (int i = 1; i < _begins.Length; i++)
            _begins[i] = _begins[i - 1] + (_room * memory.Widths[i - 1]);
        _bytes = new AlignedBuffer<byte>(_begins[^1] + (_room * memory.Widths[^1]), cleared: false);
        int count = plan.Checkpoints.Count, length = PairTotals.LengthFor(count);
        _numbers = new AlignedBuffer<double>((long)memory.Segments * PassMemory.SumsPerSegment * length, cleared: false);
        _sums = [.. Enumerable.Range(0, memory.Segments * PassMemory.SumsPerSegment).Select(i => new PairTotals(count, _numbers.Pointer + ((long)i * length)))];
    }

    // Elements of a tensor, and where those of each checkpoint begin.
    private sealed record Part(int Tensor, long First, long Count, long[] At);

    /// <summary>How many segments there are to sum.</summary>
    public int Segments => _segments.Count;

    /// <summary>How many bytes of all files it holds.</summary>
    public long Bytes { get; private set; }

    /// <summary>Lays out what comes from a place on, as much as there is room for, and says where it ends.</summary>
    public PassPlace Plan(PassPlace place)
    {
        _parts.Clear();
        _segments.Clear();
        Bytes = 0;
        long room = _room;
        long[] at = [.. _begins];
        while (place.Tensor < _plan.Shared.Count)
        {
            SharedTensor tensor = _plan.Shared[place.Tensor];
            long count = Math.Min(tensor.Count - place.Element, Math.Min(room, (long)(_sums.Length - _segments.Count) * PassMemory.Segment));
            if (place.Element + count < tensor.Count)
                count = count / PassMemory.Segment * PassMemory.Segment;
            if (count == 0 && tensor.Count > place.Element)
                return place;
            for (long first = 0; first < count; first += PassMemory.Segment)
                _segments.Add((_parts.Count, first, (int)Math.Min(PassMemory.Segment, count - first)));
            _parts.Add(new Part(place.Tensor, place.Element, count, [.. at]));
            for (int i = 0; i < at.Length; i++)
            {
                long bytes = count * Width(tensor, i);
                at[i] += bytes;
                Bytes += bytes;
            }

            room -= count;
            place = place.Element + count < tensor.Count ? place with { Element = place.Element + count } : new PassPlace(place.Tensor + 1, 0);
        }

        return place;
    }

    /// <summary>Reads what was laid out of one checkpoint: what lies together in the file, in one go.</summary>
    public void Fill(int checkpoint, CheckpointReader reader)
    {
        for (int i = 0; i < _parts.Count;)
        {
            (int shard, long offset) = Source(_parts[i]);
            long begin = _parts[i].At[checkpoint], length = 0;
            for (; i < _parts.Count && Source(_parts[i]) == (shard, offset + length); i++)
                length += _parts[i].Count * Width(_plan.Shared[_parts[i].Tensor], checkpoint);
            reader.Read(shard, offset, new Span<byte>(_bytes.Pointer + begin, checked((int)length)));
        }

        (int Shard, long Offset) Source(Part part)
        {
            CheckpointTensor tensor = _plan.Shared[part.Tensor].In[checkpoint];
            return (tensor.Shard, tensor.Offset + (part.First * Width(_plan.Shared[part.Tensor], checkpoint)));
        }
    }

    /// <summary>Sums one segment.</summary>
    /// <param name="kernels">The arithmetic.</param>
    /// <param name="segment">Its number.</param>
    /// <param name="room">Room for a slice of each checkpoint and what is summed of them (see <see cref="PairTotals.RoomFor"/>).</param>
    public void Sum(IPairKernels kernels, int segment, double* room)
    {
        byte* padded = stackalloc byte[PairSums.Slice * sizeof(double)];
        (int partNumber, long first, int count) = _segments[segment];
        Part part = _parts[partNumber];
        SharedTensor tensor = _plan.Shared[part.Tensor];
        PairTotals sums = _sums[segment];
        sums.Clear();
        for (int done = 0; done < count; done += PairSums.Slice)
        {
            int here = Math.Min(PairSums.Slice, count - done);
            for (int i = 0; i < _begins.Length; i++)
            {
                int width = Width(tensor, i);
                byte* numbers = _bytes.Pointer + part.At[i] + ((first + done) * width);
                sums.Take(kernels, i, tensor.In[i].Type, here == PairSums.Slice ? numbers : Pad(numbers, here * width, padded), room);
            }

            sums.AddPairs(kernels, room);
        }
    }

    /// <summary>Adds the segments' sums, one after the other in their order, whoever computed them.</summary>
    public void AddTo(PairTotals total, IReadOnlyList<GroupTotals> groups)
    {
        for (int segment = 0; segment < _segments.Count; segment++)
        {
            total.Add(_sums[segment]);
            groups[_plan.Shared[_parts[_segments[segment].Part].Tensor].Group].Add(_sums[segment]);
        }
    }

    public void Dispose()
    {
        _bytes.Dispose();
        _numbers.Dispose();
    }

    private static int Width(SharedTensor tensor, int checkpoint) => tensor.In[checkpoint].Type.Bits() / 8;

    // The last slice of a tensor is filled up with zeros, which add nothing.
    private static byte* Pad(byte* numbers, int bytes, byte* padded)
    {
        var room = new Span<byte>(padded, PairSums.Slice * sizeof(double));
        new Span<byte>(numbers, bytes).CopyTo(room);
        room[bytes..].Clear();
        return padded;
    }
}
