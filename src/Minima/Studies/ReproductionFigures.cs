using Minima.Figures;
using Minima.Geometry;

namespace Minima.Studies;

/// <summary>The three figures of the experiment.</summary>
internal static class ReproductionFigures
{
    /// <summary>Draws the figures into a folder, each as SVG with its data as CSV, and returns the SVG files.</summary>
    public static IReadOnlyList<string> Draw(SeriesPair pair, string dataName, string folder)
    {
        int last = pair.Rows[^1].Epoch;
        return
        [
            Save(folder, "distance-to-end-zero", ToEnd(pair, "zero", dataName, static row => row.FirstToLast)),
            Save(folder, "distance-to-end-random", ToEnd(pair, "random", dataName, static row => row.SecondToLast)),
            Save(folder, "distance-between", Between(pair, dataName, last)),
        ];
    }

    /// <summary>Each parameter's distance to its last value as a share of its distance at the start, with both control paths.</summary>
    private static Figure ToEnd(SeriesPair pair, string series, string dataName, Func<PairAtEpoch, Distances> toLast)
    {
        double[] epochs = Epochs(pair);
        double last = epochs[^1];
        var lines = toLast(pair.Rows[0]).Parameters.Select(first => new Series(
            first.Name, epochs, [.. pair.Rows.Select(row => toLast(row)[first.Name].L2 / first.L2)])).ToList();
        if (last > 0)
        {
            lines.Add(Control("steady drift", epochs, ControlPaths.Drift));
            lines.Add(Control("random walk", epochs, ControlPaths.RandomWalk));
        }

        return new Figure(
            $"How the {series} series approaches its last point",
            new Chart(new Axis("epoch"), new Axis($"L2 distance to epoch {last}, as a share of that at epoch {epochs[0]}"), lines))
        {
            Subtitle = $"{Sizes(pair)} tanh perceptron on {dataName}, one run",
            Note = "Any path falls to zero here: the grey lines are paths that know nothing of a minimum.",
        };
    }

    /// <summary>Each parameter's distance between the series, with that of two unrelated vectors of the same norms.</summary>
    private static Figure Between(SeriesPair pair, string dataName, int last)
    {
        double[] epochs = Epochs(pair);
        IEnumerable<Chart> charts = pair.Rows[0].Between.Parameters.Select(first => new Chart(
            new Axis("epoch"),
            new Axis("L2 distance"),
            [
                new Series("between the series", epochs, [.. pair.Rows.Select(row => row.Between[first.Name].L2)]),
                new Series("two unrelated vectors", epochs, [.. pair.Rows.Select(row => row.Between[first.Name].IfUnrelated)])
                {
                    Role = SeriesRole.Reference,
                },
            ])
        { Title = first.Name });
        return new Figure("How far apart the two series are", [.. charts])
        {
            Subtitle = $"{Sizes(pair)} tanh perceptron on {dataName}, zero against random output layer, {last} epochs",
            Note = "Grey: sqrt(|A|² + |B|²), the distance of two vectors of these norms that have nothing to do with each other.",
        };
    }

    private static Series Control(string name, double[] epochs, Func<double, double, double, double> path) =>
        new(name, epochs, [.. epochs.Select(epoch => path(1, epoch, epochs[^1]))]) { Role = SeriesRole.Reference };

    private static string Sizes(SeriesPair pair) => pair.First.Configuration.Network.Sizes;

    private static double[] Epochs(SeriesPair pair) => [.. pair.Rows.Select(static row => (double)row.Epoch)];

    private static string Save(string folder, string name, Figure figure)
    {
        string path = Path.Combine(folder, name);
        figure.Save(path);
        return path + ".svg";
    }
}
