using System.Globalization;
using Minima.Figures;
using Minima.Formats;
using Minima.Formats.Checkpoints;
using Minima.Geometry;
using Minima.Geometry.Checkpoints;

namespace Minima.Studies.Checkpoints;

/// <summary>Where a checkpoint stands in the principal plane of all.</summary>
/// <param name="X">Along the first component, from the mean.</param>
/// <param name="Y">Along the second.</param>
/// <param name="OffPlane">How far off the plane it lies.</param>
public sealed record PlaneFoot(double X, double Y, double OffPlane);

/// <summary>All pairs of some checkpoints, and their series in its principal plane beside walks that know nothing.</summary>
public sealed class MatrixStudy
{
    private MatrixStudy(CheckpointMatrix matrix)
    {
        Matrix = matrix;
        Labels = CheckpointNames.Labels(matrix.Checkpoints);
        try
        {
            Components = matrix.Components();
        }
        catch (UnusableInputException e)
        {
            NoPlane = e.Message;
            return;
        }

        Feet = [.. Enumerable.Range(0, matrix.Count).Select(FootOf)];
        double[] steps = [.. Enumerable.Range(1, matrix.Count - 1).Select(i => matrix.Distance(i, i - 1))];
        Straightness = Math.Min(1, matrix.Distance(matrix.Count - 1, 0) / steps.Sum());
        RandomSteps = RandomWalks.Components(steps, 0);
        RandomDrift = RandomWalks.Components(steps, Straightness.Value);
    }

    /// <summary>The pairs.</summary>
    public CheckpointMatrix Matrix { get; }

    /// <summary>Short names of the checkpoints.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>The principal components; null where there are none.</summary>
    public PrincipalComponents? Components { get; }

    /// <summary>Why there are none.</summary>
    public string? NoPlane { get; }

    /// <summary>Each checkpoint in the plane of the first two; empty where there is none.</summary>
    public IReadOnlyList<PlaneFoot> Feet { get; } = [];

    /// <summary>Those of a walk whose steps are as long as the series', each in a random direction.</summary>
    public PrincipalComponents? RandomSteps { get; }

    /// <summary>Those of a walk that has its drift too (see <see cref="RandomWalks"/>).</summary>
    public PrincipalComponents? RandomDrift { get; }

    /// <summary>From the first to the last, over the length of the way between.</summary>
    public double? Straightness { get; }

    /// <summary>The groups, those that moved most by the end before the others.</summary>
    /// <remarks>Relative to their largest norm, not to the first: what starts at zero, as biases do, moves too.</remarks>
    public IEnumerable<CheckpointGroup> Moved => Matrix.Groups.OrderByDescending(
        group => LargestNorm(group) is > 0 and double norm ? group.FromFirst(Matrix.Count - 1) / norm : 0);

    /// <summary>What is compared, in words.</summary>
    public string Words => string.Create(
        CultureInfo.InvariantCulture, $"{Matrix.Count} checkpoints, {Matrix.Tensors} {(Matrix.Tensors == 1 ? "tensor" : "tensors")} of {Matrix.Elements:N0} numbers that all of them have");

    /// <summary>Reads the checkpoints and compares them (see <see cref="CheckpointMatrix.Of"/>).</summary>
    public static MatrixStudy Of(
        IReadOnlyList<Checkpoint> checkpoints, CheckpointOptions options, IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default) =>
        new(CheckpointMatrix.Of(checkpoints, options, new PassReporter(progress, checkpoints), cancellation));

    /// <summary>A row for each checkpoint: how far it has come.</summary>
    public Table ToSeriesTable()
    {
        var table = new Table(
            new Column("checkpoint", Alignment.Left), new Column("from first"), new Column("relative"), new Column("cosine", Format: "F6"), new Column("largest"),
            new Column("from previous"), new Column("norm"), new Column("x"), new Column("y"), new Column("off plane"));
        for (int i = 0; i < Matrix.Count; i++)
        {
            PlaneFoot? foot = Feet.Count > 0 ? Feet[i] : null;
            table.Add(
                Labels[i], Matrix.Distance(i, 0), Matrix.Relative(i, 0), Matrix.Cosine(i, 0), Matrix.Largest(i), i == 0 ? null : Matrix.Distance(i, i - 1), Matrix.Norm(i),
                foot?.X, foot?.Y, foot?.OffPlane);
        }

        return table;
    }

    /// <summary>A row for each pair: to compute with.</summary>
    public Table ToPairTable()
    {
        var table = new Table(
            new Column("a", Alignment.Left), new Column("b", Alignment.Left), new Column("l2"), new Column("relative"), new Column("cosine"), new Column("product"),
            new Column("change_cosine"));
        for (int i = 0; i < Matrix.Count; i++)
        {
            for (int j = 0; j <= i; j++)
                table.Add(Labels[i], Labels[j], Matrix.Distance(i, j), Matrix.Relative(i, j), Matrix.Cosine(i, j), Matrix.Product(i, j), Matrix.ChangeCosine(i, j));
        }

        return table;
    }

    /// <summary>A row for each group of each checkpoint: to compute with.</summary>
    public Table ToGroupTable()
    {
        var table = new Table(
            new Column("group", Alignment.Left), new Column("checkpoint", Alignment.Left), new Column("tensors"), new Column("elements"), new Column("from_first"),
            new Column("relative"), new Column("cosine"), new Column("largest"), new Column("from_previous"), new Column("norm"));
        foreach (CheckpointGroup group in Matrix.Groups)
        {
            for (int i = 0; i < Matrix.Count; i++)
            {
                table.Add(
                    group.Name, Labels[i], group.Tensors, group.Elements, group.FromFirst(i), group.Relative(i), group.Cosine(i), group.Largest(i), group.FromPrevious(i), group.Norm(i));
            }
        }

        return table;
    }

    /// <summary>What the groups are at the last checkpoint, those that moved most before the others.</summary>
    public Table ToMovedTable(int most)
    {
        int last = Matrix.Count - 1;
        var table = new Table(
            new Column("group", Alignment.Left), new Column("tensors"), new Column("elements"), new Column("l2"), new Column("relative"), new Column("cosine", Format: "F6"), new Column("largest"));
        foreach (CheckpointGroup group in Moved.Take(most))
            table.Add(group.Name, group.Tensors, group.Elements, group.FromFirst(last), group.Relative(last), group.Cosine(last), group.Largest(last));
        return table;
    }

    /// <summary>What share of the variance components show, in %, beside walks that know nothing; only where there is a plane.</summary>
    public Table ToVarianceTable()
    {
        var table = new Table(
            new Column("variance shown by", Alignment.Left), new Column("1st %", Format: "F1"), new Column("2nd %", Format: "F1"), new Column("3rd %", Format: "F1"), new Column("the plane %", Format: "F1"));
        foreach ((string name, PrincipalComponents of) in new[]
        {
            ("the checkpoints", Components!), ("control: random steps as long as the series'", RandomSteps!), ("control: the same with its drift", RandomDrift!),
        })
        {
            table.Add(name, 100 * of.Explained[0], 100 * of.Explained[1], of.Count > 3 ? 100 * of.Explained[2] : null, 100 * (of.Explained[0] + of.Explained[1]));
        }

        return table;
    }

    /// <summary>The inner products of the changes from the first, and the distances, with all digits, for NumPy.</summary>
    internal Npz ToArrays() => new(
        new Dictionary<string, string>(),
        [Square("products", Matrix.Product), Square("distances", Matrix.Distance)]);

    /// <summary>Writes tables, arrays and figures into a folder.</summary>
    /// <returns>The files' names.</returns>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public IReadOnlyList<string> Save(string folder)
    {
        AtomicFile.Write(Path.Combine(folder, "pairs.csv"), ToPairTable().ToCsv());
        AtomicFile.Write(Path.Combine(folder, "series.csv"), ToSeriesTable().ToCsv());
        AtomicFile.Write(Path.Combine(folder, "groups.csv"), ToGroupTable().ToCsv());
        ToArrays().Write(Path.Combine(folder, "matrix.npz"));
        List<string> files = ["pairs.csv", "series.csv", "groups.csv", "matrix.npz"];
        if (!Matrix.IsFinite)
            return files;
        MatrixFigures.HeatMap(this).Save(Path.Combine(folder, "matrix"));
        MatrixFigures.Courses(this).Save(Path.Combine(folder, "courses"));
        files.AddRange(["matrix.svg", "courses.svg"]);
        if (Components is not null)
        {
            MatrixFigures.Plane(this).Save(Path.Combine(folder, "plane"));
            files.Add("plane.svg");
        }

        return files;
    }

    /// <summary>The largest norm that a group has in the series.</summary>
    internal double LargestNorm(CheckpointGroup group) => Enumerable.Range(0, Matrix.Count).Max(group.Norm);

    private Tensor Square(string name, Func<int, int, double> value)
    {
        int[] all = [.. Enumerable.Range(0, Matrix.Count)];
        return Tensor.FromDoubles(name, [Matrix.Count, Matrix.Count], [.. all.SelectMany(i => all.Select(j => value(i, j)))]);
    }

    // N points minus their mean span N - 1 directions: the last component is rounding.
    private PlaneFoot FootOf(int i) => new(
        Components!.Coordinate(i, 0), Components.Coordinate(i, 1),
        Math.Sqrt(Enumerable.Range(2, Matrix.Count - 3).Sum(k => Components.Coordinate(i, k) * Components.Coordinate(i, k))));
}
