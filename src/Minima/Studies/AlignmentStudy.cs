using System.Diagnostics;
using Minima.Data;
using Minima.Geometry;
using Minima.Networks;
using Minima.Trajectories;

namespace Minima.Studies;

/// <summary>
/// How near two networks come when one is replaced by the copy of itself, computing the same function, that lies closest to the other;
/// with what proves it, and with what the same procedure gives where there is nothing to find and where there is nothing to differ.
/// </summary>
public sealed record AlignmentStudy
{
    /// <summary>What B is brought close to; it is never changed.</summary>
    public required Snapshot A { get; init; }

    /// <summary>What is moved.</summary>
    public required Snapshot B { get; init; }

    /// <summary>What was evaluated.</summary>
    public required DataSet Data { get; init; }

    /// <summary>How it was done.</summary>
    public required AlignmentOptions Options { get; init; }

    /// <summary>The symmetry, how far no symmetry comes closer, and where each start ended.</summary>
    public required AlignmentResult Result { get; init; }

    /// <summary>The closest copy, which is the one by weights, with its certificate; the same as <see cref="Result"/> where that was asked for.</summary>
    public required AlignmentResult Closest { get; init; }

    /// <summary>How long finding the symmetry took; the only member that differs from run to run.</summary>
    public required TimeSpan Time { get; init; }

    /// <summary>The copy of B.</summary>
    public required Parameters Aligned { get; init; }

    /// <summary>A to B.</summary>
    public required Distances Raw { get; init; }

    /// <summary>The best symmetry of exchanges alone; none where no symmetry was allowed.</summary>
    public required Symmetry Exchange { get; init; }

    /// <summary>A to the best copy by exchanges alone; the raw distances where no symmetry was allowed.</summary>
    public required Distances Permuted { get; init; }

    /// <summary>A to the aligned copy.</summary>
    public required Distances ToAligned { get; init; }

    /// <summary>A to the aligned copy, both without the part of the output layer that softmax does not see (<see cref="SoftmaxShift.Removed"/>).</summary>
    public required Distances ShiftRemoved { get; init; }

    /// <summary>2 &lt;A, B&gt; / (||A||^2 + ||B||^2), in the coordinates of the alignment.</summary>
    public required double RawOverlap { get; init; }

    /// <summary>2 &lt;A, gB&gt; / (||A||^2 + ||gB||^2), in the coordinates of the alignment.</summary>
    public required double Overlap { get; init; }

    /// <summary>What the middle between A and each copy loses.</summary>
    public required AlignmentMidpoints Midpoints { get; init; }

    /// <summary>What an alignment by weights reaches where no unit is shared.</summary>
    public required AlignmentNull Null { get; init; }

    /// <summary>Which units are recognised, by layer.</summary>
    public required IReadOnlyList<UnitRecognition> Units { get; init; }

    /// <summary>What becomes of a random copy of A.</summary>
    public required AlignmentControl Control { get; init; }

    /// <summary>That the copy is the same function.</summary>
    public required AlignmentProof Proof { get; init; }

    /// <summary>What the closest copy says of a common start; null where no unit may be exchanged.</summary>
    public Ancestry? Ancestry => Options.Kind == SymmetryKind.None ? null : Ancestry.Of(Closest.Symmetry);

    /// <summary>How many units are recognised in all layers together.</summary>
    public int Recognised => Units.Sum(static group => group.Recognised);

    /// <summary>Whether the overlap lies above what units that share nothing reach, by more than three standard deviations of the null's draws.</summary>
    public bool IsBeyondChance => Overlap > Null.Mean + (3 * Null.Deviation);

    /// <summary>Aligns B to A, and measures.</summary>
    /// <param name="a">What is called A in errors.</param>
    /// <param name="first">A.</param>
    /// <param name="b">What is called B in errors.</param>
    /// <param name="second">B.</param>
    /// <param name="data">The data on which the functions are compared.</param>
    /// <param name="options">How.</param>
    /// <param name="part">The part of the data.</param>
    /// <param name="progress">Is told how many draws of the null are done.</param>
    /// <param name="searching">Is told the part of a search by something else than weights that is done.</param>
    /// <param name="known">What <see cref="DrawNull"/> gave for the same networks and options; null: it is drawn.</param>
    /// <param name="cancellation">Stops it between two draws of the null.</param>
    /// <exception cref="UnusableInputException">
    /// The networks have other shapes or activations, or no hidden layer, a number is not finite, the data does not fit, or there is no draw of the null.
    /// </exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was requested.</exception>
    public static AlignmentStudy Of(
        string a,
        Snapshot first,
        string b,
        Snapshot second,
        DataSet data,
        AlignmentOptions options,
        DataPart part = DataPart.Test,
        IProgress<int>? progress = null,
        IProgress<double>? searching = null,
        AlignmentNull? known = null,
        CancellationToken cancellation = default)
    {
        Network network = first.Network;
        Demand(a, first, b, second);
        if (options.NullDraws < 1)
            throw new UnusableInputException("The null needs at least one draw.");
        Fit.RequireInputs(network, data, a);
        if (!network.IsAutoencoder)
            Fit.Require(network, data, a);
        else if (options.By != AlignmentBy.Weights && options.Given is null)
            throw new UnusableInputException("Autoencoders are aligned by their weights: what else an alignment can be chosen by rests on classes. Leave --by out.");
        Fit.RequireExamples(data, part);
        bool watches = options.Given is null && options.By != AlignmentBy.Weights;
        if (watches)
            RequireWatched(data, options);
        Parameters mine = first.Parameters, theirs = new(network.Layout, second.Parameters.Values);
        var clock = Stopwatch.StartNew();
        AlignmentResult closest = Aligner.Align(network, mine, theirs, options.Kind, options.RandomStarts, options.Seed);
        AlignmentResult result = options.Given is { } given
            ? AlignmentSearch.Of(network, mine, theirs, given.Symmetry, closest)
            : AlignmentSearch.Find(network, mine, theirs, closest, data.Train, options, searching, cancellation);
        TimeSpan time = clock.Elapsed;
        Parameters nearest = closest.Symmetry.Apply(theirs);
        Parameters aligned = options.Given?.Apply(theirs) ?? (ReferenceEquals(result, closest) ? nearest : result.Symmetry.Apply(theirs));
        AlignmentResult permuted = options.Kind == SymmetryKind.Full
            ? Aligner.Align(network, mine, theirs, SymmetryKind.Permutation, options.RandomStarts, options.Seed)
            : closest;
        AlignmentCoordinates of = new(network, mine), other = new(network, theirs);
        AlignmentCoordinates moved = options.Given?.Shift is null ? other.Mapped(result.Symmetry.Maps) : new(network, aligned);
        AlignmentNull control = known ?? AlignmentNull.Of(network, of, other, options, progress, cancellation);
        using Functional? functional = network.IsAutoencoder ? null : new Functional(network, data[part], threads: options.Threads);
        using Reconstruction? reconstruction = network.IsAutoencoder ? new Reconstruction(network, data[part], options.Threads) : null;
        Answers? ofMine = functional?.Answer(mine), ofTheirs = functional?.Answer(theirs);
        double Loss(Parameters point) => functional?.Evaluate(point).Loss ?? reconstruction!.Cost(point);
        return new AlignmentStudy
        {
            A = first,
            B = second,
            Data = data,
            Options = options,
            Result = result,
            Closest = closest,
            Time = time,
            Aligned = aligned,
            Raw = Distances.Between(mine, theirs),
            Exchange = permuted.Symmetry,
            Permuted = Distances.Between(mine, permuted.Symmetry.Apply(theirs)),
            ToAligned = Distances.Between(mine, aligned),
            ShiftRemoved = Distances.Between(SoftmaxShift.Removed(network, mine), SoftmaxShift.Removed(network, aligned)),
            RawOverlap = of.Overlap(other),
            Overlap = of.Overlap(moved),
            Midpoints = AlignmentMidpoints.Of(
                Loss, (mine, ofMine?.Evaluation.Loss ?? Loss(mine)), (theirs, ofTheirs?.Evaluation.Loss ?? Loss(theirs)), nearest, aligned),
            Null = control,
            Units = [.. result.Symmetry.Groups.Select((group, g) => new UnitRecognition(group, of.UnitCosines(moved, g), control.LargestCosines[g]))],
            Control = AlignmentControl.Of(network, mine, options),
            Proof = functional is null
                ? AlignmentProof.Of(reconstruction!, part, data[part].Count, mine, theirs, aligned)
                : AlignmentProof.Of(part, ofMine!, ofTheirs!, functional.Answer(aligned)),
        };
    }

    /// <summary>
    /// Draws the null of an alignment alone, which takes no data: there is time for it while these are read. Null where the networks cannot be
    /// aligned; <see cref="Of"/> says why.
    /// </summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was requested.</exception>
    public static AlignmentNull? DrawNull(Snapshot first, Snapshot second, AlignmentOptions options, CancellationToken cancellation = default)
    {
        Network network = first.Network;
        bool finite = first.Parameters.FirstNonFinite() is null && second.Parameters.FirstNonFinite() is null;
        if (!finite || !Comparisons.Comparison.SameShape(network, second.Network) || network.Layers.Count < 2 || options.NullDraws < 1)
            return null;
        var theirs = new Parameters(network.Layout, second.Parameters.Values);
        return AlignmentNull.Of(network, new AlignmentCoordinates(network, first.Parameters), new AlignmentCoordinates(network, theirs), options, null, cancellation);
    }

    /// <summary>Writes the aligned copy of B, with B's epoch and run; where B is a part of another tool's file (<see cref="LayerFile"/>), as that file.</summary>
    /// <exception cref="UnusableInputException">That file has no biases where the copy needs some.</exception>
    /// <exception cref="IOException">The disk is full or the file cannot be written; a file that was there is as it was.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public void WriteAligned(string path) => new Snapshot(A.Network, Aligned, B.Epoch, B.Run) { State = B.State }.Write(path);

    /// <summary>Writes permutation, signs or scales, and shift, as a NumPy file (see docs/alignment.md).</summary>
    /// <inheritdoc cref="WriteAligned" path="/exception"/>
    public void Export(string path) => AlignmentFile.Of(this).Write(path);

    private static void RequireWatched(DataSet data, AlignmentOptions options)
    {
        Fit.RequireExamples(data, DataPart.Train);
        if (options.Examples < 1)
            throw new UnusableInputException("Units are watched on at least one example.");
    }

    /// <summary>Makes sure that B can be aligned to A.</summary>
    /// <exception cref="UnusableInputException">They have other layers or units, there is no hidden one, or a number is not finite.</exception>
    internal static void Demand(string a, Snapshot first, string b, Snapshot second)
    {
        if (!first.Network.Layout.Matches(second.Network.Layout))
        {
            throw new UnusableInputException(
                $"'{a}' is {Shape(first.Network)}, but '{b}' is {Shape(second.Network)}. Only networks of the same layers can be aligned.");
        }

        foreach ((Layer mine, Layer theirs) in first.Network.Layers.Zip(second.Network.Layers))
        {
            if (mine.Activation != theirs.Activation)
            {
                throw new UnusableInputException(
                    $"The units of '{mine.Name}' are {Word(mine)} in '{a}', but {Word(theirs)} in '{b}'. Only networks of the same layers can be aligned.");
            }
        }

        if (first.Network.Layers.Count < 2)
            throw new UnusableInputException($"'{a}' has no hidden layer, so there are no units to align; `minima distance` compares it as it is.");
        foreach ((string name, Snapshot snapshot) in new[] { (a, first), (b, second) })
        {
            if (snapshot.Parameters.FirstNonFinite() is { } number)
                throw new UnusableInputException($"'{name}': {number}. Only finite networks can be aligned; take an earlier snapshot.");
        }
    }

    private static string Word(Layer layer) => layer.Activation.ToString().ToLowerInvariant();

    private static string Shape(Network network) =>
        $"{network.Sizes} "
        + $"({string.Join(", ", network.Layers.Select(static layer => layer.Name))})";
}
