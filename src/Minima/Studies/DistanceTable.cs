using Minima.Figures;
using Minima.Geometry;

namespace Minima.Studies;

/// <summary>Distances as a table: a row for each parameter, all measures beside one another.</summary>
public static class DistanceTable
{
    /// <summary>To read: as many decimals in every row, so that a course can be seen. CSV has all digits.</summary>
    internal const string NumberFormat = "F6";

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
        new Column("l2", Format: NumberFormat),
        new Column("relative", Format: NumberFormat),
        new Column("cosine", Format: NumberFormat),
        new Column("norm_a", Format: NumberFormat),
        new Column("norm_b", Format: NumberFormat),
    ];

    internal static object?[] Cells(ParameterDistance distance) =>
        [distance.Name, distance.L2, distance.Relative, distance.Cosine, distance.NormA, distance.NormB];
}
