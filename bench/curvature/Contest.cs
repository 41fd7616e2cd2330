using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Minima.Bench;
using Minima.Data;
using Minima.Figures;
using Minima.Networks;

namespace Minima.CurvatureBench;

/// <summary>Both sides in turn, product after product, and the table.</summary>
internal sealed class Contest : IDisposable
{
    private const double L2 = 1e-4;

    // PyTorch sums 50,000 examples in single precision.
    private const double Tolerance = 1e-4;

    private readonly string _folder = Directory.CreateTempSubdirectory("minima-curvature-").FullName;
    private readonly DataSet _data;
    private readonly Network _network;
    private readonly double[] _direction;
    private readonly PreciseFunctional[] _ours;
    private readonly Peer[] _theirs;
    private readonly List<(string Name, Func<double> Product)> _sides = [];
    private readonly Dictionary<string, List<double>> _seconds = [];
    private readonly double[] _exact;
    private string _differences = "";

    public Contest(string python, DataSet data, Network network, Parameters point, float[] direction)
    {
        (_data, _network, _direction) = (data, network, [.. direction.Select(static x => (double)x)]);
        Write(point, direction);
        _ours = [.. new[] { 2, 1 }.Select(threads => new PreciseFunctional(network, data.Train, 0, L2, threads))];
        foreach (PreciseFunctional functional in _ours)
            functional.MoveTo(point);
        _exact = _ours[0].Product(_direction);
        foreach ((PreciseFunctional functional, string threads) in _ours.Zip(["2 threads", "1 thread"]))
        {
            foreach (ProductPrecision precision in new[] { ProductPrecision.Mixed, ProductPrecision.Double })
                _sides.Add(($"Minima, {precision.ToString().ToLowerInvariant()}, {threads}", () => Time(functional, precision)));
        }

        _theirs = [Torch(python, "kept", 2), Torch(python, "anew", 2), Torch(python, "kept", 1)];
        foreach (Peer peer in _theirs)
            _sides.Add((peer.Name, () => peer.Ask("product").GetProperty("seconds").GetDouble()));
    }

    /// <summary>Whether both sides computed the same.</summary>
    public bool Agree { get; private set; } = true;

    /// <summary>One product of each side in turn; a first round is not counted.</summary>
    public void Run(int rounds)
    {
        for (int round = 0; round <= rounds; round++)
        {
            foreach ((string name, Func<double> product) in _sides)
            {
                double seconds = product();
                if (round == 0)
                    _seconds[name] = [];
                else
                    _seconds[name].Add(seconds);
                Console.Error.WriteLine($"round {round} of {rounds}: {name} {seconds:F3} s");
            }
        }

        double mixed = Difference(_ours[0].Product(_direction, ProductPrecision.Mixed));
        double torch = Difference(MemoryMarshal.Cast<byte, double>(File.ReadAllBytes(Path.Combine(_folder, "product"))).ToArray());
        Agree = mixed <= Tolerance && torch <= Tolerance;
        _differences = string.Create(CultureInfo.InvariantCulture, $"Relative distance (L2) from the product in double precision: mixed {mixed:E1}, PyTorch (single) {torch:E1}");
    }

    public string Report()
    {
        var times = new Table(new Column("side", Alignment.Left), new Column("s a product", Format: "F3"), new Column("least", Format: "F3"), new Column("most", Format: "F3"));
        var ratios = new Table(new Column("times as fast", Alignment.Left), new Column("median", Format: "F1"), new Column("least", Format: "F1"), new Column("most", Format: "F1"));
        foreach ((string name, _) in _sides)
            times.Add(name, Median(_seconds[name]), _seconds[name].Min(), _seconds[name].Max());
        foreach (string ours in _sides.Take(2).Select(static side => side.Name))
        {
            foreach (Peer peer in _theirs.Take(2))
            {
                double[] each = [.. _seconds[peer.Name].Zip(_seconds[ours], static (theirs, own) => theirs / own)];
                ratios.Add($"{ours}, against {peer.Name}", Median(each), each.Min(), each.Max());
            }
        }

        var text = new StringBuilder("# Hessian-vector products beside PyTorch's double backward\n\n");
        text.Append("`dotnet run -c Release --project bench/curvature` printed this: products of the cost's Hessian with a random direction over all training\n");
        text.Append("examples, at the start of the default network with a random output layer, in turn in one run; a ratio is formed within each round. Going to\n");
        text.Append("the point (Minima: activations; PyTorch: the graph of the gradient, where it is kept) is not counted; \"anew\" builds the graph each time.\n\n");
        text.Append(CultureInfo.InvariantCulture, $"- {Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription.Split('#')[0].Trim()}, .NET {Environment.Version}; PyTorch {_theirs[0].Version}\n");
        text.Append(CultureInfo.InvariantCulture, $"- {_data.Name}: {_data.Train.Count} examples, {_network.Layout.Count} parameters; {_seconds.Values.First().Count} rounds; median, least and most\n");
        text.Append(CultureInfo.InvariantCulture, $"- {_differences}\n- Peak memory of Minima's process, which holds two functionals here: {Process.GetCurrentProcess().PeakWorkingSet64 / 1e6:F0} MB\n\n");
        return text.Append(ratios.ToMarkdown()).Append('\n').Append(times.ToMarkdown()).ToString();
    }

    public void Dispose()
    {
        foreach (IDisposable side in (IDisposable[])[.. _ours, .. _theirs])
            side.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    public static string Repository([CallerFilePath] string path = "") => Path.GetFullPath(Path.Combine(path, "..", "..", ".."));

    private Peer Torch(string python, string variant, int threads)
    {
        int[] sizes = [_network.Inputs, .. _network.Layers.Select(static layer => layer.Outputs)];
        return new Peer(python, $"PyTorch, single, graph {variant}", threads, new { folder = _folder, sizes, l2 = L2, variant, threads, dtype = "float32" });
    }

    private double Time(PreciseFunctional functional, ProductPrecision precision)
    {
        long began = Stopwatch.GetTimestamp();
        functional.Product(_direction, precision);
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private double Difference(double[] product) =>
        Math.Sqrt(product.Zip(_exact, static (a, b) => (a - b) * (a - b)).Sum() / _exact.Sum(static x => x * x));

    private void Write(Parameters point, float[] direction)
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

        foreach ((string name, byte[] bytes) in new[]
        {
            ("y", _data.Train.Labels.ToArray()), ("point", MemoryMarshal.AsBytes<float>(point.Values).ToArray()), ("direction", MemoryMarshal.AsBytes<float>(direction).ToArray()),
        })
        {
            using FileStream file = File.Create(Path.Combine(_folder, name));
            file.Write(bytes);
        }
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
