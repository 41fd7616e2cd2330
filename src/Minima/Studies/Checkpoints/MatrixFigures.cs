using System.Globalization;
using Minima.Figures;
using Minima.Formats;
using Minima.Geometry;
using Minima.Geometry.Checkpoints;

namespace Minima.Studies.Checkpoints;

/// <summary>A comparison of checkpoints, drawn.</summary>
public static class MatrixFigures
{
    // As many lines as a chart bears.
    private const int DrawnGroups = 5;

    // Cells in a row that can be told apart.
    private const int DrawnCheckpoints = 100;

    /// <summary>The distances of all pairs; of more checkpoints than a picture bears, of every second, third, ... one.</summary>
    public static HeatMap HeatMap(MatrixStudy study)
    {
        int every = ((study.Matrix.Count - 1) / DrawnCheckpoints) + 1;
        int[] drawn = [.. Enumerable.Range(0, study.Matrix.Count).Where(i => i % every == 0)];
        return new HeatMap(
            "How far checkpoints lie apart",
            [Figures.Matrix.OfPairs([.. drawn.Select(i => study.Labels[i])], (i, j) => study.Matrix.Distance(drawn[i], drawn[j]))],
            "L2 distance")
        {
            Format = "G3",
            Subtitle = study.Words,
            Note = every == 1 ? "" : $"Drawn are {drawn.Length} of them, one in {every}.",
        };
    }

    /// <summary>The course of the groups that moved most, and of all together.</summary>
    public static Figure Courses(MatrixStudy study)
    {
        CheckpointMatrix matrix = study.Matrix;
        CheckpointGroup[] drawn = [.. study.Moved.Take(DrawnGroups)];
        double largest = Enumerable.Range(0, matrix.Count).Max(matrix.Norm);
        return new Figure("How far each group of tensors has come", [
            Chart("from the first", 0, static (group, i) => group.FromFirst(i), i => matrix.Distance(i, 0)),
            Chart("from the one before", 1, static (group, i) => group.FromPrevious(i), i => matrix.Distance(i, i - 1)),
        ])
        {
            Subtitle = study.Words,
            Note = drawn.Length < matrix.Groups.Count ? $"Drawn are the {drawn.Length} of {matrix.Groups.Count} groups that moved most by the end." : "",
        };

        Chart Chart(string title, int first, Func<CheckpointGroup, int, double> distance, Func<int, double> all)
        {
            int[] numbers = [.. Enumerable.Range(first, matrix.Count - first)];
            double[] x = [.. numbers.Select(static i => (double)i)];
            return new Chart(
                new Axis("checkpoint"), new Axis("distance, relative to the largest norm"),
                [
                    .. drawn.Select(group => new Series(Shown.Quoted(group.Name)[1..^1], x, [.. numbers.Select(i => distance(group, i) / study.LargestNorm(group))])),
                    new Series("all", x, [.. numbers.Select(i => all(i) / largest)]) { Role = SeriesRole.Reference },
                ])
            {
                Title = title,
            };
        }
    }

    /// <summary>The series in its principal plane, and what the plane hides; only where there is one.</summary>
    public static Figure Plane(MatrixStudy study)
    {
        PrincipalComponents found = study.Components!;
        IReadOnlyList<PlaneFoot> feet = study.Feet;
        double[] numbers = [.. Enumerable.Range(0, feet.Count).Select(static i => (double)i)];
        int[] components = [.. Enumerable.Range(1, Math.Min(8, feet.Count - 1))];
        return new Figure("The series in its principal plane", [
            new Chart(new Axis(Share(0)), new Axis(Share(1)), [
                new Series("checkpoints", [.. feet.Select(static foot => foot.X)], [.. feet.Select(static foot => foot.Y)]),
                new Series("the first", [feet[0].X], [feet[0].Y]),
            ]) { Title = "the plane" },
            new Chart(new Axis("checkpoint"), new Axis("distance off the plane"), [new Series("checkpoints", numbers, [.. feet.Select(static foot => foot.OffPlane)])]) { Title = "what it hides" },
            new Chart(new Axis("component"), new Axis("variance shown", "%"), [
                Shares("checkpoints", found), Shares("random steps", study.RandomSteps!, SeriesRole.Reference), Shares("random steps with drift", study.RandomDrift!, SeriesRole.Reference),
            ])
            {
                Title = "beside walks that know nothing",
            },
        ])
        {
            Subtitle = study.Words,
            Columns = 3,
            Note = "Controls: walks in random directions with the series' step lengths, and with its drift too. A picture of a series shows the plane, not the space.",
        };

        Series Shares(string name, PrincipalComponents of, SeriesRole role = SeriesRole.Measured) =>
            new(name, [.. components.Select(static i => (double)i)], [.. components.Select(i => 100 * of.Explained[i - 1])]) { Role = role };

        string Share(int component) => string.Create(
            CultureInfo.InvariantCulture, $"{(component == 0 ? "1st" : "2nd")} component, {100 * found.Explained[component]:F1} % of the variance");
    }
}
