using Minima.Numerics;

namespace Minima.Curvature;

/// <summary>A step of Newton's method within a radius.</summary>
/// <param name="Step">The step.</param>
/// <param name="Decrease">By how much the quadratic model falls along it.</param>
/// <param name="Products">Products with the Hessian that it took.</param>
/// <param name="AtEdge">Whether it ends at the radius.</param>
/// <param name="LeastCurvature">The least curvature met along a direction of the search, v'Hv / v'v.</param>
internal sealed record NewtonStep(double[] Step, double Decrease, int Products, bool AtEdge, double LeastCurvature);

/// <summary>
/// Minimises the quadratic model g'p + p'Hp / 2 within ||p|| &lt;= radius by conjugate gradients (Steihaug 1983): where the way leaves the
/// radius, or the model bends downwards, the step goes to the edge.
/// </summary>
internal static class TrustRegion
{
    /// <param name="gradient">g.</param>
    /// <param name="product">H.</param>
    /// <param name="radius">The largest length of the step.</param>
    /// <param name="tolerance">The part of the gradient's norm that may be left as residual.</param>
    /// <param name="most">The most products.</param>
    public static NewtonStep Solve(double[] gradient, Func<double[], double[]> product, double radius, double tolerance, int most)
    {
        double[] p = new double[gradient.Length], r = [.. gradient], d = [.. gradient];
        Vectors.Scale(-1, d);
        double square = Vectors.Dot(r, r), enough = tolerance * Math.Sqrt(square), least = double.PositiveInfinity;
        for (int i = 1; ; i++)
        {
            double[] hd = product(d);
            double bend = Vectors.Dot(d, hd), length = Vectors.Dot(d, d);
            least = Math.Min(least, bend / length);
            double alpha = square / bend, pd = Vectors.Dot(p, d), pp = Vectors.Dot(p, p);
            if (bend <= 0 || pp + (2 * alpha * pd) + (alpha * alpha * length) >= radius * radius)
            {
                // To the edge: the positive root of ||p + tau d|| = radius.
                double tau = (Math.Sqrt((pd * pd) + (length * ((radius * radius) - pp))) - pd) / length;
                Vectors.AddScaled(tau, d, p);
                Vectors.AddScaled(tau, hd, r);
                return new NewtonStep(p, Decrease(), i, true, least);
            }

            Vectors.AddScaled(alpha, d, p);
            Vectors.AddScaled(alpha, hd, r);
            double next = Vectors.Dot(r, r);
            if (Math.Sqrt(next) <= enough || i == most)
                return new NewtonStep(p, Decrease(), i, false, least);
            double beta = next / square;
            square = next;
            for (int k = 0; k < d.Length; k++)
                d[k] = Math.FusedMultiplyAdd(beta, d[k], -r[k]);
        }

        // With r = g + Hp: g'p + p'Hp / 2 = (g'p + r'p) / 2.
        double Decrease() => -0.5 * (Vectors.Dot(gradient, p) + Vectors.Dot(r, p));
    }
}
