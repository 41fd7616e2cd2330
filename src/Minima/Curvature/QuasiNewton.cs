using Minima.Numerics;

namespace Minima.Curvature;

/// <summary>
/// The inverse Hessian as the last few steps and changes of the gradient show it: L-BFGS (Liu and Nocedal 1989), by the recursion of two loops.
/// </summary>
internal sealed class QuasiNewton(int memory)
{
    private readonly LinkedList<(double[] Step, double[] Change, double Product)> _pairs = [];

    /// <summary>Takes a step and the gradient's change over it; one along which the cost does not bend upwards is left out.</summary>
    public void Learn(double[] step, double[] change)
    {
        double product = Vectors.Dot(step, change);
        if (!(product > 1e-10 * Vectors.Norm(step) * Vectors.Norm(change)))
            return;
        _pairs.AddLast((step, change, product));
        if (_pairs.Count > memory)
            _pairs.RemoveFirst();
    }

    /// <summary>The direction of descent: minus the approximate inverse Hessian times the gradient.</summary>
    public double[] Direction(double[] gradient)
    {
        double[] direction = [.. gradient];
        Vectors.Scale(-1, direction);
        var factors = new Stack<double>();
        for (var pair = _pairs.Last; pair is not null; pair = pair.Previous)
        {
            double factor = Vectors.Dot(pair.Value.Step, direction) / pair.Value.Product;
            factors.Push(factor);
            Vectors.AddScaled(-factor, pair.Value.Change, direction);
        }

        if (_pairs.Last is { } last)
            Vectors.Scale(last.Value.Product / Vectors.Dot(last.Value.Change, last.Value.Change), direction);
        for (var pair = _pairs.First; pair is not null; pair = pair.Next)
            Vectors.AddScaled(factors.Pop() - (Vectors.Dot(pair.Value.Change, direction) / pair.Value.Product), pair.Value.Step, direction);
        return direction;
    }
}
