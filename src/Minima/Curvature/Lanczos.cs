using Minima.Numerics;

namespace Minima.Curvature;

/// <summary>An eigenvalue, with how far the pair is from an exact one.</summary>
/// <param name="Value">The Ritz value theta.</param>
/// <param name="Residual">||H y - theta y|| for its vector y of length 1: an exact eigenvalue lies within that of theta.</param>
public sealed record Eigenvalue(double Value, double Residual);

/// <summary>
/// Lanczos's method (1950): an orthonormal basis of the space that a start and its images under a symmetric operator span, in which the
/// operator is tridiagonal. The ends of the spectrum are met first. Every new vector is orthogonalised against all before it, twice, since
/// rounding would otherwise bring found eigenvalues back as false copies (Parlett, The Symmetric Eigenvalue Problem, chapter 13).
/// </summary>
internal sealed class Lanczos
{
    // Below this part of the operator's size the space is closed: what is left is rounding.
    private const double Closed = 1e-13;

    private readonly List<double[]> _basis = [];
    private readonly List<double> _diagonal = [];
    private readonly List<double> _off = [];
    private TridiagonalEigen? _eigen;

    private readonly Action<double[]>? _project;

    /// <summary>Begins with a vector, which need not be of length 1.</summary>
    /// <param name="start">The vector.</param>
    /// <param name="project">
    /// Takes out of a vector what lies outside an invariant space that the start lies in; null: the space is the whole. Rounding leads out of it, and
    /// where the space is nearly closed, that would be all that is left of a new vector.
    /// </param>
    public Lanczos(double[] start, Action<double[]>? project = null)
    {
        _project = project;
        double norm = Vectors.Norm(start);
        if (!(norm > 0) || !double.IsFinite(norm))
            throw new ArgumentException("The vector to begin with is zero, or not finite.", nameof(start));
        double[] first = [.. start];
        Vectors.Scale(1 / norm, first);
        _basis.Add(first);
    }

    /// <summary>Steps taken: products with the operator.</summary>
    public int Steps => _diagonal.Count;

    /// <summary>Whether the space is closed: the operator leads nowhere out of it, and the eigenvalues are exact.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>The operator's mean along the start: v'Hv of the start at length 1.</summary>
    public double Mean => _diagonal[0];

    /// <summary>The eigenvalues found, ascending, with their residuals.</summary>
    public IReadOnlyList<Eigenvalue> Eigenvalues => [.. Eigen.Values.Select((value, i) => new Eigenvalue(value, Math.Abs(_off[^1] * Eigen.Basis[i][^1])))];

    /// <summary>The start's squared components along them: weights of a quadrature whose nodes they are; they sum to 1.</summary>
    public IReadOnlyList<double> Weights => [.. Eigen.Basis.Select(static vector => vector[0] * vector[0])];

    private TridiagonalEigen Eigen => _eigen ??= TridiagonalEigen.Of(_diagonal, _off);

    /// <summary>Takes a step; none where the space is closed.</summary>
    /// <param name="product">The operator.</param>
    public void Step(Func<double[], double[]> product)
    {
        if (IsClosed)
            return;
        double[] last = _basis[^1], next = product(last);
        double alpha = Vectors.Dot(last, next), size = Vectors.Norm(next);
        for (int time = 0; time < 2; time++)
        {
            _project?.Invoke(next);
            foreach (double[] vector in _basis)
                Vectors.AddScaled(-Vectors.Dot(vector, next), vector, next);
        }

        double beta = Vectors.Norm(next);
        _diagonal.Add(alpha);
        _off.Add(beta);
        _eigen = null;
        double scale = Math.Max(size, _diagonal.Max(Math.Abs));
        if (beta <= Closed * scale || _basis.Count == next.Length)
        {
            IsClosed = true;
            return;
        }

        Vectors.Scale(1 / beta, next);
        _basis.Add(next);
    }

    /// <summary>The vector of the eigenvalue at an index of <see cref="Eigenvalues"/>, of length 1.</summary>
    public double[] Vector(int index)
    {
        var sum = new double[_basis[0].Length];
        for (int k = 0; k < Steps; k++)
            Vectors.AddScaled(Eigen.Basis[index][k], _basis[k], sum);
        return sum;
    }

    /// <summary>The length of a vector's part along the eigenvector at an index, and its sign.</summary>
    public double Component(int index, double[] vector)
    {
        double sum = 0;
        for (int k = 0; k < Steps; k++)
            sum += Eigen.Basis[index][k] * Vectors.Dot(_basis[k], vector);
        return sum;
    }
}
