using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Minima.Bench;
using Minima.Data;
using Minima.Figures;
using Minima.Geometry;
using Minima.Minimisation;
using Minima.Networks;
using Minima.Studies;
using Minima.Trajectories;

namespace Minima.SurfaceBench;

/// <summary>A surface by both sides in turn, and the table. PyTorch measures a sample of the points before and after Minima measures all.</summary>
internal sealed class Contest : IDisposable
{
    private const int Points = 51;
    private const int Sample = 8;
    private const int Epochs = 5;

    // PyTorch sums logits and losses in single precision.
    private const double Tolerance = 1e-5;

    private readonly string _folder = Directory.CreateTempSubdirectory("minima-surface-").FullName;
    private readonly DataSet _data;
    private readonly Network _network;
    private readonly StudiedPlane _plane;
    private readonly Peer[] _theirs;
    private readonly List<double> _ours = [];
    private readonly List<double> _interpolated = [];
    private readonly List<double> _passes = [];
    private readonly double[] _losses = new double[Sample];
    private double _difference;
    private double _error;
    private (Peer Peer, int Rows) _best;

    public Contest(string python, DataSet data, Network network)
    {
        (_data, _network, _plane) = (data, network, StudiedPlane.Random(Trained(data, network, Path.Combine(_folder, "run")), 0));
        Write();
        int[] sizes = [network.Inputs, .. network.Layers.Select(static layer => layer.Outputs)];
        _theirs = [.. new[] { 1, 2 }.Select(threads => new Peer(python, "PyTorch", threads, new { folder = _folder, sizes, threads }))];
    }

    /// <summary>Whether both sides computed the same.</summary>
    public bool Agree => _difference <= Tolerance;

    /// <summary>First PyTorch's best way is looked for; then rounds of both sides in turn.</summary>
    public void Run(int rounds)
    {
        _best = Best();
        for (int round = 0; round < rounds; round++)
        {
            double[] before = Direct(round, 0);
            (double seconds, Surface surface) = Measure(0);
            _ours.Add(seconds);
            (seconds, Surface interpolated) = Measure(13);
            _interpolated.Add(seconds);
            double[] after = Direct(round, Sample / 2);
            _passes.Add(before.Concat(after).Average());
            _error = Math.Max(_error, surface["train_loss"]!.Values.Zip(interpolated["train_loss"]!.Values, static (a, b) => Math.Abs(a - b)).Max());
            for (int i = 0; i < Sample; i++)
            {
                (int column, int row) = Place(round, i);
                double ours = surface["train_loss"]!.Values[(row * Points) + column];
                _difference = Math.Max(_difference, Math.Abs(_losses[i] - ours) / ours);
            }

            Console.Error.WriteLine($"round {round + 1} of {rounds}: {_ours[^1]:F1} s, interpolated {_interpolated[^1]:F1} s, PyTorch {_passes[^1]:F3} s a point");
        }
    }

    public string Report()
    {
        double[] whole = [.. _passes.Select(static pass => pass * Points * Points)];
        var table = new Table(new Column("side", Alignment.Left), new Column("s a surface", Format: "F1"), new Column("least", Format: "F1"), new Column("most", Format: "F1"));
        Add("Minima, every point", _ours);
        Add("Minima, interpolated from 13 x 13", _interpolated);
        Add($"{_best.Peer.Name}, {Points * Points} passes", whole);
        var ratios = new Table(new Column("times as fast", Alignment.Left), new Column("median", Format: "F1"), new Column("least", Format: "F1"), new Column("most", Format: "F1"));
        foreach ((string name, List<double> ours) in new[] { ("Minima, every point", _ours), ("Minima, interpolated", _interpolated) })
        {
            double[] each = [.. whole.Zip(ours, static (theirs, own) => theirs / own)];
            ratios.Add(name, Median(each), each.Min(), each.Max());
        }

        var text = new StringBuilder("# A surface of the loss beside PyTorch's direct way\n\n");
        text.Append("`dotnet run -c Release --project bench/surface` printed this: the loss on all training examples at 51 x 51 points of a random plane through\n");
        text.Append(CultureInfo.InvariantCulture, $"the default network after {Epochs} epochs, two threads, from the call to the grid, its trial included. PyTorch's direct way is a pass over\n");
        text.Append(CultureInfo.InvariantCulture, $"all examples for each point. It was timed at {Sample} points a round, half of them before and half after Minima's grid, and their mean taken {Points * Points}\n");
        text.Append("times. Its number of threads and of examples at a time are the best of six ways that were tried before. Reading the data is not counted.\n\n");
        text.Append(CultureInfo.InvariantCulture, $"- {Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription.Split('#')[0].Trim()}, .NET {Environment.Version}; PyTorch {_theirs[0].Version}\n");
        text.Append(CultureInfo.InvariantCulture, $"- {_data.Name}: {_data.Train.Count} examples; {_ours.Count} round{(_ours.Count == 1 ? "" : "s")}; PyTorch took {_best.Rows} examples at a time, {Median(_passes):F3} s a point\n");
        text.Append(CultureInfo.InvariantCulture, $"- Largest difference of the loss at the points that both measured: {_difference:E1} of it; of the interpolated loss, at all points: {_error:E1} nats\n");
        text.Append(CultureInfo.InvariantCulture, $"- Peak memory of Minima's process: {Process.GetCurrentProcess().PeakWorkingSet64 / 1e6:F0} MB\n\n");
        return text.Append(ratios.ToMarkdown()).Append('\n').Append(table.ToMarkdown()).ToString();

        void Add(string side, IReadOnlyList<double> seconds) => table.Add(side, Median(seconds), seconds.Min(), seconds.Max());
    }

    public void Dispose()
    {
        foreach (Peer peer in _theirs)
            peer.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    public static string Repository([CallerFilePath] string path = "") => Path.GetFullPath(Path.Combine(path, "..", "..", ".."));

    private static Parameters Trained(DataSet data, Network network, string folder)
    {
        var configuration = new RunConfiguration(network, new Start(1234, OutputStart.Random), new DescentOptions(), data.Name, data.Fingerprint);
        Training.Run(configuration, data, folder, Epochs, new SaveSchedule(every: Epochs));
        return Minima.Trajectories.Run.Open(folder).ReadLast().Parameters;
    }

    // Each way twice; the first time warms up.
    private (Peer Peer, int Rows) Best()
    {
        var ways = _theirs.SelectMany(static peer => new[] { int.MaxValue, 5000, 500 }.Select(rows => (Peer: peer, Rows: rows))).ToList();
        double[] seconds = [.. ways.Select(static way => Math.Min(Ask(way, 0, 0).Seconds, Ask(way, 0, 0).Seconds))];
        for (int i = 0; i < seconds.Length; i++)
            Console.Error.WriteLine($"{ways[i].Peer.Name}, {Math.Min(ways[i].Rows, _data.Train.Count)} at a time: {seconds[i]:F3} s a point");
        (Peer peer, int rows) = ways[Array.IndexOf(seconds, seconds.Min())];
        return (peer, Math.Min(rows, _data.Train.Count));
    }

    private (double Seconds, Surface Surface) Measure(int nodes)
    {
        long began = Stopwatch.GetTimestamp();
        SurfaceStudy study = SurfaceStudy.Of(_network, [_plane], _data, new SurfaceOptions { Points = Points, Nodes = nodes, WithTest = false, Threads = 2 });
        return (Stopwatch.GetElapsedTime(began).TotalSeconds, study.Surfaces[0]);
    }

    private double[] Direct(int round, int first)
    {
        var seconds = new double[Sample / 2];
        for (int i = 0; i < seconds.Length; i++)
        {
            (int column, int row) = Place(round, first + i);
            (seconds[i], _losses[first + i]) = Ask(_best, Coordinate(_plane.Left, _plane.Right, column), Coordinate(_plane.Bottom, _plane.Top, row));
        }

        return seconds;
    }

    private static (double Seconds, double Loss) Ask((Peer Peer, int Rows) way, double x, double y)
    {
        JsonElement answer = way.Peer.Ask(JsonSerializer.Serialize(new { x, y, rows = way.Rows }));
        return (answer.GetProperty("seconds").GetDouble(), answer.GetProperty("loss").GetDouble());
    }

    // Points all over the grid.
    private static (int Column, int Row) Place(int round, int i)
    {
        int number = (round * Sample) + i;
        return (((number * 19) + 5) % Points, ((number * 29) + 11) % Points);
    }

    private static double Coordinate(double from, double to, int i) => from + ((to - from) * i / (Points - 1));

    private void Write()
    {
        using (var stream = new BufferedStream(File.Create(Path.Combine(_folder, "x")), 1 << 20))
        {
            var row = new float[_data.Inputs];
            for (int i = 0; i < _data.Train.Count; i++)
            {
                _data.Train.CopyRow(i, row);
                stream.Write(MemoryMarshal.AsBytes<float>(row));
            }
        }

        Plane plane = _plane.Plane;
        foreach ((string name, Parameters part) in new[] { ("origin", plane.Origin), ("u", plane.U), ("v", plane.V) })
            Minima.AtomicFile.Write(Path.Combine(_folder, name), MemoryMarshal.AsBytes<float>(part.Values).ToArray());
        Minima.AtomicFile.Write(Path.Combine(_folder, "y"), _data.Train.Labels.ToArray());
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
