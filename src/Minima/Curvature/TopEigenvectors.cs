using Minima.Data;
using Minima.Networks;
using Minima.Numerics;

namespace Minima.Curvature;

/// <summary>An eigenvalue of a Hessian and its direction.</summary>
/// <param name="Value">The eigenvalue, with its residual.</param>
/// <param name="Direction">Its eigenvector, of length 1, in the order of <see cref="ParameterLayout"/>.</param>
public sealed record EigenDirection(Eigenvalue Value, double[] Direction);

/// <summary>How far a search for eigenvectors has come.</summary>
/// <param name="Products">Products with the Hessian so far.</param>
/// <param name="Residual">The largest residual among the eigenvectors that are wanted, over the largest eigenvalue's size; 1 before they are met.</param>
public readonly record struct EigenProgress(int Products, double Residual);

/// <summary>
/// The directions along which a functional bends the most: eigenvectors of the largest eigenvalues of its Hessian, by Lanczos's method, taken
/// as many steps as they need. Those of known curvature (<see cref="KnownDirections"/>) are left out.
/// </summary>
public static class TopEigenvectors
{
    /// <summary>
    /// Enough: an eigenvector is off by about its residual over the distance to the next eigenvalue, and is drawn in single precision.
    /// </summary>
    public const double Enough = 1e-6;

    /// <summary>The most products that are tried; the basis holds as many vectors.</summary>
    public const int Most = 300;

    /// <summary>Finds them, the largest eigenvalue first.</summary>
    /// <param name="functional">Stands at the point.</param>
    /// <param name="examples">What it is a functional of.</param>
    /// <param name="count">How many.</param>
    /// <param name="seed">Of the random start.</param>
    /// <param name="progress">Is told after each product.</param>
    /// <param name="cancellation">Stops it between products.</param>
    /// <exception cref="UnusableInputException">A product is not finite, there are not so many, or they are not met within <see cref="Most"/> products.</exception>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    public static IReadOnlyList<EigenDirection> Of(
        PreciseFunctional functional, Examples examples, int count, uint seed, IProgress<EigenProgress>? progress = null, CancellationToken cancellation = default)
    {
        var known = KnownDirections.Of(functional.Network, examples);
        var random = new RandomState(seed);
        var start = new double[functional.Count];
        foreach (ref double sign in start.AsSpan())
            sign = random.NextUInt32() >= 0x80000000 ? 1 : -1;
        known.Remove(start);
        if (functional.Count - known.Count < count)
            throw new UnusableInputException($"The Hessian has {functional.Count - known.Count} eigenvectors outside the directions of known curvature; {count} were asked for.");
        var lanczos = new Lanczos(start, vector => known.Remove(vector));
        double residual = 1;
        while (residual > Enough && !lanczos.IsClosed && lanczos.Steps < Most)
        {
            cancellation.ThrowIfCancellationRequested();
            lanczos.Step(Product);
            residual = Residual(lanczos, count);
            progress?.Report(new EigenProgress(lanczos.Steps, residual));
        }

        if (!(residual <= Enough))
        {
            throw new UnusableInputException(lanczos.IsClosed
                ? $"The Hessian has fewer than {count} different eigenvalues here, so their eigenvectors are not settled. Ask for fewer."
                : $"The {count} eigenvectors are not settled after {Most} products with the Hessian (residual {residual:G2} of the largest eigenvalue): their eigenvalues lie too close together. Ask for fewer.");
        }

        IReadOnlyList<Eigenvalue> found = lanczos.Eigenvalues;
        return [.. Enumerable.Range(0, count).Select(i => new EigenDirection(found[^(i + 1)], lanczos.Vector(found.Count - 1 - i)))];

        double[] Product(double[] vector)
        {
            double[] product = functional.Product(vector, ProductPrecision.Mixed);
            return double.IsFinite(product.Sum())
                ? product
                : throw new UnusableInputException("A product with the Hessian is not finite: the network's numbers are too large to find its eigenvectors.");
        }
    }

    private static double Residual(Lanczos lanczos, int count)
    {
        IReadOnlyList<Eigenvalue> found = lanczos.Eigenvalues;
        return found.Count < count ? 1 : found.TakeLast(count).Max(static pair => pair.Residual) / Math.Max(Math.Abs(found[^1].Value), double.Epsilon);
    }
}
