using System.Runtime.CompilerServices;
using Minima.Curvature;
using Minima.Data;
using Minima.Figures;
using Minima.Minimisation;
using Minima.Networks;
using Minima.Trajectories;

namespace Minima.PublishedStudies;

/// <summary>
/// Cohen et al. 2021 (arXiv 2103.00065): full-batch gradient descent with the rate r lets the sharpness, the largest eigenvalue of the loss's Hessian,
/// rise until it stands just above 2 / r, where a parabola would throw the steps out, and hovers there while the loss goes on falling, by fits
/// and starts. Their fully connected network, tanh 200-200, on the first 2,000 digits of MNIST, where they have 5,000 pictures of
/// CIFAR-10; cross-entropy, no penalty.
/// </summary>
internal static class EdgeOfStability
{
    private const int Examples = 2_000;
    private const int Steps = 600;
    private const int Every = 20;

    private static readonly double[] Rates = [0.2, 0.4, 0.8];

    public static void Run(Workshop workshop)
    {
        DataSet data = workshop.First(Examples);
        Network network = Network.Perceptron(data.Inputs, [200, 200], data.Classes);
        ResultFile table = Workshop.Table("edge-of-stability", 2, "rate,step,loss,sharpness,residual");
        ResultFile summary = Workshop.Table(
            "edge-of-stability-summary", 1, "rate,two_over_rate,sharpness_at_start,highest_sharpness,reaches_at_step,mean_sharpness_from_there,rises_before,rises_from_there,loss_at_end,sharpness_at_end");
        foreach (double rate in Rates.Where(rate => !summary.Has(rate)))
        {
            var descent = new DescentOptions { BatchSize = Examples, LearningRate = rate, L2 = 0 };
            Run run = workshop.Train(
                FormattableString.Invariant($"edge-{rate}"), network, 1234, descent, Steps, data, [.. Enumerable.Range(0, (Steps / Every) + 1).Select(static i => i * Every)]);
            using var functional = new PreciseFunctional(network, data.Train, threads: 1);
            foreach (int step in run.SnapshotEpochs.Where(step => !table.Has(rate, step)))
            {
                functional.MoveTo(run.Read(step).Parameters);
                Eigenvalue largest = TopEigenvectors.Of(functional, data.Train, 1, 0)[0].Value;
                table.Add(rate, step, functional.Loss, largest.Value, largest.Residual);
            }

            summary.Add(Summary(rate, run, [.. Sharpness(table, rate)]));
        }

        Draw(data, table);
    }

    // An epoch is a step, and its training cost the whole set's before it.
    private static object[] Summary(double rate, Run run, (int Step, double Value)[] sharpness)
    {
        int reached = sharpness.FirstOrDefault(point => point.Value >= 2 / rate, (-1, 0)).Step;
        (int Step, double Cost)[] costs = [.. run.Metrics.Where(static row => row.TrainCost is not null).Select(static row => (row.Epoch - 1, row.TrainCost!.Value))];
        bool[] rises = [.. costs.Skip(1).Zip(costs, static (next, here) => next.Cost > here.Cost)];
        int edge = reached < 0 ? Steps : reached;
        return
        [
            rate, 2 / rate, sharpness[0].Value, sharpness.Max(static point => point.Value), reached,
            sharpness.Where(point => point.Step >= edge).Select(static point => point.Value).DefaultIfEmpty(double.NaN).Average(),
            rises.Where((_, i) => i < edge).Count(static rise => rise), rises.Where((_, i) => i >= edge).Count(static rise => rise),
            costs[^1].Cost, sharpness[^1].Value,
        ];
    }

    private static IEnumerable<(int Step, double Value)> Sharpness(ResultFile table, double rate) => Column(table, rate, 3);

    private static IEnumerable<(int Step, double Value)> Column(ResultFile table, double rate, int column) =>
        table.Rows(rate).Select(row => (int.Parse(row[1], System.Globalization.CultureInfo.InvariantCulture), double.Parse(row[column], System.Globalization.CultureInfo.InvariantCulture)));

    private static void Draw(DataSet data, ResultFile table, [CallerFilePath] string here = "")
    {
        Chart[] charts =
        [
            .. Rates.Select(rate => new Chart(new Axis("step"), new Axis("largest eigenvalue"), [Line(rate, 3, "sharpness")])
            {
                Title = FormattableString.Invariant($"rate {rate}"),
                Lines = [new ReferenceLine(Orientation.Horizontal, 2 / rate, FormattableString.Invariant($"2 / rate = {2 / rate:0.#}"))],
            }),
        ];
        var figure = new Figure("Sharpness under full-batch gradient descent", charts)
        {
            Subtitle = $"{data.Inputs}-200-200-{data.Classes} tanh perceptron, the first {data.Train.Count:N0} training digits of {data.Name}, cross-entropy, no penalty",
            Note = $"Measured every {Every} steps: the largest eigenvalue of the training loss's Hessian.",
        };
        AtomicFile.Write(Path.GetFullPath(Path.Combine(here, "..", "..", "..", "docs", "images", "edge-of-stability.svg")), figure.ToSvg());

        Series Line(double rate, int column, string name)
        {
            (int Step, double Value)[] points = [.. Column(table, rate, column)];
            return new Series(name, [.. points.Select(static point => (double)point.Step)], [.. points.Select(static point => point.Value)]);
        }
    }
}
