namespace Minima.Studies;

/// <summary>How surfaces are measured.</summary>
public sealed record SurfaceOptions
{
    /// <summary>Points of the grid along each axis, both ends counted; at least 2.</summary>
    public int Points { get; init; } = 51;

    /// <summary>Chebyshev points along each axis from which the grid is interpolated; 0: every point of the grid is measured.</summary>
    public int Nodes { get; init; }

    /// <summary>Whether the training set is measured.</summary>
    public bool WithTrain { get; init; } = true;

    /// <summary>Whether the test set is measured.</summary>
    public bool WithTest { get; init; } = true;

    /// <summary>Factor of the sum of absolute weights in the cost.</summary>
    public double L1 { get; init; }

    /// <summary>Factor of the sum of squared weights in the cost.</summary>
    public double L2 { get; init; } = 1e-4;

    /// <summary>How many threads compute; 0: one for each core. The results do not depend on it.</summary>
    public int Threads { get; init; }

    /// <summary>A file that keeps what is measured until all is done, so that the same study goes on where it was stopped; null: none.</summary>
    public string? Partial { get; init; }

    /// <summary>Files of blocks that were measured by themselves (see <see cref="SurfaceStudy.MeasureBlock"/>): what they hold is not measured again.</summary>
    public IReadOnlyList<string> Blocks { get; init; } = [];

    /// <summary>About how long it is measured before the file is written anew.</summary>
    internal double SecondsOfPass { get; init; } = 5;
}
