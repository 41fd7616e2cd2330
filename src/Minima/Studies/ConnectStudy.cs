using System.Globalization;
using Minima.Data;
using Minima.Figures;
using Minima.Geometry;
using Minima.Networks;
using Minima.Numerics;
using Minima.Trajectories;

namespace Minima.Studies;

/// <summary>
/// Ways between two networks: straight, straight to an aligned copy, and curves of low cost to both; beside them, for the same effort, the ways
/// from A to a random copy of itself. A curve of low cost exists nearly always, so it says nothing about whether both are the same.
/// </summary>
public sealed class ConnectStudy
{
    private ConnectStudy(DataSet data, ConnectOptions options, IReadOnlyList<ConnectedWay> ways) => (Data, Options, Ways) = (data, options, ways);

    /// <summary>What was trained and measured on.</summary>
    public DataSet Data { get; }

    /// <summary>What was asked for.</summary>
    public ConnectOptions Options { get; }

    /// <summary>All six, in the order straight, aligned, curve, aligned_curve, copy, copy_curve.</summary>
    public IReadOnlyList<ConnectedWay> Ways { get; }

    /// <summary>The way of that name.</summary>
    public ConnectedWay this[string name] => Ways.First(way => way.Name == name);

    /// <summary>What the study says, and what it does not.</summary>
    public string Sentence
    {
        get
        {
            ConnectedWay curve = this["curve"], control = this["copy_curve"];
            return string.Create(
                CultureInfo.InvariantCulture,
                $"The highest training cost on the curve is {Relative(curve.Excess)}; for the same effort a curve from A to a random copy of itself reaches {Relative(control.Excess)}. ")
                + "A curve of low cost exists between nearly any two minima: it is no evidence that they are the same, and does not count as such.";

            static string Relative(double excess) => excess <= 0
                ? "that of the higher end"
                : string.Create(CultureInfo.InvariantCulture, $"{100 * excess:F2} % above the higher end's");
        }
    }

    /// <summary>Connects two networks.</summary>
    /// <param name="a">Where the ways begin.</param>
    /// <param name="b">Where they end.</param>
    /// <param name="data">What is trained and measured on.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Told the part that is done, and of which way.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="UnusableInputException">
    /// The networks have other layers, do not fit the data, or hold a number that is not finite; both are the same point; a curve's training diverged.
    /// </exception>
    public static ConnectStudy Of(
        Snapshot a, Snapshot b, DataSet data, ConnectOptions options, IProgress<(double Done, string Way)>? progress = null, CancellationToken cancellation = default)
    {
        Network network = a.Network;
        if (!network.HasShapeOf(b.Network))
            throw new UnusableInputException("A and B have other layers or units; a way needs two networks of the same layers. `minima inspect` shows a file's.");
        Fit.Require(network, data, "A");
        Fit.RequireExamples(data, DataPart.Train);
        Fit.RequireExamples(data, DataPart.Test);
        foreach ((string name, Snapshot end) in new[] { ("A", a), ("B", b) })
        {
            if (end.Parameters.FirstNonFinite() is { } bad)
                throw new UnusableInputException($"{name} holds a number that is not finite: {bad}. Only between finite networks is there a way.");
        }

        Parameters from = a.Parameters, raw = new(network.Layout, b.Parameters.Values);
        Symmetry alignment = Aligner.Align(network, from, raw, SymmetryKind.Full, seed: options.Seed).Symmetry;
        Symmetry random = Aligner.Random(network, new RandomState(options.Seed));
        List<(string Name, string Meaning, Parameters To)> curves =
        [
            ("curve", "A to B as they are, curved", raw),
            ("aligned_curve", "A to B aligned, curved", alignment.Apply(raw)),
            ("copy_curve", "control: A to a random copy of itself, curved", random.Apply(from)),
        ];
        CurveOptions training = options.Training;
        List<ConnectedWay> ways =
        [
            .. Straight(from, raw, [("straight", "A to B as they are, straight", Symmetry.Identity(network)), ("aligned", "A to B aligned, straight", alignment)]),
            .. Straight(from, from, [("copy", "control: A to a random copy of itself, straight", random)]),
        ];
        using var trainer = new CurveTrainer(network, data.Train, training);
        using var measure = new PlaneMeasure(network, data.Train, data.Test, options.L1, training.L2, training.Threads);
        for (int i = 0; i < curves.Count; i++)
        {
            (string name, string meaning, Parameters to) = curves[i];
            Curve curve = trainer.Train(from, to, done => progress?.Report(((i + done) / curves.Count, meaning)), cancellation);
            ways.Add(new ConnectedWay(name, meaning, Measure(curve), curve.Chords(options.Points - 1)));
        }

        string[] order = ["straight", "aligned", "curve", "aligned_curve", "copy", "copy_curve"];
        return new ConnectStudy(data, options, [.. ways.OrderBy(way => Array.IndexOf(order, way.Name))]);

        IEnumerable<ConnectedWay> Straight(Parameters start, Parameters end, (string Name, string Meaning, Symmetry Symmetry)[] asked)
        {
            using var lines = new Lines(network, data.Train, data.Test, new LineOptions
            {
                Points = options.Points,
                L1 = options.L1,
                L2 = training.L2,
                WithTop = false,
                Threads = training.Threads,
            });
            IReadOnlyList<LinePath> paths = lines.Between(start, end, [.. asked.Select(static way => way.Symmetry)], cancellation);
            for (int i = 0; i < asked.Length; i++)
            {
                double chord = Distances.Between(start, asked[i].Symmetry.Apply(end)).Total.L2 / (options.Points - 1);
                yield return new ConnectedWay(asked[i].Name, asked[i].Meaning, paths[i].Points, [.. Enumerable.Repeat(chord, options.Points - 1)]);
            }
        }

        IReadOnlyList<LinePoint> Measure(Curve curve)
        {
            double[] times = [.. Enumerable.Range(0, options.Points).Select(i => (double)i / (options.Points - 1))];
            return [.. measure.At(curve.Plane, [.. times.Select(curve.At)], cancellation: cancellation)
                .Select((point, i) => new LinePoint(times[i], point.Train!, point.TrainCost!.Value, point.Test!))];
        }
    }

    /// <summary>The ways beside each other: a row each.</summary>
    public Table ToTable()
    {
        var table = new Table(
            new Column("way", Alignment.Left), new Column("highest train loss", Format: "F5"), new Column("highest train cost", Format: "F5"), new Column("at t", Format: "F3"),
            new Column("above higher end %", Format: "F2"), new Column("highest test error %", Format: "F2"), new Column("mean train loss", Format: "F5"),
            new Column("by length", Format: "F5"), new Column("length", Format: "F2"));
        foreach (ConnectedWay way in Ways)
        {
            table.Add(
                way.Meaning, way.Points.Max(static point => point.Train.Loss), way.Top.TrainCost, way.Top.T, 100 * way.Excess,
                100 * way.Points.Max(static point => point.Test.ErrorRate), way.MeanLoss, way.MeanLossByLength, way.Length);
        }

        return table;
    }

    /// <summary>Every place of every way.</summary>
    public Table ToLongTable()
    {
        string[] numbers = ["t", "train_loss", "train_cost", "train_errors", "test_loss", "test_errors"];
        var table = new Table([new Column("way", Alignment.Left), .. numbers.Select(static name => new Column(name))]);
        foreach (ConnectedWay way in Ways)
        {
            foreach (LinePoint point in way.Points)
                table.Add(way.Name, point.T, point.Train.Loss, point.TrainCost, point.Train.Errors, point.Test.Loss, point.Test.Errors);
        }

        return table;
    }

    /// <summary>
    /// Cost, loss and error along the ways. The straight ways between networks as they are rise so high that all others lie flat on the axis beside
    /// them, so those have charts of their own.
    /// </summary>
    public Figure ToFigure(string title) => new(title,
    [
        Chart("training cost", "cost", Ways, static point => point.TrainCost),
        Chart("training cost of the low ways", "cost", Low, static point => point.TrainCost) with
        {
            Lines = [new ReferenceLine(Orientation.Horizontal, Math.Max(Ways[0].Points[0].TrainCost, Ways[0].Points[^1].TrainCost), "higher end")],
        },
        Chart("training loss of the low ways", "loss", Low, static point => point.Train.Loss),
        Chart("test loss of the low ways", "loss", Low, static point => point.Test.Loss),
    ])
    {
        Note = "t = 0 is A, t = 1 is B or the copy. A curve of low cost exists between nearly any two minima: it is no evidence that they are the same.",
    };

    private IReadOnlyList<ConnectedWay> Low => [.. Ways.Where(static way => way.Name is not ("straight" or "copy"))];

    private static Chart Chart(string title, string label, IReadOnlyList<ConnectedWay> ways, Func<LinePoint, double> value) => new(
        new Axis("t"), new Axis(label, "nats"),
        [.. ways.Select(way => new Series(
            way.Meaning.Replace("control: ", "", StringComparison.Ordinal), [.. way.Points.Select(static point => point.T)], [.. way.Points.Select(value)])
        {
            Role = way.Name.StartsWith("copy", StringComparison.Ordinal) ? SeriesRole.Reference : SeriesRole.Measured,
        })])
    {
        Title = title,
    };
}
