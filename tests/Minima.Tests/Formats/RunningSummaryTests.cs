using System.Runtime.InteropServices;
using Minima.Formats;

namespace Minima.Tests.Formats;

public sealed class RunningSummaryTests
{
    [Theory, InlineData(0), InlineData(1), InlineData(15), InlineData(1024), InlineData(3001)]
    public void Add_AnyPieces_GivesTheSameAsOneByOne(int count)
    {
        var random = new Random(count);
        float[] values = [.. Enumerable.Range(0, count).Select(i => i % 7 == 3 ? 0 : i % 11 == 5 ? float.NaN : random.NextSingle() - 0.3f)];
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(values.AsSpan());
        RunningSummary whole = new(), pieces = new(), first = new(), second = new();
        whole.Add(bytes, ElementType.F32);
        for (int at = 0; at < bytes.Length; at += 4 * 37)
            pieces.Add(bytes.Slice(at, Math.Min(4 * 37, bytes.Length - at)), ElementType.F32);
        Assert.Equal(whole.ToSummary(), pieces.ToSummary());

        float[] finite = [.. values.Where(float.IsFinite)];
        NumberSummary found = whole.ToSummary();
        Assert.Equal((count, count - finite.Length, finite.Count(static value => value == 0)), (found.Count, found.NonFinite, found.Zeros));
        Assert.Equal(finite.Length == 0 ? null : finite.Min(), (float?)found.Least);
        Assert.Equal(finite.Length == 0 ? null : finite.Max(), (float?)found.Largest);
        if (finite.Length > 0)
            Assert.Equal((Math.Sqrt(finite.Aggregate(0.0, static (sum, value) => sum + ((double)value * value))), finite.Aggregate(0.0, static (sum, value) => sum + value) / finite.Length), (found.L2, found.Mean));

        // Two that are taken together: the same but for the order of the sums.
        first.Add(bytes[..(count / 2 * 4)], ElementType.F32);
        second.Add(bytes[(count / 2 * 4)..], ElementType.F32);
        second.AddOthers(count);
        first.Add(second);
        NumberSummary both = first.ToSummary();
        Assert.Equal((2 * count, found.NonFinite, found.Zeros, found.Least, found.Largest), (both.Count, both.NonFinite, both.Zeros, both.Least, both.Largest));
        Assert.True(found.L2 is null ? both.L2 is null : Math.Abs(both.L2!.Value - found.L2.Value) <= 1e-14 * found.L2.Value);
    }
}
