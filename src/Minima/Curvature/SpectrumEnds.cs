using Minima.Networks;
using Minima.Numerics;

namespace Minima.Curvature;

/// <summary>Where a search for the ends of a spectrum stands.</summary>
/// <param name="Space">The space in which the smallest eigenvalue is looked for.</param>
/// <param name="Largest">The largest one, which was found first.</param>
/// <param name="Products">Products taken.</param>
/// <param name="Least">The residual whose half is waited for.</param>
/// <param name="Halved">Products after which it was the least.</param>
public sealed record SpectrumState(EigenSpace Space, Eigenvalue Largest, int Products, double Least, int Halved);

/// <summary>
/// The smallest and the largest eigenvalue of a cost's Hessian outside the known directions: the vectors by products in mixed precision, their
/// eigenvalues and residuals in double.
/// </summary>
/// <param name="functional">The functional, at the point.</param>
/// <param name="known">The known directions.</param>
/// <param name="inverse">About the inverse of the Hessian.</param>
/// <param name="told">Is told how many products were taken, which part of the work that is, from 0 to 1, and the smallest eigenvalue so far.</param>
internal sealed class SpectrumEnds(PreciseFunctional functional, KnownDirections known, Func<double[], double[]> inverse, Action<int, double, Eigenvalue?> told)
{
    // The largest eigenvalues stand far apart, and Lanczos's method finds them at once.
    private const int StepsForLargest = 30;

    // A residual of this part of the eigenvalue says its sign and three digits.
    private const double Settled = 1e-3;

    // Products in mixed precision leave a residual that no step makes smaller: where the sign is settled and so many products have not halved it, that is it.
    private const int Patience = 100;

    /// <summary>Looks for them.</summary>
    /// <param name="along">A direction along which the cost is soft; null: none is known.</param>
    /// <param name="seed">Seed of the start.</param>
    /// <param name="most">The most products for the smallest.</param>
    /// <param name="found">What <paramref name="keep"/> was told last by a search that was stopped; null: it begins anew.</param>
    /// <param name="keep">Is told now and then where it stands.</param>
    public (Eigenvalue Smallest, Eigenvalue Largest) Find(
        double[]? along, uint seed, int most, SpectrumState? found = null, Action<SpectrumState>? keep = null)
    {
        var random = new RandomState(seed);
        var start = new double[functional.Count];
        foreach (ref double value in start.AsSpan())
            value = random.StandardNormal();
        known.Remove(start);
        int room = start.Length - known.Count, first = Math.Min(StepsForLargest, room), done = found?.Products ?? 0, all = most + first;
        var search = new SmallestEigenvalue();
        Eigenvalue largest = found?.Largest ?? Largest();

        Vectors.Scale(0.1 / Vectors.Norm(start), start);
        if (along is not null)
            Vectors.AddScaled(1 / Vectors.Norm(along), along, start);
        (double least, int halved) = found is null ? (double.PositiveInfinity, done) : (found.Least, found.Halved);
        search.Find(
            start, Image, inverse, vector => known.Remove(vector), Math.Min(most, room), IsEnough, found?.Space, space => keep?.Invoke(new SpectrumState(space, largest, done, least, halved)));
        return (Exact(search.Vector), largest);

        Eigenvalue Largest()
        {
            var lanczos = new Lanczos(start, vector => known.Remove(vector));
            while (done < first && !lanczos.IsClosed)
                lanczos.Step(Image);
            return Exact(lanczos.Vector(lanczos.Eigenvalues.Count - 1));
        }

        bool IsEnough(Eigenvalue pair)
        {
            if (pair.Residual <= least / 2)
                (least, halved) = (pair.Residual, done);
            double part = pair.Residual / Math.Abs(pair.Value);
            return done >= all || part <= Settled || (part <= 0.5 && done - halved >= Patience);
        }

        double[] Image(double[] vector)
        {
            double[] image = functional.Product(vector, ProductPrecision.Mixed);
            done++;
            told(done, (double)done / all, double.IsFinite(search.Pair.Residual) ? search.Pair : null);
            return image;
        }
    }

    private Eigenvalue Exact(double[] vector)
    {
        double[] image = functional.Product(vector);
        double value = Vectors.Dot(vector, image);
        Vectors.AddScaled(-value, vector, image);
        return new Eigenvalue(value, Vectors.Norm(image));
    }
}
