using Minima.Networks;
using Minima.Numerics;
using static Minima.Curvature.CriticalLimits;

namespace Minima.Curvature;

/// <content>Steps of Newton's method.</content>
internal sealed partial class CriticalSearch
{
    /// <summary>A step of Newton's method, where need be by products in double precision; false: none makes the gradient smaller.</summary>
    private bool Newton()
    {
        if (double.IsNaN(_radius))
            _radius = FirstRadius * Size();
        if (Step() || _norm > _near || Work >= options.MaxProducts)
            return true;
        if (_precision == ProductPrecision.Double)
            return false;
        (_precision, _radius) = (ProductPrecision.Double, FirstRadius * Size());
        return true;
    }

    /// <summary>A step of Newton's method, with the radius made smaller until one is good; false: none is.</summary>
    private bool Step()
    {
        int refused = 0;
        TrustRegion? region = null;
        region = new TrustRegion(_gradient, Image, searched.Precondition, _way);
        _way = null;
        double tolerance = Math.Clamp(Math.Sqrt(_norm), LeastResidual, 0.1), cost = _cost, norm = _norm;
        double[] before = _point, gradient = _gradient;
        int most = Math.Min(options.MaxProducts - Work + region.Products + 1, ProductsOfOneStep);
        for (; refused < 30; refused++)
        {
            NewtonStep step = region.Within(_radius, tolerance, most);
            double[] trial = [.. before];
            Vectors.AddScaled(1, step.Step, trial);
            cancellation.ThrowIfCancellationRequested();
            double there = searched.Precise.MoveTo(trial), ratio = (cost - there) / step.Decrease;
            _stands = false;

            // Where the decrease drowns in the cost's rounding, the gradient says whether the step was good.
            bool drowned = step.Decrease < Noise * Math.Abs(cost);
            if (drowned || ratio > 1e-4)
            {
                TakeGradient(searched.Precise.Gradient());
                if (!drowned || _norm < norm)
                {
                    (_point, _cost, _stands, _last) = (trial, there, true, step.Step);
                    _steps++;
                    bool right = step.AtEdge && (drowned || ratio > Right);
                    _radius = !drowned && ratio < 0.25 ? step.Length / 2 : right ? 2 * _radius : _radius;
                    if (right && !drowned)
                        GoFurther(before, step);
                    Report("Newton", _steps);
                    return true;
                }

                (_gradient, _norm) = (gradient, norm);
                if (refused == 2)
                    break;
            }

            // The cost is no quadratic as far as that yet: the next steps are gradients', once this one has been made short enough.
            if (double.IsFinite(_near) && refused == 2)
                _near = Nearer * norm;
            _radius = Math.Min(_radius, step.Length) / 2;
        }

        return false;

        double[] Image(double[] direction)
        {
            if (refused == 0)
                keep?.Invoke(State() with { Age = _age - 1, Way = region!.Way() });
            return Product(direction);
        }
    }

    /// <summary>Goes on along a step that ended at the edge, as long as twice as far the cost is lower still.</summary>
    private void GoFurther(double[] before, NewtonStep step)
    {
        double length = 1;
        for (int time = 0; time < Longer; time++)
        {
            double[] trial = [.. before];
            Vectors.AddScaled(2 * length, step.Step, trial);
            cancellation.ThrowIfCancellationRequested();
            double there = searched.Precise.MoveTo(trial);
            if (!(there < _cost))
                break;
            (length, _point, _cost) = (2 * length, trial, there);
        }

        searched.Precise.MoveTo(_point);
        if (length == 1)
            return;
        TakeGradient(searched.Precise.Gradient());
        _radius = 2 * length * step.Length;
    }

    private double[] Product(double[] direction)
    {
        cancellation.ThrowIfCancellationRequested();
        Stand();
        double[] product = searched.Precise.Product(direction, _precision);
        _products++;
        Report("Newton", _steps);
        return product;
    }
}
