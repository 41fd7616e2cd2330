using Minima.Data;
using Minima.Kernels;
using Minima.Networks;

namespace Minima.Geometry;

/// <summary>How lines are measured.</summary>
public sealed record LineOptions
{
    /// <summary>Points of the grid t = i / (n - 1), both ends counted; at least 2.</summary>
    public int Points { get; init; } = 25;

    /// <summary>Further grids, each by its number of points, such as published definitions of the barrier need.</summary>
    public IReadOnlyList<int> MoreGrids { get; init; } = [];

    /// <summary>Whether each point of the grid keeps what every training example gives: 10 bytes for each example, point and line.</summary>
    public bool KeepTrainExamples { get; init; }

    /// <summary>Whether each point keeps what every test example gives.</summary>
    public bool KeepTestExamples { get; init; }

    /// <summary>Factor of the sum of absolute weights in the cost.</summary>
    public double L1 { get; init; }

    /// <summary>Factor of the sum of squared weights in the cost.</summary>
    public double L2 { get; init; } = 1e-4;

    /// <summary>Whether the highest point of each curve is looked for beside the grid.</summary>
    public bool WithTop { get; init; } = true;

    /// <summary>How many threads compute; 0: one for each core. The results do not depend on it.</summary>
    public int Threads { get; init; }
}

/// <summary>
/// Loss, cost and errors along straight lines between networks. Several lines from A to symmetric copies of one B cost little more
/// than their activations and output layers: a symmetry without scales only reorders the sums of B's first layer.
/// </summary>
public sealed class Lines : IDisposable
{
    private readonly Network _network;
    private readonly WorkerTeam _team;
    private readonly ILineEvaluator _train;
    private readonly ILineEvaluator _test;
    private readonly LineOptions _options;
    private readonly int _trainCount;
    private readonly int _testCount;

    /// <summary>Lines in the parameters of a network, over a training and a test set.</summary>
    /// <exception cref="UnusableInputException">
    /// The examples do not fit the network, it has no hidden layer, or there are fewer than two points.
    /// </exception>
    public Lines(Network network, Examples train, Examples test, LineOptions? options = null)
    {
        _options = options ?? new LineOptions();
        if (network.Layers.Count < 2)
            throw new UnusableInputException("The network has no hidden layer; a line between two such networks has no barrier, their loss is convex.");
        if (_options.MoreGrids.Append(_options.Points).FirstOrDefault(static points => points < 2, 2) is var few and < 2)
            throw new UnusableInputException($"A line of {few} points was asked for; it has two ends.");
        network.RequireFit(train);
        network.RequireFit(test);
        (_network, _trainCount, _testCount) = (network, train.Count, test.Count);
        _team = new WorkerTeam(_options.Threads == 0 ? Environment.ProcessorCount : _options.Threads);
        _train = Engines.Lines(network, train, _team, KernelChoice.Current);
        _test = Engines.Lines(network, test, _team, KernelChoice.Current);
    }

    /// <summary>The lines from <paramref name="a"/> to the copies of <paramref name="b"/> that symmetries make.</summary>
    /// <exception cref="UnusableInputException">Parameters are not those of the network, or not all finite.</exception>
    public IReadOnlyList<LinePath> Between(
        Parameters a, Parameters b, IReadOnlyList<Symmetry> symmetries, CancellationToken cancellation = default) =>
        Between(a, b, [.. symmetries.Select(static symmetry => new EquivalentCopy(symmetry))], null, cancellation);

    /// <summary>The same to copies that may be shifted too.</summary>
    /// <param name="a">Where the lines begin.</param>
    /// <param name="b">What the copies are made of.</param>
    /// <param name="copies">How each copy is made.</param>
    /// <param name="progress">Is told the part that is done, as far as that is known: the tops take a few rounds more or less.</param>
    /// <param name="cancellation">Stops it between rounds.</param>
    /// <exception cref="UnusableInputException">Parameters are not those of the network, or not all finite.</exception>
    public IReadOnlyList<LinePath> Between(
        Parameters a, Parameters b, IReadOnlyList<EquivalentCopy> copies, IProgress<double>? progress, CancellationToken cancellation = default)
    {
        Require(a, "A");
        Require(b, "B");
        _train.Forget();
        _test.Forget();
        return Measured(a, b, copies, progress, cancellation);
    }

    /// <summary>
    /// Further lines between the points of the call before, neither of which may have changed since: what is known of their first layer is
    /// taken again.
    /// </summary>
    internal IReadOnlyList<LinePath> More(Parameters a, Parameters b, IReadOnlyList<Symmetry> symmetries, CancellationToken cancellation) =>
        Measured(a, b, [.. symmetries.Select(static symmetry => new EquivalentCopy(symmetry))], null, cancellation);

    private IReadOnlyList<LinePath> Measured(
        Parameters a, Parameters b, IReadOnlyList<EquivalentCopy> copies, IProgress<double>? progress, CancellationToken cancellation)
    {
        LineEnd[] ends = [.. copies.Select(copy => EndOf(copy, b))];
        Func<double, double>[] penalties = [.. ends.Select(end => Penalty(a, end.Parameters))];
        double[][] grids = [Grid(_options.Points), .. _options.MoreGrids.Select(Grid)];
        var known = ends.Select(static _ => new SortedList<double, LinePoint>()).ToArray();

        // All lines at once: the first layer's products with A and with B are computed for all of them together.
        Measure(Places(grids[0]), withTest: true, _options.KeepTrainExamples);
        progress?.Report(0.5);
        Measure(Places([.. grids.Skip(1).SelectMany(static grid => grid).Distinct().Where(t => !known[0].ContainsKey(t))]), withTest: true);
        progress?.Report(0.75);
        LinePath[] paths = [.. known.Select(line => new LinePath(On(line, grids[0]), null) { MoreGrids = [.. grids.Skip(1).Select(grid => On(line, grid))] })];
        if (!_options.WithTop)
            return paths;

        LineTop[] tops = [.. paths.Select(static line => new LineTop(line.Points.Select(static point => (point.T, point.Train.Loss))))];
        while (true)
        {
            LinePlace[] asked = [.. tops.SelectMany((top, end) => top.Ask().Select(t => new LinePlace(end, t)))];
            if (asked.Length == 0)
                break;
            Measure(asked, withTest: false);
            foreach (LinePlace place in asked)
                tops[place.End].Tell(place.T, known[place.End][place.T].Train.Loss);
        }

        MeasureTest([.. tops.Select(static (top, end) => new LinePlace(end, top.Best))]);
        return [.. paths.Select((line, end) => line with { Top = known[end][tops[end].Best] })];

        LinePlace[] Places(double[] grid) => [.. Enumerable.Range(0, ends.Length).SelectMany(end => grid.Select(t => new LinePlace(end, t)))];

        static LinePoint[] On(SortedList<double, LinePoint> line, double[] grid) => [.. grid.Select(t => line[t])];

        void Measure(LinePlace[] places, bool withTest, bool keepTrain = false)
        {
            cancellation.ThrowIfCancellationRequested();
            ExampleResults[]? trained = keepTrain ? [.. places.Select(_ => new ExampleResults(_trainCount))] : null;
            Evaluation[] train = _train.Run(a, b, ends, places, trained);
            for (int i = 0; i < places.Length; i++)
            {
                (int end, double t) = (places[i].End, places[i].T);
                known[end][t] = new LinePoint(t, train[i], train[i].Loss + penalties[end](t), train[i]) { TrainExamples = trained?[i] };
            }

            if (withTest)
                MeasureTest(places);
        }

        void MeasureTest(LinePlace[] places)
        {
            ExampleResults[]? tested = _options.KeepTestExamples ? [.. places.Select(_ => new ExampleResults(_testCount))] : null;
            Evaluation[] test = _test.Run(a, b, ends, places, tested);
            for (int i = 0; i < places.Length; i++)
            {
                SortedList<double, LinePoint> line = known[places[i].End];
                line[places[i].T] = line[places[i].T] with { Test = test[i], TestExamples = tested?[i] };
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _train.Dispose();
        _test.Dispose();
        _team.Dispose();
    }

    /// <summary>The end of a line to a copy of B. A scale rounds the weights anew, so such a copy is multiplied itself; exchanges and signs are exact.</summary>
    internal static LineEnd EndOf(EquivalentCopy copy, Parameters b)
    {
        if (copy.IsIdentity)
            return new LineEnd(b);
        UnitMap first = copy.Symmetry.Maps[0];
        return first.Factor.All(static factor => factor is 1 or -1)
            ? new LineEnd(copy.Apply(b), first.Source, [.. first.Factor.Select(static factor => (float)factor)])
            : new LineEnd(copy.Apply(b));
    }

    private static double[] Grid(int points) => [.. Enumerable.Range(0, points).Select(i => (double)i / (points - 1))];

    // ||(1 - t) V + t W||^2 = (1 - t)^2 ||V||^2 + 2 t (1 - t) <V, W> + t^2 ||W||^2 over all weights; the absolute values have no such form.
    private Func<double, double> Penalty(Parameters a, Parameters b)
    {
        double ofA = 0, ofB = 0, product = 0;
        foreach (Layer layer in _network.Layers)
        {
            ReadOnlySpan<float> v = a[layer.Weights], w = b[layer.Weights];
            for (int i = 0; i < v.Length; i++)
            {
                ofA += (double)v[i] * v[i];
                ofB += (double)w[i] * w[i];
                product += (double)v[i] * w[i];
            }
        }

        return t =>
        {
            double squares = ((1 - t) * (1 - t) * ofA) + (2 * t * (1 - t) * product) + (t * t * ofB);
            return (_options.L2 * squares) + (_options.L1 == 0 ? 0 : _options.L1 * Magnitudes(a, b, t));
        };
    }

    private double Magnitudes(Parameters a, Parameters b, double t)
    {
        double sum = 0;
        foreach (Layer layer in _network.Layers)
        {
            ReadOnlySpan<float> v = a[layer.Weights], w = b[layer.Weights];
            for (int i = 0; i < v.Length; i++)
                sum += Math.Abs(((1 - t) * v[i]) + (t * w[i]));
        }

        return sum;
    }

    private void Require(Parameters parameters, string which)
    {
        if (!_network.Layout.Matches(parameters.Layout))
            throw new UnusableInputException($"The parameters of {which} have other names or shapes than the network's.");
        if (parameters.FirstNonFinite() is { } bad)
            throw new UnusableInputException($"{which} holds a number that is not finite: {bad}. Only between finite networks is there a line.");
    }
}
