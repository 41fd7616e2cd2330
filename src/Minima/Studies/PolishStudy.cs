using System.Globalization;
using Minima.Curvature;
using Minima.Data;
using Minima.Formats;
using Minima.Geometry;
using Minima.Networks;
using Minima.Trajectories;

namespace Minima.Studies;

/// <summary>A snapshot taken to a critical point of the cost over all training examples.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Network">The layers.</param>
/// <param name="Data">The data set.</param>
/// <param name="L2">Factor of the squared weights in the cost.</param>
/// <param name="Critical">The point, and how it was reached.</param>
/// <param name="Parameters">The point, each number rounded to single precision.</param>
/// <param name="Moved">How far each parameter moved: from the snapshot to the rounded point.</param>
/// <param name="Test">The test set at the rounded point; null where there are no test examples.</param>
public sealed record PolishStudy(
    string Name, Network Network, DataSet Data, double L2, CriticalPoint Critical, Parameters Parameters, Distances Moved, Evaluation? Test)
{
    /// <summary>What kind of point it is, in a sentence.</summary>
    public string Sentence
    {
        get
        {
            string gradient = string.Create(CultureInfo.InvariantCulture, $"the gradient's norm is {Critical.GradientNorm:E1}");
            string reached = Critical.Outcome switch
            {
                PolishOutcome.Reached => $"A critical point: {gradient}",
                PolishOutcome.AtRounding => $"As near to a critical point as double precision comes: {gradient}, and no step makes it smaller",
                _ => $"Not a critical point yet: {gradient}, and the products that were allowed are used up",
            };
            if (Critical.Smallest is not { } smallest)
                return reached + ".";
            string eigenvalue = string.Create(CultureInfo.InvariantCulture, $"{smallest.Value:E2} with a residual of {smallest.Residual:E1}");
            if (Critical.Outcome == PolishOutcome.OutOfProducts)
                return $"{reached}; the smallest eigenvalue found there is {eigenvalue}.";
            return Critical.IsMinimum ? $"{reached}; and a minimum, as far as the smallest eigenvalue found says, {eigenvalue}."
                : Critical.IsSettled ? $"{reached}; but a saddle: the smallest eigenvalue found is {eigenvalue}."
                : $"{reached}; what kind is not settled: the smallest eigenvalue found is {eigenvalue}.";
        }
    }

    /// <summary>That only the gradient is flat, in a sentence; null where the point is a minimum, as far as that was looked for.</summary>
    public string? Warning => Critical.Outcome == PolishOutcome.OutOfProducts
        ? "The gradient is not flat yet; allow more products (--max-products)."
        : Critical.Smallest is null || Critical.IsMinimum ? null
        : Critical.IsSettled ? "Only the gradient is flat here: the cost bends downwards along a direction, so this is no minimum but a saddle."
        : "The gradient is flat here, but whether the cost bends upwards everywhere is not settled; more products may tell (--eigen-steps).";

    /// <summary>Polishes a snapshot.</summary>
    /// <param name="name">What to call it in errors.</param>
    /// <param name="network">The layers.</param>
    /// <param name="start">Where it begins.</param>
    /// <param name="data">The data set; the cost is that of its training part.</param>
    /// <param name="l2">Factor of the squared weights.</param>
    /// <param name="options">How it is done.</param>
    /// <param name="partial">A file that keeps where it stands, and from which it goes on; to be deleted when the result is safe; null: none.</param>
    /// <param name="progress">Is told how far it has come.</param>
    /// <param name="cancellation">Stops it between products.</param>
    /// <exception cref="UnusableInputException">The data does not fit, a number is not finite, or the file is another polishing's.</exception>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    public static PolishStudy Of(
        string name,
        Network network,
        Parameters start,
        DataSet data,
        double l2,
        PolishOptions options,
        string? partial = null,
        IProgress<PolishProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        Fit.Require(network, data, name);
        Fit.RequireExamples(data, DataPart.Train);
        if (start.FirstNonFinite() is { } bad)
            throw new UnusableInputException($"'{name}': {bad}. A search needs finite numbers to begin with; take an earlier snapshot.");
        using PolishFile? file = partial is null ? null : PolishFile.Open(partial, network, start, data, l2);
        var critical = CriticalPoint.From(
            network, data.Train, l2, [.. start.Values.Select(static value => (double)value)], options, file?.Found, file is null ? null : file.Keep, progress, cancellation);
        var rounded = new Parameters(network.Layout, [.. critical.Point.Select(static value => (float)value)]);
        Evaluation? test = null;
        if (data.Test.Count > 0)
        {
            using var functional = new Functional(network, data.Test, threads: options.Threads);
            test = functional.Evaluate(rounded);
        }

        return new PolishStudy(name, network, data, l2, critical, rounded, Distances.Between(new Parameters(network.Layout, start.Values), rounded), test);
    }

    /// <summary>Writes the point with all its digits as NumPy's <c>.npz</c>, which is read as a snapshot too (rounded to single precision).</summary>
    /// <exception cref="IOException">The file cannot be written; one that was there is as it was.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public void Export(string path)
    {
        double[] point = [.. Critical.Point];
        Tensor[] tensors = [.. Network.Layout.Slots.Select(slot => Tensor.FromDoubles(slot.Name, slot.Shape, point.AsSpan(slot.Offset, slot.Count)))];
        AtomicFile.Write(path, new Npz(new Dictionary<string, string>(), tensors).ToBytes());
    }
}
