using Minima.Numerics;

namespace Minima.Curvature;

/// <summary>An eigenvalue, or a node that stands for many near it, with its share of all eigenvalues.</summary>
/// <param name="Value">Where it stands.</param>
/// <param name="Share">Its share, 0 to 1.</param>
/// <param name="Exact">Whether it is a known eigenvalue, and the share exact.</param>
public sealed record SpectralNode(double Value, double Share, bool Exact);

/// <summary>
/// How the eigenvalues of a Hessian are spread, as nodes whose shares add to 1: those that are known exactly, and for the rest the nodes of
/// stochastic Lanczos quadrature (Ubaru, Chen and Saad 2017; Ghorbani, Krishnan and Xiao 2019), which for each random start is
/// the distribution with as many right moments as twice the steps taken.
/// </summary>
/// <param name="Nodes">In ascending order of their values.</param>
public sealed record SpectralDensity(IReadOnlyList<SpectralNode> Nodes)
{
    /// <summary>The share of eigenvalues above a value.</summary>
    public double ShareAbove(double value) => Nodes.Where(node => node.Value > value).Sum(static node => node.Share);

    /// <summary>The share of eigenvalues below a value.</summary>
    public double ShareBelow(double value) => Nodes.Where(node => node.Value < value).Sum(static node => node.Share);

    /// <summary>The density at a value, with each node spread as a normal distribution: the curve that papers draw.</summary>
    /// <param name="value">Where.</param>
    /// <param name="width">The normal distribution's standard deviation.</param>
    public double At(double value, double width)
    {
        double sum = 0;
        foreach (SpectralNode node in Nodes)
        {
            double distance = (value - node.Value) / width;
            sum += node.Share * Elementary.Exp(-0.5 * distance * distance);
        }

        return sum / (width * Math.Sqrt(2 * Math.PI));
    }
}
