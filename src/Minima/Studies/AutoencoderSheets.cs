using System.Globalization;
using Minima.Data;
using Minima.Figures;
using Minima.Networks;
using Minima.Numerics;
using Minima.Trajectories;

namespace Minima.Studies;

/// <summary>What autoencoders look like: the weights of their units as pictures, and examples beside what becomes of them.</summary>
public static class AutoencoderSheets
{
    private const int MostFilters = 100;
    private const int FilterColumns = 10;
    private const int MostExamples = 10;

    /// <summary>
    /// The weights that lead into the first hundred units of the first layer, ten in a row, each from its smallest (blank) to its largest (full ink),
    /// as the Theano tutorial shows them (utils.tile_raster_images).
    /// </summary>
    /// <exception cref="UnusableInputException">The network's inputs are no pictures, or a weight is not finite.</exception>
    public static Sheet Filters(string name, Snapshot snapshot, DataSet data)
    {
        Layer layer = snapshot.Network.Layers[0];
        ImageSize size = SizeOf(snapshot.Network, data, name);
        if (snapshot.Parameters.FirstNonFinite() is { } number)
            throw new UnusableInputException($"'{name}': {number}. Take an earlier snapshot.");
        int count = Math.Min(layer.Outputs, Math.Min(MostFilters, Sheet.Most(layer.Inputs)));
        var table = new Table([new Column("unit"), new Column("smallest"), new Column("largest"), new Column("norm")]);
        var tiles = new List<Tile>();
        for (int unit = 0; unit < count; unit++)
        {
            float[] weights = new float[layer.Inputs];
            for (int i = 0; i < weights.Length; i++)
                weights[i] = snapshot.Parameters[layer.Weights][(i * layer.Outputs) + unit];
            (float low, float high) = (weights.Min(), weights.Max());
            table.Add(unit, (double)low, (double)high, Math.Sqrt(weights.Sum(static weight => (double)weight * weight)));
            float[] shades = [.. weights.Select(weight => high > low ? (weight - low) / (high - low) : 0)];
            tiles.Add(new Tile(shades, size.Columns, "", "", $"unit {unit}"));
        }

        return new Sheet($"Filters of {name}", tiles, table)
        {
            Columns = FilterColumns,
            Subtitle = $"The weights that lead into {count} of {layer.Outputs:N0} units of '{layer.Name}', each from its smallest (blank) to its largest.",
        };
    }

    /// <summary>Examples, each in a column: as it is, as the encoder gets it, and as it is given back.</summary>
    /// <param name="test">What was tested.</param>
    /// <param name="corruption">The share of inputs put to zero, by masks of <c>RandomState(0)</c>.</param>
    /// <exception cref="UnusableInputException">The examples are no pictures.</exception>
    public static Sheet Reconstructions(ReconstructionTest test, double corruption)
    {
        Network network = test.Snapshot.Network;
        ImageSize size = SizeOf(network, test.Data, test.Name);
        Examples examples = test.Data[test.Part];
        int count = Math.Min(MostExamples, examples.Count);
        float[] clean = new float[count * network.Inputs], mask = new float[clean.Length];
        for (int n = 0; n < count; n++)
            examples.CopyRow(n, clean.AsSpan(n * network.Inputs));
        new RandomState(0).Bernoulli(1 - corruption, mask);
        float[] corrupted = [.. clean.Zip(mask, static (x, m) => x * m)];
        using var reconstruction = new Reconstruction(network, Examples.FromValues(corrupted, new byte[count], network.Inputs));
        float[] given = reconstruction.Outputs(test.Snapshot.Parameters);
        double[] costs = [.. Enumerable.Range(0, count).Select(n => CrossEntropy(Row(clean, n), Row(given, n)))];
        var table = new Table([new Column("index"), new Column("label"), new Column("cost")]);
        for (int n = 0; n < count; n++)
            table.Add(n, (int)examples.Labels[n], costs[n]);
        string share = corruption.ToString("0.## %", CultureInfo.InvariantCulture);
        return new Sheet(
            $"What {test.Name} gives back",
            [
                .. Tiles(clean, n => $"{examples.Labels[n]}", "as it is"),
                .. Tiles(corrupted, static _ => "", $"{share} out"),
                .. Tiles(given, n => costs[n].ToString("F1", CultureInfo.InvariantCulture), "given back"),
            ],
            table)
        {
            Columns = count,
            Subtitle = $"Examples of the {Fit.Words(test.Part)} of {test.Data.Name}, the same with {share} of their numbers put to zero, and what these are given back "
                + "as: below, the cross-entropy with the examples as they are, in nats.",
        };

        ReadOnlyMemory<float> Row(float[] values, int n) => values.AsMemory(n * network.Inputs, network.Inputs);

        IEnumerable<Tile> Tiles(float[] values, Func<int, string> caption, string kind) => Enumerable.Range(0, count).Select(n =>
            new Tile(Row(values, n), size.Columns, caption(n), kind, $"example {n}, {kind}"));
    }

    private static double CrossEntropy(ReadOnlyMemory<float> x, ReadOnlyMemory<float> z)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            (double input, double output) = (x.Span[i], z.Span[i]);
            sum -= input > 0 ? input * Elementary.Log(output) : 0;
            sum -= input < 1 ? (1 - input) * Elementary.Log(1 - output) : 0;
        }

        return sum;
    }

    private static ImageSize SizeOf(Network network, DataSet data, string name)
    {
        ImageSize? size = data.Images is { } images && images.Rows * images.Columns == network.Inputs ? images : ImageSize.OfSquare(network.Inputs);
        return size ?? throw new UnusableInputException(
            $"'{name}' takes {network.Inputs} numbers, which are no picture: no sheet of pictures can be drawn. Leave the figure out.");
    }
}
