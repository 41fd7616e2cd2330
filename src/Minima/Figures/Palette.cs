namespace Minima.Figures;

/// <summary>A colour in both themes. <paramref name="Name"/> is its CSS class without the prefix.</summary>
internal readonly record struct Paint(string Name, string Light, string Dark);

/// <summary>
/// The colours of a figure. The eight series colours keep a contrast of at least 3 to 1 to the background (WCAG 2.2, 1.4.11), and any
/// two of them a CIE Lab distance of at least 20 for normal, protanopic and deuteranopic sight (simulated after Machado, Oliveira and
/// Fernandes, 2009); the texts keep at least 4.5 to 1. Tests hold them to it.
/// </summary>
internal static class Palette
{
    public static readonly Paint Background = new("back", "#FFFFFF", "#14171C");
    public static readonly Paint Ink = new("ink", "#1B1F24", "#E8EAED");
    public static readonly Paint Muted = new("muted", "#5A626C", "#A6AEB8");
    public static readonly Paint AxisLine = new("axis", "#8A929B", "#757E88");
    public static readonly Paint Grid = new("grid", "#E6E9EC", "#2A2F36");

    public static readonly IReadOnlyList<Paint> Series =
    [
        new("s1", "#103EC7", "#7278FF"),
        new("s2", "#A5410B", "#C07932"),
        new("s3", "#006A59", "#2EE6A8"),
        new("s4", "#A189CB", "#BB7CAB"),
        new("s5", "#E27900", "#FEE632"),
        new("s6", "#5E87FF", "#B7F3FF"),
        new("s7", "#5C3D84", "#BBA4FD"),
        new("s8", "#8D915F", "#DDDE6F"),
    ];

    public static IEnumerable<Paint> All => [Background, Ink, Muted, AxisLine, Grid, .. Series];
}
