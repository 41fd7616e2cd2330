using Minima.Studies.Comparisons;

namespace Minima.Studies.Reports;

/// <summary>What a report holds, and how it is measured.</summary>
public sealed record ReportOptions
{
    /// <summary>How the runs are compared; its threads are those of the whole report.</summary>
    public ComparisonOptions Comparison { get; init; } = new();

    /// <summary>Two runs are compared at every so many of their common epochs, and at the last; 0: at about 25 of them.</summary>
    public int Every { get; init; }

    /// <summary>How the loss below the ways is measured; null: it is not, which costs far more than all else.</summary>
    public SurfaceOptions? Surface { get; init; }

    /// <summary>About how many bytes the pictures of hidden units of a run may take.</summary>
    public int UnitBytes { get; init; } = 1_300_000;

    /// <summary>How many wrongly read digits of a run are shown at most.</summary>
    public int Digits { get; init; } = 400;
}
