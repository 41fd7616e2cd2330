namespace Minima.Figures;

/// <summary>The direction of a reference line.</summary>
public enum Orientation
{
    /// <summary>At a fixed y.</summary>
    Horizontal,

    /// <summary>At a fixed x.</summary>
    Vertical,
}

/// <summary>A line across a chart at one value, such as a published figure or the epoch of an event.</summary>
/// <param name="Orientation">Horizontal at a y, or vertical at an x.</param>
/// <param name="At">The value.</param>
/// <param name="Label">What stands beside it.</param>
public sealed record ReferenceLine(Orientation Orientation, double At, string Label);

/// <summary>One pair of axes with what is drawn between them.</summary>
/// <param name="X">The horizontal axis.</param>
/// <param name="Y">The vertical axis.</param>
/// <param name="Series">What is drawn, in the order of the legend.</param>
public sealed record Chart(Axis X, Axis Y, IReadOnlyList<Series> Series)
{
    /// <summary>Stands above the chart; needed only where a figure has several.</summary>
    public string Title { get; init; } = "";

    /// <summary>Lines at fixed values.</summary>
    public IReadOnlyList<ReferenceLine> Lines { get; init; } = [];
}
