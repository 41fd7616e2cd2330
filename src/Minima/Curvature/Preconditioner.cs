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
    private const double Least = 0.02;

    private readonly LayerInverse[] _layers;

    private Preconditioner(LayerInverse[] layers) => _layers = layers;

    /// <summary>At the point at which a functional stands.</summary>
    /// <param name="functional">The functional.</param>
    /// <param name="damping">What is added to 2 * l2; their sum must be positive.</param>
    public static Preconditioner Of(PreciseFunctional functional, double damping)
    {
        LayerFactors[] factors = functional.Factors();
        var layers = new LayerInverse[factors.Length];
        Parallel.For(0, factors.Length, i => layers[i] = LayerInverse.From(
            functional.Network, functional.Network.Layers[i], factors[i], (2 * functional.L2) + damping));
        return new Preconditioner(layers);
    }

    /// <summary>M^-1 times a vector.</summary>
    public double[] Apply(double[] vector)
    {
        var result = new double[vector.Length];
        foreach (LayerInverse layer in _layers)
            layer.Apply(vector, result);
        return result;
    }

    /// <param name="Offset">Where the layer's numbers begin: its weights, row by row, then its biases as one more row.</param>
    /// <param name="Of">Eigenvectors of A.</param>
    /// <param name="By">Eigenvectors of G that are kept.</param>
    /// <param name="Parts">[a][g]: by which part the inverse along both is less than 1 / c.</param>
    /// <param name="C">c.</param>
    private sealed record LayerInverse(int Offset, double[][] Of, double[][] By, double[] Parts, double C)
    {
        public static LayerInverse From(Network network, Layer layer, LayerFactors factors, double c)
        {
            (double[] a, double[][] vectors) = SymmetricEigen.Of(factors.A, layer.Inputs + 1);
            (double[] g, double[][] by) = SymmetricEigen.Of(factors.G, layer.Outputs);
            int kept = Math.Max(1, g.Count(value => a[0] * value > Least * c));
            int of = Math.Max(1, a.Count(value => value * g[0] > Least * c));
            var parts = new double[of * kept];
            for (int i = 0; i < of; i++)
            {
                for (int j = 0; j < kept; j++)
                {
                    double curvature = Math.Max(0, a[i]) * Math.Max(0, g[j]);
                    parts[(i * kept) + j] = curvature / (curvature + c);
                }
            }

            return new LayerInverse(network.Layout[layer.Weights].Offset, vectors[..of], by[..kept], parts, c);
        }

        public void Apply(double[] vector, double[] result)
        {
            int rows = Of[0].Length, columns = By[0].Length, kept = By.Length;
            var projected = new double[rows * kept];
            for (int row = 0; row < rows; row++)
            {
                for (int j = 0; j < kept; j++)
                    projected[(row * kept) + j] = Vectors.Dot(vector.AsSpan(Offset + (row * columns), columns), By[j]);
            }

            var corrected = new double[rows * kept];
            var line = new double[kept];
            for (int i = 0; i < Of.Length; i++)
            {
                Array.Clear(line);
                for (int row = 0; row < rows; row++)
                    Vectors.AddScaled(Of[i][row], projected.AsSpan(row * kept, kept), line);
                for (int j = 0; j < kept; j++)
                    line[j] *= Parts[(i * kept) + j];
                for (int row = 0; row < rows; row++)
                    Vectors.AddScaled(Of[i][row], line, corrected.AsSpan(row * kept, kept));
            }

            for (int row = 0; row < rows; row++)
            {
                Span<double> to = result.AsSpan(Offset + (row * columns), columns);
                vector.AsSpan(Offset + (row * columns), columns).CopyTo(to);
                for (int j = 0; j < kept; j++)
                    Vectors.AddScaled(-corrected[(row * kept) + j], By[j], to);
                Vectors.Scale(1 / C, to);
            }
        }
    }
}
