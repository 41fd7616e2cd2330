using Minima.Numerics;

namespace Minima.Curvature;

/// <summary>The space in which a smallest eigenvalue is looked for, once it was cut back.</summary>
/// <param name="Basis">Its vectors, orthonormal.</param>
/// <param name="Images">What the operator makes of them.</param>
/// <param name="Residual">That of the best vector, by which it grows next.</param>
/// <param name="Products">How many products it took.</param>
public sealed record EigenSpace(IReadOnlyList<double[]> Basis, IReadOnlyList<double[]> Images, double[] Residual, int Products);

/// <summary>
/// The smallest eigenvalue of a symmetric operator by Davidson's method (1975; Saad, Numerical Methods for Large Eigenvalue Problems, 8.4): the least Ritz pair of
/// a space that grows by its residual, preconditioned. Where most eigenvalues lie close together and the smallest ones beside them, Lanczos's method, which
/// knows nothing of the operator but its products, takes many times as many of them.
/// </summary>
/// <remarks>
/// The space is cut back where it is large, to its best vectors and the best one of the step before: what conjugate gradients keep, too, so that it converges
/// nearly as if nothing were cut (Stathopoulos and Saad, Restarting techniques for the (Jacobi-)Davidson symmetric eigenvalue methods, 1998).
/// </remarks>
internal sealed class SmallestEigenvalue
{
    private const int Largest = 48;

    private const int Kept = 12;

    /// <summary>Vectors that a space has at most once it was cut back.</summary>
    internal const int MostKept = Kept + 1;

    private readonly List<double[]> _basis = [];
    private readonly List<double[]> _images = [];

    // [n][n]: the operator within the space.
    private double[] _matrix = [];

    // The best vector of the step before, in the basis.
    private double[] _before = [];

    /// <summary>The pair found.</summary>
    public Eigenvalue Pair { get; private set; } = new(double.NaN, double.PositiveInfinity);

    /// <summary>Its vector, of length 1.</summary>
    public double[] Vector { get; private set; } = [];

    /// <summary>Looks for it.</summary>
    /// <param name="start">A vector to begin with.</param>
    /// <param name="product">The operator.</param>
    /// <param name="inverse">About the inverse of the operator; the result need not lie in the space in which it is looked for.</param>
    /// <param name="project">Takes out of a vector what lies outside that space, which must be invariant.</param>
    /// <param name="steps">The most products.</param>
    /// <param name="enough">Whether a pair is good enough.</param>
    /// <param name="found">The space to go on with instead of the start; null: there is none.</param>
    /// <param name="keep">Is told the space when it was cut back.</param>
    public void Find(
        double[] start,
        Func<double[], double[]> product,
        Func<double[], double[]> inverse,
        Action<double[]> project,
        int steps,
        Func<Eigenvalue, bool> enough,
        EigenSpace? found = null,
        Action<EigenSpace>? keep = null)
    {
        if (found is not null)
            Take(found.Basis, found.Images);
        double[] next = found is null ? start : inverse(found.Residual);
        for (int step = found?.Products ?? 0; step < steps; step++)
        {
            if (!Extend(next, product, project))
                return;
            int vectors = _basis.Count;
            double[] residual = Ritz();
            if (enough(Pair))
                return;
            if (_basis.Count < vectors)
                keep?.Invoke(new EigenSpace([.. _basis], [.. _images], residual, step + 1));
            next = inverse(residual);
        }
    }

    private bool Extend(double[] vector, Func<double[], double[]> product, Action<double[]> project)
    {
        project(vector);
        double before = Vectors.Norm(vector);
        for (int time = 0; time < 3; time++)
        {
            foreach (double[] known in _basis)
                Vectors.AddScaled(-Vectors.Dot(known, vector), known, vector);
            project(vector);
            double norm = Vectors.Norm(vector);
            if (!(norm > 1e-12 * before))
                return false;
            Vectors.Scale(1 / norm, vector);
            before = 1;
        }

        _basis.Add(vector);
        _images.Add(product(vector));
        Border();
        return true;
    }

    /// <summary>The matrix grows by the row and the column of the last vector.</summary>
    private void Border()
    {
        int n = _basis.Count;
        var matrix = new double[n * n];
        for (int i = 0; i < n - 1; i++)
            _matrix.AsSpan(i * (n - 1), n - 1).CopyTo(matrix.AsSpan(i * n));
        for (int i = 0; i < n; i++)
            matrix[(i * n) + n - 1] = matrix[((n - 1) * n) + i] = 0.5 * (Vectors.Dot(_basis[i], _images[^1]) + Vectors.Dot(_basis[^1], _images[i]));
        _matrix = matrix;
    }

    /// <summary>The least Ritz pair of the space, and its residual; the space is cut back where it is large.</summary>
    private double[] Ritz()
    {
        (double[] values, double[][] vectors) = SymmetricEigen.Of([.. _matrix], _basis.Count);
        Vector = Mix(_basis, vectors[^1]);
        double[] residual = Mix(_images, vectors[^1]);
        Vectors.AddScaled(-values[^1], Vector, residual);
        Pair = new Eigenvalue(values[^1], Vectors.Norm(residual));
        if (_basis.Count == Largest)
            CutBack([.. vectors[^Kept..], .. Beside(vectors[^Kept..])]);
        else
            _before = vectors[^1];
        return residual;
    }

    /// <summary>What the best vector of the step before has beside some others, of length 1; none if that is nothing but rounding.</summary>
    private IEnumerable<double[]> Beside(double[][] others)
    {
        double[] vector = [.. _before, 0];
        for (int time = 0; time < 2; time++)
        {
            foreach (double[] other in others)
                Vectors.AddScaled(-Vectors.Dot(other, vector), other, vector);
            double norm = Vectors.Norm(vector);
            if (!(norm > 1e-10))
                return [];
            Vectors.Scale(1 / norm, vector);
        }

        return [vector];
    }

    private void CutBack(double[][] vectors)
    {
        double[][] basis = [.. vectors.Select(vector => Mix(_basis, vector))], images = [.. vectors.Select(vector => Mix(_images, vector))];
        _basis.Clear();
        _images.Clear();
        _matrix = [];
        Take(basis, images);
    }

    private void Take(IReadOnlyList<double[]> basis, IReadOnlyList<double[]> images)
    {
        for (int i = 0; i < basis.Count; i++)
        {
            _basis.Add(basis[i]);
            _images.Add(images[i]);
            Border();
        }

        _before = [.. basis.Select(static (_, i) => i == Kept - 1 ? 1.0 : 0.0)];
    }

    private static double[] Mix(List<double[]> vectors, double[] factors)
    {
        var sum = new double[vectors[0].Length];
        for (int i = 0; i < factors.Length; i++)
            Vectors.AddScaled(factors[i], vectors[i], sum);
        return sum;
    }
}
