namespace Minima.Figures;

/// <summary>Numbers under row and column names, drawn as cells that are the darker (in the dark theme the brighter) the larger they are.</summary>
/// <param name="Rows">The rows' names, from top to bottom.</param>
/// <param name="Columns">The columns' names, from left to right.</param>
/// <param name="Values">[row, column]; NaN where there is nothing to show, such as a thing against itself.</param>
public sealed record Matrix(IReadOnlyList<string> Rows, IReadOnlyList<string> Columns, double[,] Values)
{
    /// <summary>Stands above it.</summary>
    public string Title { get; init; } = "";

    /// <summary>What a number of the row or column names means, such as <c>hidden-seed</c>; empty where the names say it.</summary>
    public string Names { get; init; } = "";

    /// <summary>Both axes with the same names, from a function of two different ones.</summary>
    public static Matrix OfPairs(IReadOnlyList<string> names, Func<int, int, double> value)
    {
        var values = new double[names.Count, names.Count];
        for (int i = 0; i < names.Count; i++)
        {
            for (int j = 0; j < names.Count; j++)
                values[i, j] = i == j ? double.NaN : value(i, j);
        }

        return new Matrix(names, names, values);
    }
}
