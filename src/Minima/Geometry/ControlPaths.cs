namespace Minima.Geometry;

/// <summary>
/// Two paths that know nothing of a minimum, from the same start to the same end in the same time. The distance to one's own last
/// point falls to zero along any path: a training shows something only where it departs from these.
/// </summary>
public static class ControlPaths
{
    /// <summary>
    /// Steady drift, a straight line at constant speed: after <paramref name="epoch"/> of <paramref name="epochs"/>, the distance to the
    /// end is ||A - B|| (1 - t/T).
    /// </summary>
    /// <param name="startToEnd">||A - B||.</param>
    /// <param name="epoch">t, from 0 to T.</param>
    /// <param name="epochs">T, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">T is not above 0, or t not between 0 and T.</exception>
    public static double Drift(double startToEnd, double epoch, double epochs) => startToEnd * Remaining(epoch, epochs);

    /// <summary>
    /// A random walk: independent steps of equal variance add up in squares, E||x(T) - x(t)||^2 = (T - t) / T * E||x(T) - x(0)||^2, so
    /// the distance to the end is ||A - B|| sqrt(1 - t/T) in the root mean square; in many dimensions every single walk keeps close to it.
    /// </summary>
    /// <inheritdoc cref="Drift"/>
    public static double RandomWalk(double startToEnd, double epoch, double epochs) => startToEnd * Math.Sqrt(Remaining(epoch, epochs));

    // (T - t) / T rather than 1 - t/T: it loses nothing near the end.
    private static double Remaining(double epoch, double epochs)
    {
        if (!(epochs > 0))
            throw new ArgumentOutOfRangeException(nameof(epochs), epochs, "A path needs a length above 0.");
        if (!(epoch >= 0 && epoch <= epochs))
            throw new ArgumentOutOfRangeException(nameof(epoch), epoch, $"The epoch must lie between 0 and {epochs}.");
        return (epochs - epoch) / epochs;
    }
}
