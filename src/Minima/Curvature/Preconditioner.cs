using Minima.Networks;
using Minima.Numerics;

namespace Minima.Curvature;

/// <summary>
/// The inverse of a positive definite stand-in for the cost's Hessian: M = A (x) G + c for each layer, with its <see cref="LayerFactors"/> and
/// c the penalty's 2 * l2 and a damping. In the eigenvectors of A and G it is diagonal, a_i g_j + c; of G only those are kept with which it is not
/// all but c. Conjugate gradients then see a few clusters where the Hessian has eigenvalues over four orders of magnitude.
/// </summary>
internal sealed class Preconditioner
{
    // Of what is left out, an eigenvalue would be changed by less than this part of c.
    private const double Least = 0.3;

    // A smaller layer is done sooner than another thread has begun.
    private const int Few = 20_000;

    private readonly LayerInverse[] _layers;
    private readonly ParallelOptions _threads;

    private Preconditioner(LayerInverse[] layers, ParallelOptions threads) => (_layers, _threads) = (layers, threads);

    /// <summary>At the point at which a functional stands.</summary>
    /// <param name="functional">The functional.</param>
    /// <param name="damping">What is added to 2 * l2; their sum must be positive.</param>
    /// <param name="threads">How many threads compute; 0: one for each core. The results do not depend on it.</param>
    public static Preconditioner Of(PreciseFunctional functional, double damping, int threads = 0)
    {
        var some = new ParallelOptions { MaxDegreeOfParallelism = threads == 0 ? -1 : threads };
        LayerFactors[] factors = functional.Factors();
        var layers = new LayerInverse[factors.Length];
        Parallel.For(0, factors.Length, some, i => layers[i] = LayerInverse.From(
            functional.Network, functional.Network.Layers[i], factors[i], (2 * functional.L2) + damping));
        return new Preconditioner(layers, some);
    }

    /// <summary>M^-1 times a vector.</summary>
    public double[] Apply(double[] vector)
    {
        var result = new double[vector.Length];
        foreach (LayerInverse layer in _layers)
            layer.Apply(vector, result, _threads);
        return result;
    }

    /// <param name="Layer">The layer: a matrix of its weights, and of its biases as one more row.</param>
    /// <param name="Offset">Where its numbers begin, the biases behind the weights.</param>
    /// <param name="Of">[a][rows]: eigenvectors of A.</param>
    /// <param name="By">[g][columns]: eigenvectors of G that are kept.</param>
    /// <param name="Parts">[g][a]: by which part the inverse along both is less than 1 / c.</param>
    /// <param name="C">c.</param>
    private sealed record LayerInverse(Layer Layer, int Offset, Basis Of, Basis By, double[] Parts, double C)
    {
        public static LayerInverse From(Network network, Layer layer, LayerFactors factors, double c)
        {
            (double[] a, double[][] vectors) = SymmetricEigen.Of(factors.A, layer.FanIn + 1);
            (double[] g, double[][] by) = SymmetricEigen.Of(factors.G, layer.Units);
            int kept = Math.Max(1, g.Count(value => a[0] * value > Least * c));
            int of = Math.Max(1, a.Count(value => value * g[0] > Least * c));
            var parts = new double[kept * of];
            for (int j = 0; j < kept; j++)
            {
                for (int i = 0; i < of; i++)
                {
                    double curvature = Math.Max(0, a[i]) * Math.Max(0, g[j]);
                    parts[(j * of) + i] = curvature / (curvature + c);
                }
            }

            return new LayerInverse(layer, network.Layout[layer.Weights].Offset, Basis.Of(vectors[..of]), Basis.Of(by[..kept]), parts, c);
        }

        public void Apply(double[] vector, double[] result, ParallelOptions threads)
        {
            int rows = Of.Length, columns = By.Length;
            var matrix = new double[rows * columns];
            double[] projected = new double[By.Count * rows], parts = new double[By.Count * Of.Count], corrected = new double[rows * By.Count];
            for (int row = 0; row < rows; row++)
            {
                for (int j = 0; j < columns; j++)
                    matrix[(row * columns) + j] = vector[Place(row, j)];
            }

            InParts(By.Count, (first, end) =>
            {
                DotProducts.Multiply(By.Vectors, matrix, projected, rows, columns, first, end);
                DotProducts.Multiply(projected, Of.Vectors, parts, Of.Count, rows, first, end);
                for (int i = first * Of.Count; i < end * Of.Count; i++)
                    parts[i] *= Parts[i];
            });
            InParts(rows, (first, end) =>
            {
                DotProducts.Multiply(Of.Turned, parts, corrected, By.Count, Of.Count, first, end);
                var changes = new double[columns];
                for (int row = first; row < end; row++)
                {
                    DotProducts.Multiply(corrected[(row * By.Count)..((row + 1) * By.Count)], By.Turned, changes, columns, By.Count, 0, 1);
                    for (int j = 0; j < columns; j++)
                        result[Place(row, j)] = (matrix[(row * columns) + j] - changes[j]) / C;
                }
            });

            void InParts(int count, Action<int, int> work)
            {
                int all = Math.Min(count, Environment.ProcessorCount);
                if (threads.MaxDegreeOfParallelism == 1 || all == 1 || matrix.Length < Few)
                    work(0, count);
                else
                    Parallel.For(0, all, threads, part => work((int)((long)count * part / all), (int)((long)count * (part + 1) / all)));
            }
        }

        private int Place(int row, int unit) => Offset + (row < Layer.FanIn ? Layer.WeightAt(row, unit) : (Layer.FanIn * Layer.Units) + unit);
    }

    /// <summary>Some vectors, as the rows of a matrix and as its columns.</summary>
    private sealed record Basis(int Count, int Length, double[] Vectors, double[] Turned)
    {
        public static Basis Of(double[][] vectors)
        {
            (int count, int length) = (vectors.Length, vectors[0].Length);
            double[] rows = new double[count * length], turned = new double[count * length];
            for (int i = 0; i < count; i++)
            {
                for (int j = 0; j < length; j++)
                    rows[(i * length) + j] = turned[(j * count) + i] = vectors[i][j];
            }

            return new Basis(count, length, rows, turned);
        }
    }
}
