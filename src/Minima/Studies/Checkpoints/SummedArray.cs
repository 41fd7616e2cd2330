using System.Text.RegularExpressions;
using Minima.Formats;
using Minima.Geometry.Checkpoints;
using Minima.Trajectories;

namespace Minima.Studies.Checkpoints;

/// <summary>Some arrays together, in figures.</summary>
/// <param name="Name">What the group is called.</param>
/// <param name="Arrays">How many arrays it is made of.</param>
/// <param name="Numbers">What their elements come to.</param>
public sealed record GroupSummary(string Name, int Arrays, NumberSummary Numbers);

/// <summary>An array and the sums over its elements.</summary>
internal sealed record SummedArray(string Name, ElementType Type, IReadOnlyList<long> Shape, RunningSummary Sums)
{
    /// <summary>Looks at every element of a tensor in memory.</summary>
    public static SummedArray Of(Tensor tensor)
    {
        var sums = new RunningSummary();
        if (tensor.Type.HasNumbers())
            sums.Add(tensor.Bytes.Span, tensor.Type);
        else
            sums.AddOthers((long)tensor.Bytes.Length * 8 / tensor.Type.Bits());
        return new SummedArray(tensor.Name, tensor.Type, tensor.Shape, sums);
    }

    public ArraySummary ToSummary() => new(Name, Type, Shape, Sums.ToSummary());

    /// <summary>Folds arrays into groups (see <see cref="CheckpointOptions.Group"/>), in natural order of their names.</summary>
    /// <exception cref="UnusableInputException">The expression takes too long.</exception>
    public static IReadOnlyList<GroupSummary> Fold(IReadOnlyList<SummedArray> arrays, Regex group) =>
    [
        .. arrays.GroupBy(array => CheckpointPlan.GroupOf(array.Name, group), StringComparer.Ordinal).OrderBy(static found => found.Key, NaturalOrder.Instance).Select(static found =>
        {
            var sums = new RunningSummary();
            foreach (SummedArray array in found)
                sums.Add(array.Sums);
            return new GroupSummary(found.Key, found.Count(), sums.ToSummary());
        }),
    ];
}
