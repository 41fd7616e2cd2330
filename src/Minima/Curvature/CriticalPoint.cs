using Minima.Data;
using Minima.Networks;
using Minima.Numerics;

namespace Minima.Curvature;

/// <summary>How a search for a critical point is done.</summary>
public sealed record PolishOptions
{
    /// <summary>The gradient's norm that is small enough.</summary>
    public double Tolerance { get; init; } = 1e-9;

    /// <summary>The most steps of L-BFGS before Newton's.</summary>
    public int QuasiSteps { get; init; } = 100;

    /// <summary>The most products with the Hessian that Newton's steps may take.</summary>
    public int MaxProducts { get; init; } = 20_000;

    /// <summary>Steps of Lanczos's method for the smallest eigenvalue; 0: it is not looked for.</summary>
    public int EigenSteps { get; init; } = 100;

    /// <summary>Seed of that method's start.</summary>
    public uint Seed { get; init; }

    /// <summary>How many threads compute; 0: one for each core. The results do not depend on it.</summary>
    public int Threads { get; init; }
}

/// <summary>How a search for a critical point ended.</summary>
public enum PolishOutcome
{
    /// <summary>The gradient's norm is within the tolerance.</summary>
    Reached,

    /// <summary>No step makes the gradient smaller: what is left is what double precision leaves.</summary>
    AtRounding,

    /// <summary>The products that were allowed are used up.</summary>
    OutOfProducts,
}

/// <summary>How far a search has come.</summary>
/// <param name="Stage">What is under way.</param>
/// <param name="Steps">Steps taken in that stage.</param>
/// <param name="Products">Products with the Hessian so far.</param>
/// <param name="Cost">The cost.</param>
/// <param name="GradientNorm">The gradient's norm.</param>
/// <param name="Done">The part that is done, by the orders of magnitude that the gradient has come down; 0 to 1.</param>
public sealed record PolishProgress(string Stage, int Steps, int Products, double Cost, double GradientNorm, double Done);

/// <summary>Where a search for a critical point came to.</summary>
public sealed record CriticalPoint
{
    // A decrease below this part of the cost is lost in its rounding.
    private const double Noise = 1e-13;

    // In mixed precision the products are good to some 1e-7 of the largest eigenvalue: a smaller residual would mean nothing in the soft directions.
    private const double LeastResidual = 1e-3;

    private const int Memory = 10;

    /// <summary>The point, in the order of the network's layout.</summary>
    public required IReadOnlyList<double> Point { get; init; }

    /// <summary>How it ended.</summary>
    public required PolishOutcome Outcome { get; init; }

    /// <summary>The gradient's norm, of the cost, where it began.</summary>
    public required double GradientNormBefore { get; init; }

    /// <summary>The gradient's norm at the point.</summary>
    public required double GradientNorm { get; init; }

    /// <summary>The cost where it began.</summary>
    public required double CostBefore { get; init; }

    /// <summary>The cost at the point.</summary>
    public required double Cost { get; init; }

    /// <summary>The mean loss at the point.</summary>
    public required double Loss { get; init; }

    /// <summary>Training examples read wrongly at the point.</summary>
    public required int Errors { get; init; }

    /// <summary>The distance (L2) from where it began, of which <see cref="MovedKnown"/> is known beforehand.</summary>
    public required double Moved { get; init; }

    /// <summary>The part of the distance along directions that the data do not see: they are zero at every critical point, and are set so at once.</summary>
    public required double MovedKnown { get; init; }

    /// <summary>Steps of L-BFGS.</summary>
    public required int QuasiSteps { get; init; }

    /// <summary>Steps of Newton's method.</summary>
    public required int NewtonSteps { get; init; }

    /// <summary>Products with the Hessian that those took.</summary>
    public required int Products { get; init; }

    /// <summary>The smallest eigenvalue of the cost's Hessian outside the known directions; null where it was not looked for.</summary>
    public required Eigenvalue? Smallest { get; init; }

    /// <summary>The largest eigenvalue; null likewise.</summary>
    public required Eigenvalue? Largest { get; init; }

    /// <summary>Whether the smallest eigenvalue's sign is settled: it is farther from zero than its residual.</summary>
    public bool IsSettled => Smallest is { } smallest && Math.Abs(smallest.Value) > smallest.Residual;

    /// <summary>Whether the point is a minimum, as far as the eigenvalue found can say: its sign is settled and positive.</summary>
    public bool IsMinimum => IsSettled && Smallest!.Value > 0;

    /// <summary>
    /// Goes from a point to a critical point of the cost: what is known of it at once, then L-BFGS, then Newton's method by conjugate gradients
    /// in a trust region. Cost and gradient are in double precision, over all examples; the products with the Hessian, of which
    /// a Newton step needs only a few digits, in mixed.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="examples">All examples of the cost.</param>
    /// <param name="l2">Factor of the squared weights.</param>
    /// <param name="start">Where it begins.</param>
    /// <param name="options">How it is done.</param>
    /// <param name="progress">Is told after each product and step.</param>
    /// <param name="cancellation">Stops it between products.</param>
    /// <exception cref="UnusableInputException">The examples do not fit, or a number is not finite.</exception>
    public static CriticalPoint From(
        Network network,
        Examples examples,
        double l2,
        IReadOnlyList<double> start,
        PolishOptions options,
        IProgress<PolishProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        using var functional = new PreciseFunctional(network, examples, 0, l2, options.Threads);
        return new Search(functional, examples, options, progress, cancellation).Run([.. start]);
    }

    private sealed class Search(
        PreciseFunctional functional, Examples examples, PolishOptions options, IProgress<PolishProgress>? progress, CancellationToken cancellation)
    {
        private readonly KnownDirections _known = KnownDirections.Of(functional.Network, examples);
        private double[] _point = [];
        private double[] _gradient = [];
        private double _cost;
        private double _norm;
        private double _normBefore;
        private int _products;
        private int _quasiSteps;
        private int _newtonSteps;

        public CriticalPoint Run(double[] start)
        {
            _point = [.. start];
            Evaluate();
            if (!double.IsFinite(_cost + _norm))
                throw new UnusableInputException("Cost or gradient are not finite where the search begins; take an earlier snapshot.");
            (double costBefore, double normBefore) = (_cost, _norm);
            if (functional.L2 > 0)
            {
                _known.Remove(_point, keepFlat: true);
                Evaluate();
            }

            double movedKnown = Distance(start, _point);
            _normBefore = _norm;
            Quasi();
            PolishOutcome outcome = Newton();
            double norm = _norm;
            (Eigenvalue? smallest, Eigenvalue? largest) = Ends();
            return new CriticalPoint
            {
                Point = _point,
                Outcome = outcome,
                GradientNormBefore = normBefore,
                GradientNorm = norm,
                CostBefore = costBefore,
                Cost = _cost,
                Loss = functional.Loss,
                Errors = functional.Errors,
                Moved = Distance(start, _point),
                MovedKnown = movedKnown,
                QuasiSteps = _quasiSteps,
                NewtonSteps = _newtonSteps,
                Products = _products,
                Smallest = smallest,
                Largest = largest,
            };
        }

        private void Evaluate()
        {
            cancellation.ThrowIfCancellationRequested();
            _cost = functional.MoveTo(_point);
            _gradient = functional.Gradient();
            _norm = Vectors.Norm(_gradient);
        }

        /// <summary>L-BFGS with steps halved until the cost falls by a part of what the slope promises (Armijo).</summary>
        private void Quasi()
        {
            var memory = new QuasiNewton(Memory);
            for (; _quasiSteps < options.QuasiSteps && _norm > Math.Max(options.Tolerance, 1e-6); _quasiSteps++)
            {
                double[] direction = memory.Direction(_gradient), before = _point, gradient = _gradient;
                double slope = Vectors.Dot(direction, gradient), cost = _cost, t = 1;
                if (!(slope < 0))
                    return;
                for (int halvings = 0; ; halvings++, t /= 2)
                {
                    cancellation.ThrowIfCancellationRequested();
                    double[] trial = [.. before];
                    Vectors.AddScaled(t, direction, trial);
                    _cost = functional.MoveTo(trial);
                    if (_cost <= cost + (1e-4 * t * slope))
                    {
                        _point = trial;
                        break;
                    }

                    if (halvings == 20)
                    {
                        _cost = functional.MoveTo(before);
                        return;
                    }
                }

                _gradient = functional.Gradient();
                _norm = Vectors.Norm(_gradient);
                double[] step = [.. direction], change = [.. _gradient];
                Vectors.Scale(t, step);
                Vectors.AddScaled(-1, gradient, change);
                memory.Learn(step, change);
                Report("L-BFGS", _quasiSteps + 1);
            }
        }

        private PolishOutcome Newton()
        {
            double radius = Math.Max(1e-3, 0.05 * Vectors.Norm(_point));
            int rejected = 0;
            while (_norm > options.Tolerance)
            {
                if (_products >= options.MaxProducts)
                    return PolishOutcome.OutOfProducts;
                double tolerance = Math.Clamp(Math.Sqrt(_norm), LeastResidual, 0.1);
                NewtonStep step = TrustRegion.Solve(_gradient, Product, radius, tolerance, options.MaxProducts - _products + 1);
                double[] before = _point, gradient = _gradient;
                (double cost, double norm) = (_cost, _norm);
                _point = [.. before];
                Vectors.AddScaled(1, step.Step, _point);
                Evaluate();
                double ratio = (cost - _cost) / step.Decrease, length = Vectors.Norm(step.Step);

                // Where the decrease drowns in the cost's rounding, the gradient says whether the step was good.
                bool drowned = step.Decrease < Noise * Math.Abs(cost), good = drowned ? _norm < norm : ratio > 1e-4;
                if (good)
                {
                    _newtonSteps++;
                    rejected = 0;
                    radius = !drowned && ratio < 0.25 ? length / 4 : step.AtEdge && (drowned || ratio > 0.75) ? 2 * radius : radius;
                }
                else
                {
                    (_point, _gradient) = (before, gradient);
                    _cost = functional.MoveTo(_point);
                    _norm = norm;
                    radius = Math.Min(radius, length) / 4;
                    if (++rejected == 4 && drowned)
                        return PolishOutcome.AtRounding;
                    if (rejected == 40)
                        return PolishOutcome.AtRounding;
                }

                Report("Newton", _newtonSteps);
            }

            return PolishOutcome.Reached;
        }

        private double[] Product(double[] direction)
        {
            cancellation.ThrowIfCancellationRequested();
            double[] product = functional.Product(direction, ProductPrecision.Mixed);
            _products++;
            Report("Newton", _newtonSteps);
            return product;
        }

        /// <summary>The ends of the spectrum outside the known directions, in double precision.</summary>
        private (Eigenvalue? Smallest, Eigenvalue? Largest) Ends()
        {
            if (options.EigenSteps == 0)
                return (null, null);
            var random = new RandomState(options.Seed);
            var start = new double[_point.Length];
            foreach (ref double value in start.AsSpan())
                value = random.StandardNormal();
            _known.Remove(start);
            var lanczos = new Lanczos(start, vector => _known.Remove(vector));
            int steps = Math.Min(options.EigenSteps, _point.Length - _known.Count);
            for (int step = 0; step < steps && !lanczos.IsClosed; step++)
            {
                lanczos.Step(direction =>
                {
                    cancellation.ThrowIfCancellationRequested();
                    return functional.Product(direction);
                });
                progress?.Report(new PolishProgress("smallest eigenvalue", step + 1, _products, _cost, _norm, (double)(step + 1) / steps));
            }

            IReadOnlyList<Eigenvalue> found = lanczos.Eigenvalues;
            return (found[0], found[^1]);
        }

        private void Report(string stage, int steps) => progress?.Report(new PolishProgress(
            stage, steps, _products, _cost, _norm, _normBefore > options.Tolerance
                ? Math.Clamp(Elementary.Log(_normBefore / _norm) / Elementary.Log(_normBefore / options.Tolerance), 0, 1) : 1));

        private static double Distance(double[] a, double[] b)
        {
            double[] difference = [.. a];
            Vectors.AddScaled(-1, b, difference);
            return Vectors.Norm(difference);
        }
    }
}
