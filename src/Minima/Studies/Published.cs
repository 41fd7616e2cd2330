namespace Minima.Studies;

/// <summary>
/// What was published in 2016 ("Minima of dml functionals"): the tutorial's multilayer perceptron on MNIST, trained twice for 500 epochs.
/// </summary>
public static class Published
{
    /// <summary>Epochs of each series.</summary>
    public const int Epochs = 500;

    /// <summary>Test errors of the series from a zero output layer; the published model makes exactly as many.</summary>
    public const int ZeroErrors = 174;

    /// <summary>Test errors of the series from a random output layer, whose draw was not seeded.</summary>
    public const int RandomErrors = 178;

    /// <summary>How far the zero series' errors may lie from the published ones: rounding differs between frameworks.</summary>
    public const int ZeroTolerance = 2;
}
