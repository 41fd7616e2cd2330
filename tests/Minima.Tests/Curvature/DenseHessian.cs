using Minima.Data;
using Minima.Networks;
using Minima.Tests.Networks;

namespace Minima.Tests.Curvature;

/// <summary>
/// The whole Hessian of a small network, column by column from central differences of plain double precision gradients, and its eigenvalues by
/// Jacobi's rotations: nothing of it is the library's.
/// </summary>
internal static class DenseHessian
{
    private const double Width = 1e-5;

    public static double[,] Of(Network network, Examples data, double l2, double[] point)
    {
        var plain = new PlainNetwork(network, 0, l2);
        int n = point.Length;
        var hessian = new double[n, n];
        double[] at = [.. point];
        for (int j = 0; j < n; j++)
        {
            at[j] = point[j] + Width;
            double[] right = plain.Evaluate(at, data).Gradient;
            at[j] = point[j] - Width;
            double[] left = plain.Evaluate(at, data).Gradient;
            at[j] = point[j];
            for (int i = 0; i < n; i++)
                hessian[i, j] = (right[i] - left[i]) / (2 * Width);
        }

        // The exact one is symmetric; half of the differences' error goes.
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < i; j++)
                hessian[i, j] = hessian[j, i] = (hessian[i, j] + hessian[j, i]) / 2;
        }

        return hessian;
    }

    /// <summary>The eigenvalues, ascending (Jacobi 1846: rotations that zero one pair after another).</summary>
    public static double[] Eigenvalues(double[,] symmetric)
    {
        double[,] a = (double[,])symmetric.Clone();
        int n = a.GetLength(0);
        for (int sweep = 0; sweep < 30; sweep++)
        {
            double off = 0;
            for (int p = 0; p < n; p++)
            {
                for (int q = p + 1; q < n; q++)
                {
                    off += a[p, q] * a[p, q];
                    if (a[p, q] == 0)
                        continue;
                    double theta = (a[q, q] - a[p, p]) / (2 * a[p, q]);
                    double t = (theta < 0 ? -1 : 1) / (Math.Abs(theta) + Math.Sqrt((theta * theta) + 1)), c = 1 / Math.Sqrt((t * t) + 1), s = t * c;
                    for (int k = 0; k < n; k++)
                        (a[k, p], a[k, q]) = ((c * a[k, p]) - (s * a[k, q]), (s * a[k, p]) + (c * a[k, q]));
                    for (int k = 0; k < n; k++)
                        (a[p, k], a[q, k]) = ((c * a[p, k]) - (s * a[q, k]), (s * a[p, k]) + (c * a[q, k]));
                }
            }

            if (off < 1e-26)
                break;
        }

        return [.. Enumerable.Range(0, n).Select(i => a[i, i]).Order()];
    }
}
