using System.Diagnostics;
using Minima.Data;
using Minima.Geometry;
using Minima.Networks;
using Minima.Numerics;

namespace Minima.Studies;

/// <summary>Whether the aligner finds what was hidden: random symmetries of a network are planted, and looked for.</summary>
/// <param name="Planted">How many.</param>
/// <param name="Recovered">How many were found exactly: every unit, every sign, and scales within 1e-5 of themselves.</param>
/// <param name="Slowest">The longest of the searches.</param>
/// <param name="Median">The search in the middle.</param>
public sealed record AlignmentSelfTest(int Planted, int Recovered, TimeSpan Slowest, TimeSpan Median)
{
    private const double ScaleTolerance = 1e-5;

    /// <summary>Plants and looks for them. Symmetry i is drawn with the seed [seed, i].</summary>
    /// <param name="network">The layers.</param>
    /// <param name="parameters">The network that is hidden.</param>
    /// <param name="planted">How often.</param>
    /// <param name="options">How it is looked for.</param>
    /// <param name="examples">What units are watched on; without effect by weights.</param>
    /// <param name="progress">Is told how many were looked for.</param>
    /// <param name="cancellation">Stops it between two.</param>
    /// <exception cref="UnusableInputException">The parameters are not those of the network, or not all finite.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was requested.</exception>
    public static AlignmentSelfTest Of(
        Network network,
        Parameters parameters,
        int planted,
        AlignmentOptions options,
        Examples examples,
        IProgress<int>? progress = null,
        CancellationToken cancellation = default)
    {
        int recovered = 0;
        var times = new List<TimeSpan>();
        for (int i = 0; i < planted; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var hidden = Aligner.Random(network, new RandomState(options.Seed, (uint)i), options.Kind);
            Parameters copy = hidden.Apply(parameters);
            var clock = Stopwatch.StartNew();
            AlignmentResult closest = Aligner.Align(network, parameters, copy, options.Kind, options.RandomStarts, options.Seed);
            Symmetry found = AlignmentSearch.Find(network, parameters, copy, closest, examples, options, cancellation: cancellation).Symmetry;
            times.Add(clock.Elapsed);
            progress?.Report(i + 1);
            recovered += found.Maps.Zip(hidden.Inverse().Maps).All(static pair => IsSame(pair.First, pair.Second)) ? 1 : 0;
        }

        times.Sort();
        return new AlignmentSelfTest(planted, recovered, times.LastOrDefault(), times.ElementAtOrDefault(times.Count / 2));
    }

    private static bool IsSame(UnitMap found, UnitMap hidden) =>
        found.Source.SequenceEqual(hidden.Source)
        && found.Factor.Zip(hidden.Factor).All(static pair => Math.Abs(pair.First - pair.Second) <= ScaleTolerance * Math.Abs(pair.Second));
}
