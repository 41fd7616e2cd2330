namespace Minima.Networks;

/// <summary>
/// How far apart panels lie that are written in every batch. Where one worker's panels end another one's begin, and a core that walks along a
/// panel fetches ahead, over the end of a page too: what it takes there, the other core has to fetch back.
/// </summary>
internal static class PanelDistance
{
    private const long Page = 4096 / sizeof(float);

    /// <summary>Floats from one panel's first to the next one's: whole pages, and one that nobody uses.</summary>
    /// <param name="panelFloats">Floats of a panel.</param>
    public static long Of(long panelFloats) => (((panelFloats + Page - 1) / Page) + 1) * Page;
}
