namespace Minima.Studies.Comparisons;

/// <summary>How what two models said is compared.</summary>
public sealed record LogitsOptions
{
    /// <summary>Bins of the expected calibration error; at least 1.</summary>
    public int Bins { get; init; } = Calibration.UsualBins;

    /// <summary>By how much log-probabilities of one function may differ.</summary>
    public double LogProbability { get; init; } = new VerdictThresholds().LogProbability;

    /// <summary>Files of activations in pairs: one of A, one of B.</summary>
    public IReadOnlyList<(string A, string B)> Activations { get; init; } = [];

    /// <summary>How many threads compute; 0: one for each core. The results do not depend on it.</summary>
    public int Threads { get; init; }
}
