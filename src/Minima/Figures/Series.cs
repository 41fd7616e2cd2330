namespace Minima.Figures;

/// <summary>What a series is for the reader; it decides how the series is drawn.</summary>
public enum SeriesRole
{
    /// <summary>What was measured: a coloured line with markers of its own shape.</summary>
    Measured,

    /// <summary>What it is held against: a thin grey line with dashes of its own.</summary>
    Reference,

    /// <summary>Measured points that no line joins: coloured markers.</summary>
    Points,
}

/// <summary>
/// Points with a name. Its colour, marker and dashes follow from its role and from the order in which names first occur in a figure:
/// the same name looks the same in every chart of one figure.
/// </summary>
public sealed class Series
{
    /// <summary>The points (<paramref name="x"/>[i], <paramref name="y"/>[i]), joined in that order. Nothing is copied.</summary>
    /// <exception cref="ArgumentException">The lists have different lengths.</exception>
    public Series(string name, IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        RequireLength(y, x.Count, nameof(y));
        (Name, X, Y) = (name, x, y);
    }

    /// <summary>What the legend calls it.</summary>
    public string Name { get; }

    /// <summary>The horizontal positions.</summary>
    public IReadOnlyList<double> X { get; }

    /// <summary>The vertical positions; one that is not finite interrupts the line.</summary>
    public IReadOnlyList<double> Y { get; }

    /// <summary>What it is for the reader.</summary>
    public SeriesRole Role { get; init; } = SeriesRole.Measured;

    /// <summary>The interval around each point, drawn as a band; null where there is none.</summary>
    /// <exception cref="ArgumentException">A list is not as long as <see cref="Y"/>.</exception>
    public Band? Band
    {
        get;
        init
        {
            if (value is not null)
            {
                RequireLength(value.Low, Y.Count, nameof(Band));
                RequireLength(value.High, Y.Count, nameof(Band));
            }

            field = value;
        }
    }

    private static void RequireLength(IReadOnlyList<double> list, int length, string name)
    {
        if (list.Count != length)
            throw new ArgumentException($"There are {length} horizontal positions, but {list.Count} numbers here.", name);
    }
}

/// <summary>An interval for each point of a series, such as the range over seeds.</summary>
/// <param name="Low">The lower ends.</param>
/// <param name="High">The upper ends.</param>
public sealed record Band(IReadOnlyList<double> Low, IReadOnlyList<double> High);
