using Minima.Networks;
using Minima.Numerics;
using static Minima.Curvature.CriticalLimits;

namespace Minima.Curvature;

/// <summary>
/// The search behind <see cref="CriticalPoint.From"/>: what is known at once, then L-BFGS through the valley, then Newton's method by conjugate gradients in
/// a trust region, both with one preconditioner; then the ends of the spectrum. Units that the penalty has taken out of use leave the search on the way
/// (<see cref="LivingPart"/>), which goes the faster, and return at its end.
/// </summary>
internal sealed partial class CriticalSearch(
    SearchedCost searched,
    PolishOptions options,
    IProgress<PolishProgress>? progress,
    Action<PolishState>? keep,
    CancellationToken cancellation)
{
    private double[] _point = [];
    private double[] _base = [];
    private double[] _gradient = [];
    private double _cost;
    private double _norm;
    private double _normBefore;
    private double _radius = double.NaN;
    private double _near;
    private int _age;
    private int _gradients;
    private int _products;
    private int _steps;
    private LimitedMemory _memory = new([]);
    private bool _exact;
    private bool _stands;
    private double[]? _last;
    private NewtonWay? _way;
    private ProductPrecision _precision = ProductPrecision.Mixed;

    private int Work => _gradients + _products;

    public CriticalPoint Run(double[] start, PolishState? resume)
    {
        _point = [.. start];
        Evaluate();
        if (!double.IsFinite(_cost + _norm))
            throw new UnusableInputException("Cost or gradient are not finite where the search begins; take an earlier snapshot.");
        (double costBefore, double normBefore) = (_cost, _norm);
        if (searched.L2 > 0)
            ForgetKnown();

        double movedKnown = Vectors.Norm(Vectors.Difference(start, _point));
        (_normBefore, _near) = (_norm, Near * _norm);
        if (resume is not null)
            GoOn(resume);
        PolishOutcome outcome = resume?.Settled is PolishOutcome.AtRounding ? PolishOutcome.AtRounding : Search();
        if (outcome != PolishOutcome.OutOfProducts && searched.L2 > 0 && Leave([.. DeadUnit.Find(searched.Part.Network, _point).Select(static unit => unit.Bias)]))
            outcome = Search();
        searched.IsRough = false;
        PolishState settled = State() with { Base = _point, Memory = [], Settled = outcome };
        (Eigenvalue? smallest, Eigenvalue? largest) = (null, null);
        if (resume?.Ends is not null && (resume.Gradients, resume.Steps, resume.Dead.Count) != (_gradients, _steps, settled.Dead.Count))
            resume = null;
        IReadOnlyList<int> dead = Return();
        (double loss, int errors) = (searched.Precise.Loss, searched.Precise.Errors);
        if (options.EigenSteps > 0)
            (smallest, largest) = Ends(searched.Known.With(dead), settled, resume?.Ends);

        return new CriticalPoint
        {
            Point = _point,
            Outcome = outcome,
            GradientNormBefore = normBefore,
            GradientNorm = _norm,
            CostBefore = costBefore,
            Cost = _cost,
            Loss = loss,
            Errors = errors,
            Moved = Vectors.Norm(Vectors.Difference(start, _point)),
            MovedKnown = movedKnown,
            Gradients = _gradients,
            Steps = _steps,
            Products = _products,
            DeadUnits = dead.Count,
            Smallest = smallest,
            Largest = largest,
        };
    }

    /// <summary>Cost and gradient at the point, which single precision rounds.</summary>
    private void Evaluate()
    {
        _point = [.. _point];
        _cost = Look(_point);
        _stands = !searched.IsRough;
        TakeGradient(searched.Gradient());
    }

    private void TakeGradient(double[] gradient) => (_gradient, _norm) = (gradient, searched.Part.Norm(gradient));

    /// <summary>What is known to be zero, of which rounding and the memory of steps leave a little, is set so, and the rest evaluated.</summary>
    private void ForgetKnown()
    {
        _point = [.. _point];
        if (searched.L2 > 0)
            searched.Known.Remove(_point, keepFlat: true);
        Evaluate();
    }

    /// <summary>Units that fade and will not come back leave the search, if they are many enough.</summary>
    private void LeaveFading()
    {
        Network network = searched.Part.Network;
        int enough = Math.Max(1, network.Layers.SkipLast(1).Sum(static layer => layer.Units) / LeavingTogether);
        IReadOnlyList<DeadUnit> fading = searched.L2 > 0 && _base.Length > 0 ? DeadUnit.FindFading(network, _point, _base) : [];
        if (fading.Count < enough)
            return;
        double[] silent = [.. _point];
        foreach (DeadUnit unit in fading)
            unit.Silence(silent);
        _stands = false;
        searched.Precise.MoveTo(silent);
        fading = LastingUnits.Of(searched.Precise, fading);
        if (fading.Count >= enough)
            Leave([.. fading.Select(static unit => unit.Bias)]);
    }

    /// <summary>Some units leave the search, if the cost does not rise.</summary>
    /// <param name="biases">Where their biases stand in the part.</param>
    private bool Leave(IReadOnlyList<int> biases)
    {
        (LivingPart from, double[] before, double cost) = (searched.Part, searched.Part.Point(_point), _cost);
        var part = new LivingPart(searched.Whole, DeadUnit.At(searched.Whole, [.. biases.Select(from.Place), .. from.Dead.Select(static unit => unit.Bias)]), before);
        if (part.Dead.Count == from.Dead.Count)
            return false;
        double[] silent = [.. before];
        foreach (DeadUnit unit in part.Dead)
            unit.Silence(silent);
        Take(part, silent);
        if (_cost <= cost + (Noise * Math.Abs(cost)))
            return true;
        Take(from, before);
        return false;
    }

    /// <summary>
    /// Dead units return to the search, their weights zero and their biases free. If the gradient is not as small then as it was without them, or as it must be,
    /// only those have zero weights that had left. Where the biases of those that have stand.
    /// </summary>
    private IReadOnlyList<int> Return()
    {
        (LivingPart part, double enough) = (searched.Part, Math.Max(_norm, options.Tolerance));
        double[] before = part.Point(_point), silent = [.. before];
        IReadOnlyList<DeadUnit> dead = searched.L2 > 0 ? DeadUnit.Find(searched.Whole, before) : [];
        foreach (DeadUnit unit in dead)
            unit.Silence(silent);
        Take(new LivingPart(searched.Whole, [], []), silent);
        ForgetKnown();
        if (!(_norm <= enough))
        {
            (dead, _point) = (part.Dead, before);
            ForgetKnown();
        }

        return [.. dead.Select(static unit => unit.Bias)];
    }

    /// <summary>Goes on in another part of the network, from a point of the whole.</summary>
    private void Take(LivingPart part, double[] whole)
    {
        LivingPart before = searched.Part;
        _last = _last is null ? null : Moved(_last);
        _memory = new LimitedMemory([.. _memory.Pairs.Select(pair => new SecantPair(Moved(pair.Step), Moved(pair.Change)))], _memory.Scale);
        searched.Take(part);
        (_point, _base) = (part.Of(whole), []);
        Evaluate();

        double[] Moved(double[] direction) => part.Of(before.Direction(direction));
    }

    private (Eigenvalue Smallest, Eigenvalue Largest) Ends(KnownDirections known, PolishState settled, SpectrumState? found)
    {
        Renew();
        return new SpectrumEnds(searched.Precise, known, searched.Precondition, Told).Find(
            _last, options.Seed, options.EigenSteps, found, state => keep?.Invoke(settled with { Ends = state }));
    }

    /// <summary>Goes to a point for its cost.</summary>
    private double Look(double[] there)
    {
        cancellation.ThrowIfCancellationRequested();
        _stands = false;
        return searched.MoveTo(there);
    }

    /// <summary>The functional goes to the point, if a refused trial led it away.</summary>
    private void Stand()
    {
        if (!_stands)
            searched.Precise.MoveTo(_point);
        _stands = true;
    }

    private void GoOn(PolishState state)
    {
        searched.Take(state.Part(searched.Whole));
        _point = [.. state.Base];
        _stands = false;
        Renew();
        (_radius, _near, _age, _precision, searched.IsRough, _exact) = (state.Radius, state.Near, state.Age, state.Precision, state.Rough, state.Exact);
        (_gradients, _steps, _products, _memory) = (state.Gradients, state.Steps, state.Products, new LimitedMemory(state.Memory, state.Scale));
        (_point, _last, _way) = ([.. state.Point], state.Last, state.Way);
        Evaluate();
    }

    private PolishState State() => new(
        _point, _base, [.. _memory.Pairs], _memory.Scale, _radius, _near, _age, _gradients, _steps, _products, _precision, searched.IsRough, _exact,
        [.. searched.Part.Dead.Select(static unit => unit.Bias)], searched.Part.DeadBiases)
    {
        Last = _last,
    };

    private void Renew()
    {
        Stand();
        (_base, _age) = ([.. _point], 0);
        searched.Renew();
    }

    /// <summary>The gradient's size, root of g'M^-1 g: the length of the step -M^-1 g.</summary>
    private double Size() => Math.Sqrt(Vectors.Dot(_gradient, searched.Precondition(_gradient)));

    private PolishOutcome Search()
    {
        while (true)
        {
            // A step of Newton's method along soft directions often makes the gradient larger before the next makes it far smaller.
            bool newton = !double.IsNaN(_radius), far = _norm > Math.Max(newton ? Away * _near : _near, options.Tolerance), single = far && !_exact;
            if (far)
                _radius = double.NaN;
            if (single != searched.IsRough)
            {
                searched.IsRough = single;

                // Single precision rounds also what is known to be zero, and Newton's steps do not go there.
                if (!single)
                    ForgetKnown();
                else
                    Evaluate();

                // Single precision's norm is another one, and what was near stays near.
                if (!far)
                    _near = Math.Max(_near, _norm);
                continue;
            }

            if (_norm <= options.Tolerance)
                return PolishOutcome.Reached;
            if (Work >= options.MaxProducts)
                return PolishOutcome.OutOfProducts;
            if (!searched.HasPreconditioner || _age >= (far ? DescentsOfOnePreconditioner : NewtonsOfOnePreconditioner))
            {
                if (!far)
                    ForgetKnown();
                LeaveFading();
                Renew();
            }

            _age++;
            if (far)
                Descend();
            else if (!Newton())
                return PolishOutcome.AtRounding;
            keep?.Invoke(State());
        }
    }

    /// <summary>
    /// A step of L-BFGS to a point that meets Wolfe's conditions. Where none is found single precision no longer shows the way; or else the memory misleads; or
    /// else, where there is none, the rest is for Newton's method.
    /// </summary>
    private void Descend()
    {
        if (_memory.Pairs.Count < DescentsOfOneScale || _age % DescentsOfOneScale == 1)
            _memory.Rescale(searched.Precondition);
        double[] direction = _memory.Apply(_gradient, searched.Precondition);
        Vectors.Scale(-1, direction);
        double slope = Vectors.Dot(_gradient, direction);
        if (LineSearch.Along(_point, _cost, direction, slope, Tried, searched.Gradient) is var (there, cost, gradient))
        {
            double[] step = Vectors.Difference(there, _point);
            _memory.Add(step, Vectors.Difference(gradient, _gradient));
            (_point, _cost, _stands, _last) = (there, cost, !searched.IsRough, step);
            TakeGradient(gradient);
            Report("L-BFGS", _gradients);
        }
        else if (searched.IsRough)
        {
            _exact = true;
        }
        else if (_memory.Pairs.Count == 0)
        {
            _near = double.PositiveInfinity;
        }
        else
        {
            _memory.Clear();
        }

        double Tried(double[] point)
        {
            _gradients++;
            return Look(point);
        }
    }

    private void Told(int products, double done, Eigenvalue? smallest)
    {
        cancellation.ThrowIfCancellationRequested();
        progress?.Report(new PolishProgress("eigenvalues", products, _products, _cost, _norm, done, smallest));
    }

    private void Report(string stage, int steps) => progress?.Report(new PolishProgress(
        stage, steps, _products, _cost, _norm, _normBefore > options.Tolerance
            ? Math.Clamp(Elementary.Log(_normBefore / _norm) / Elementary.Log(_normBefore / options.Tolerance), 0, 1) : 1));
}
