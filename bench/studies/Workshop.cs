using System.Runtime.CompilerServices;
using Minima.Data;
using Minima.Geometry;
using Minima.Minimisation;
using Minima.Networks;
using Minima.Studies;
using Minima.Trajectories;

namespace Minima.PublishedStudies;

/// <summary>What the studies share: the data, the folder of the runs, trainings that are made once, and lines between their snapshots.</summary>
internal sealed class Workshop(string runs) : IDisposable
{
    private readonly Dictionary<(string, int, int, bool), Lines> _lines = [];

    /// <summary>MNIST, or the built-in digits where it is not found.</summary>
    public DataSet Data { get; } = DataLocator.FromEnvironment().Load("auto");

    /// <summary>The data with the first training examples alone, and few to validate and to test on, so that a step over all costs little else.</summary>
    public DataSet First(int count) => Data with { Train = Data.Train.Slice(0, count), Validation = Data.Validation.Slice(0, 100), Test = Data.Test.Slice(0, 100) };

    /// <summary>The table of a study.</summary>
    public static ResultFile Table(string name, int keys, string heading, [CallerFilePath] string here = "") =>
        new(Path.GetFullPath(Path.Combine(here, "..", "..", "results", "studies", name + ".csv")), keys, heading);

    /// <summary>A perceptron with ReLU units for the data.</summary>
    public Network Relu(params int[] hidden) => Network.Perceptron(Data.Inputs, hidden, Data.Classes, Activation.Relu);

    /// <summary>Trains a run by one thread up to an epoch at least, or goes on with it, or does nothing where it is there.</summary>
    public Run Train(string name, Network network, uint hiddenSeed, DescentOptions descent, int epochs, params int[] keep) =>
        Train(name, network, hiddenSeed, descent, epochs, Data, keep);

    /// <summary>The same on other data.</summary>
    public Run Train(string name, Network network, uint hiddenSeed, DescentOptions descent, int epochs, DataSet data, params int[] keep)
    {
        string folder = Path.Combine(runs, name);
        var configuration = new RunConfiguration(network, new Start(hiddenSeed), descent, data.Name, data.Fingerprint);
        int last = Run.Exists(folder) ? Math.Max(epochs, Run.Open(folder).Epochs) : epochs;
        TrainingResult result = Training.Run(configuration, data, folder, last, new SaveSchedule(every: 0, keep), threads: 1);
        if (result.Outcome != TrainingOutcome.AlreadyComplete)
            Console.Error.WriteLine($"{result.Sentence} {result.TestErrors} test errors, {result.Seconds:F0} s");
        return Run.Open(folder);
    }

    /// <summary>The lines from A to B as it is, to B with its units exchanged, and to B with all its symmetries used.</summary>
    /// <param name="a">A.</param>
    /// <param name="b">B.</param>
    /// <param name="most">How many training examples are read at most, the first ones.</param>
    /// <param name="withTop">Whether the highest point is looked for beside the grid.</param>
    public (LinePath Raw, LinePath Permuted, LinePath Aligned) ThreeLines(Snapshot a, Snapshot b, int most = int.MaxValue, bool withTop = true)
    {
        Symmetry[] symmetries =
        [
            Symmetry.Identity(a.Network),
            Aligner.Align(a.Network, a.Parameters, b.Parameters, SymmetryKind.Permutation, randomStarts: 0).Symmetry,
            Aligner.Align(a.Network, a.Parameters, b.Parameters, randomStarts: 0).Symmetry,
        ];
        IReadOnlyList<LinePath> paths = Between(a, b, symmetries, points: 25, most, withTop);
        return (paths[0], paths[1], paths[2]);
    }

    /// <summary>The line from A to B as it is.</summary>
    public LinePath Line(Snapshot a, Snapshot b, int points) => Between(a, b, [Symmetry.Identity(a.Network)], points, int.MaxValue, withTop: true)[0];

    /// <summary>The published definition of that name.</summary>
    public static BarrierDefinition By(string name) => BarrierDefinition.Published.First(definition => definition.Name == name);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Lines lines in _lines.Values)
            lines.Dispose();
    }

    private IReadOnlyList<LinePath> Between(Snapshot a, Snapshot b, Symmetry[] symmetries, int points, int most, bool withTop)
    {
        // One network at a time: the examples are packed for each.
        string shape = string.Join('-', a.Network.Layers.Select(static layer => $"{layer.Outputs}{layer.Activation}"));
        if (!_lines.TryGetValue((shape, points, most, withTop), out Lines? lines))
        {
            Dispose();
            _lines.Clear();
            Examples train = most < Data.Train.Count ? Data.Train.Slice(0, most) : Data.Train;
            lines = new Lines(a.Network, train, Data.Test, new LineOptions { Points = points, L2 = 0, WithTop = withTop, Threads = 1 });
            _lines.Add((shape, points, most, withTop), lines);
        }

        return lines.Between(a.Parameters, b.Parameters, symmetries);
    }
}
