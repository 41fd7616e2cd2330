using Minima.Figures;
using Minima.Geometry;

namespace Minima.Studies;

/// <summary>Distances as a table: a row for each parameter, all measures beside one another.</summary>
public static class DistanceTable
{
    /// <summary>The table of one pair of points.</summary>
    public static Table Of(Distances distances)
    {
        var table = new Table(Columns);
        foreach (ParameterDistance parameter in distances.Parameters.Append(distances.Total))
            table.Add(Cells(parameter));
        return table;
    }

    internal static IReadOnlyList<Column> Columns { get; } =
    [
        new Column("parameter", Alignment.Left),
        new Column("l2"),
        new Column("relative"),
        new Column("cosine"),
        new Column("norm_a"),
        new Column("norm_b"),
    ];

    internal static object?[] Cells(ParameterDistance distance) =>
        [distance.Name, distance.L2, distance.Relative, distance.Cosine, distance.NormA, distance.NormB];
}
