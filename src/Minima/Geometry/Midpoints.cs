using Minima.Data;
using Minima.Kernels;
using Minima.Networks;

namespace Minima.Geometry;

/// <summary>How widely what goes into a layer's units is spread, in the middle of a line and at its ends.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="A">At A: the variance over the training set, averaged over the units.</param>
/// <param name="B">At the end of the line.</param>
/// <param name="Middle">In the middle.</param>
public sealed record LayerSpread(string Layer, double A, double B, double Middle)
{
    /// <summary>The middle's variance as a part of the ends' mean: far below 1 where the units of A and B cancel each other.</summary>
    public double Ratio => Middle / ((A + B) / 2);
}

/// <summary>What a network does on the training and on the test set.</summary>
/// <param name="Train">On the training set.</param>
/// <param name="Test">On the test set.</param>
public sealed record TwoEvaluations(Evaluation Train, Evaluation Test);

/// <summary>
/// The middle of a line, and two networks made of it that do not lie on the line and say nothing of its barrier: they say what the
/// middle is short of.
/// </summary>
/// <param name="Spreads">The hidden layers' spreads.</param>
/// <param name="Itself">The middle, t = 1/2.</param>
/// <param name="Repaired">The middle after REPAIR: its hidden units see sums with the mean and the spread that the ends' have on average.</param>
/// <param name="Calibrated">The middle with its logits divided by <paramref name="Temperature"/>; its errors are the middle's, but for rounding.</param>
/// <param name="Temperature">The temperature at which the loss on the calibration set is least, between 1/1024 and 1024.</param>
public sealed record Midpoint(
    IReadOnlyList<LayerSpread> Spreads, TwoEvaluations Itself, TwoEvaluations Repaired, TwoEvaluations Calibrated, double Temperature);

/// <summary>Looks at the middle of lines from one network to copies of another.</summary>
public sealed class Midpoints : IDisposable
{
    private readonly Network _network;
    private readonly WorkerTeam _team;
    private readonly IUnitSource _units;
    private readonly IUnitReader _reader;
    private readonly Functional _train;
    private readonly Functional _calibration;
    private readonly Functional _test;
    private readonly Examples _calibrated;

    /// <summary>Over a training and a test set.</summary>
    /// <param name="network">A network with at least one hidden layer.</param>
    /// <param name="train">Where the means and spreads are taken.</param>
    /// <param name="calibration">Where the temperature is found.</param>
    /// <param name="test">What else the loss is measured on.</param>
    /// <param name="threads">How many threads compute; 0: one for each core. The results do not depend on it.</param>
    /// <exception cref="UnusableInputException">The examples do not fit the network.</exception>
    public Midpoints(Network network, Examples train, Examples calibration, Examples test, int threads = 0)
    {
        (_network, _calibrated) = (network, calibration);
        (_train, _calibration, _test) = (new Functional(network, train, threads: threads), new Functional(network, calibration, threads: threads), new Functional(network, test, threads: threads));
        _team = new WorkerTeam(threads == 0 ? Environment.ProcessorCount : threads);
        _units = Engines.Units(network, train, _team, KernelChoice.Current);
        _reader = _units.Reader();
    }

    /// <summary>The middles between <paramref name="a"/> and copies of <paramref name="b"/>.</summary>
    /// <param name="a">Where the lines begin.</param>
    /// <param name="b">What the copies are made of.</param>
    /// <param name="copies">How each copy is made.</param>
    /// <param name="progress">Is told the part that is done.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was requested.</exception>
    public IReadOnlyList<Midpoint> Between(
        Parameters a, Parameters b, IReadOnlyList<EquivalentCopy> copies, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        UnitMoments[] ofA = Moments(a), ofB = Moments(b);
        var middles = new List<Midpoint>();
        foreach (EquivalentCopy copy in copies)
        {
            progress?.Report((double)middles.Count / copies.Count);
            middles.Add(Of(ofA, [.. ofB.Zip(copy.Symmetry.Maps, static (moments, map) => moments.Mapped(map))], MidpointSearch.Midpoint(a, copy.Apply(b))));
        }

        return middles;

        UnitMoments[] Moments(Parameters parameters) => UnitMoments.Of(_reader, _network, parameters, _network.Layers.Count - 1, cancellation);

        Midpoint Of(UnitMoments[] first, UnitMoments[] last, Parameters middle)
        {
            UnitMoments[] between = Moments(middle);
            LayerSpread[] spreads = [.. between.Select((moments, g) => new LayerSpread(_network.Layers[g].Name, first[g].Spread, last[g].Spread, moments.Spread))];
            Parameters repaired = Repair.Of(
                _network, middle, first, last, between[0], (parameters, layer) => UnitMoments.Of(_reader, _network, parameters, layer + 1, cancellation)[layer]);
            double temperature = Temperature.Of(_calibration.LogProbabilities(middle), _calibrated.Labels, _network.Classes);
            return new Midpoint(spreads, Evaluate(middle), Evaluate(repaired), Evaluate(Temperature.Applied(_network, middle, temperature)), temperature);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (IDisposable part in (IDisposable[])[_reader, _units, _team, _train, _calibration, _test])
            part.Dispose();
    }

    private TwoEvaluations Evaluate(Parameters parameters) => new(_train.Evaluate(parameters), _test.Evaluate(parameters));
}
