namespace Minima.Figures;

/// <summary>How an axis maps numbers to positions.</summary>
public enum AxisScale
{
    /// <summary>Equal differences are equally long.</summary>
    Linear,

    /// <summary>Equal ratios are equally long; 0 and negative numbers have no place on it.</summary>
    Logarithmic,
}

/// <summary>One axis of a chart. Its range follows from the data.</summary>
/// <param name="Label">What is measured.</param>
/// <param name="Unit">In which unit; shown in parentheses after the label.</param>
/// <param name="Scale">Linear or logarithmic.</param>
public sealed record Axis(string Label, string? Unit = null, AxisScale Scale = AxisScale.Linear)
{
    internal string Text => Unit is null ? Label : $"{Label} ({Unit})";
}
