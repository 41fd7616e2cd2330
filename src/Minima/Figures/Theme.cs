namespace Minima.Figures;

/// <summary>Which colours a figure has.</summary>
public enum Theme
{
    /// <summary>Light, and dark where the reader's system prefers dark (browsers ask it; other programs show light).</summary>
    Auto,

    /// <summary>Light everywhere, with no style sheet: for rasterisers and word processors.</summary>
    Light,

    /// <summary>Dark everywhere, with no style sheet.</summary>
    Dark,
}
