using Minima.Figures;
using Minima.Formats.Checkpoints;
using Minima.Geometry;
using Minima.Geometry.Checkpoints;

namespace Minima.Studies.Checkpoints;

/// <summary>A tensor, or a group of them, in two checkpoints.</summary>
/// <param name="Distance">How far they lie apart.</param>
/// <param name="Largest">The largest |a - b| of one number.</param>
/// <param name="Elements">How many numbers there are.</param>
public sealed record CheckpointDistance(ParameterDistance Distance, double Largest, long Elements);

/// <summary>How far a checkpoint A lies from another, B, tensor by tensor and in total; they may be of any architecture and size.</summary>
/// <param name="Parts">One for each tensor or group that both have, in the order of B's bytes.</param>
/// <param name="Total">Over all of them as one vector.</param>
/// <param name="Changes">What is not in both: by number 0 is B, 1 is A.</param>
public sealed record CheckpointDistances(IReadOnlyList<CheckpointDistance> Parts, CheckpointDistance Total, IReadOnlyList<TensorChange> Changes)
{
    /// <summary>Reads both side by side, each byte once, in bounded memory.</summary>
    /// <exception cref="UnusableInputException">See <see cref="CheckpointMatrix.Of"/>.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static CheckpointDistances Between(
        Checkpoint a, Checkpoint b, CheckpointOptions options, IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default)
    {
        // B first: what is relative is so to the first.
        var matrix = CheckpointMatrix.Of([b, a], options, new PassReporter(progress, [b, a]), cancellation);
        return new CheckpointDistances(
            [.. matrix.Groups.Select(static group => new CheckpointDistance(
                new ParameterDistance(group.Name, group.FromFirst(1), group.Relative(1), group.Cosine(1), group.Norm(1), group.Norm(0)), group.Largest(1), group.Elements))],
            new CheckpointDistance(
                new ParameterDistance(Distances.TotalName, matrix.Distance(1, 0), matrix.Relative(1, 0), matrix.Cosine(1, 0), matrix.Norm(1), matrix.Norm(0)),
                matrix.Largest(1), matrix.Elements),
            matrix.Changes);
    }

    /// <summary>A row for each part, and one for the total.</summary>
    public Table ToTable()
    {
        var table = new Table(
            new Column("tensor", Alignment.Left), new Column("elements"), new Column("l2"), new Column("relative"), new Column("cosine", Format: "F6"),
            new Column("largest"), new Column("norm_a"), new Column("norm_b"));
        foreach (CheckpointDistance part in Parts.Append(Total))
        {
            ParameterDistance distance = part.Distance;
            table.Add(distance.Name, part.Elements, distance.L2, distance.Relative, distance.Cosine, part.Largest, distance.NormA, distance.NormB);
        }

        return table;
    }
}
