using Minima.Curvature;
using Minima.Data;
using Minima.Geometry;
using Minima.Networks;
using Minima.Numerics;
using Minima.Trajectories;

namespace Minima.Studies.Comparisons;

/// <summary>Whether two networks are the same minimum: the verdict, with all that it rests on.</summary>
public sealed record Comparison
{
    /// <summary>What is called A.</summary>
    public required string NameA { get; init; }

    /// <summary>A; it is never changed.</summary>
    public required Snapshot A { get; init; }

    /// <summary>What is called B.</summary>
    public required string NameB { get; init; }

    /// <summary>B, its parameters under A's names where the layers are the same.</summary>
    public required Snapshot B { get; init; }

    /// <summary>What they were compared on.</summary>
    public required DataSet Data { get; init; }

    /// <summary>How.</summary>
    public required ComparisonOptions Options { get; init; }

    /// <summary>Every rule's figures beside its threshold, in the order in which they are asked.</summary>
    public required IReadOnlyList<RuleCheck> Checks { get; init; }

    /// <summary>What both make of the test set.</summary>
    public required PredictionPair Functions { get; init; }

    /// <summary>How alike their layers are, on the test set.</summary>
    public required IReadOnlyList<LayerSimilarity> Layers { get; init; }

    /// <summary>What both make of the training set: A, then B.</summary>
    public required IReadOnlyList<Evaluation> Train { get; init; }

    /// <summary>How near a symmetry brings them, with null and control; null where they have other shapes.</summary>
    public AlignmentStudy? Alignment { get; init; }

    /// <summary>The lines to all copies of B that were tried; empty where they have other shapes.</summary>
    public IReadOnlyList<ComparedLine> Lines { get; init; } = [];

    /// <summary>How sure the test-set barriers of <see cref="Raw"/> and <see cref="Best"/> are.</summary>
    public (TestExcess Raw, TestExcess Best)? Uncertainty { get; init; }

    /// <summary>What shows that they are two minima; null where nothing was asked to.</summary>
    public DifferenceCertificate? Certificate { get; init; }

    /// <summary>A, the copy of B on the best line, and their midpoint as critical points; null where that was not asked for.</summary>
    public PolishedMeeting? Polished { get; init; }

    /// <summary>The first rule that applies.</summary>
    public Verdict Verdict => Rules.Decide(Checks);

    /// <summary>The verdict in words, with its figures.</summary>
    public string Sentence => VerdictSentence.Of(this);

    /// <summary>The line between the networks as they are; null where there is none.</summary>
    public ComparedLine? Raw => Lines.Count == 0 ? null : Lines[0];

    /// <summary>The line with the lowest barrier in training loss. Closest is not lowest, so it need not be that of the closest copy.</summary>
    public ComparedLine? Best => Lines.MinBy(static line => line.Path.Barrier.TrainLoss);

    /// <summary>Compares two networks.</summary>
    /// <param name="a">What is called A in errors and sentences.</param>
    /// <param name="first">A.</param>
    /// <param name="b">What is called B.</param>
    /// <param name="second">B.</param>
    /// <param name="data">What they are compared on: its training and its test part.</param>
    /// <param name="options">How.</param>
    /// <param name="certificate">What shows that they are two minima, if that was looked for.</param>
    /// <param name="progress">Is told how many draws of the null are done.</param>
    /// <param name="polishing">Is told which point is being polished, and how far it has come.</param>
    /// <param name="known">The null, where <see cref="AlignmentStudy.DrawNull"/> has drawn it for the same networks and options.</param>
    /// <param name="cancellation">Stops it between its parts.</param>
    /// <exception cref="UnusableInputException">
    /// The data does not fit a network, a part of it is empty, a number is not finite, there is no hidden layer, or no draw.
    /// </exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was requested.</exception>
    public static Comparison Of(
        string a,
        Snapshot first,
        string b,
        Snapshot second,
        DataSet data,
        ComparisonOptions options,
        DifferenceCertificate? certificate = null,
        IProgress<int>? progress = null,
        IProgress<(string Name, PolishProgress Progress)>? polishing = null,
        AlignmentNull? known = null,
        CancellationToken cancellation = default)
    {
        Demand(a, first, b, second, data, options);
        if (!SameShape(first.Network, second.Network))
            return OfOtherShapes(a, first, b, second, data, options);

        // Other tools' names do not matter: the layers' order does.
        second = new Snapshot(first.Network, new Parameters(first.Network.Layout, second.Parameters.Values), second.Epoch, second.Run);

        // What hangs on no alignment goes on beside it: much of either is the work of one thread.
        bool beside = options.Threads != 1;
        Network network = first.Network;
        var measure = new LineOptions { L1 = options.L1, L2 = options.L2, KeepTestExamples = true, Threads = options.Threads };
        Task<Lines> preparing = Start(beside, () => new Lines(network, data.Train, data.Test, measure));
        Task<(PredictionPair, IReadOnlyList<LayerSimilarity>)> comparing = Start(beside, () => FunctionsOf(first, second, data, options));
        AlignmentStudy study;
        IReadOnlyList<ComparedLine> lines;
        try
        {
            study = AlignmentStudy.Of(a, first, b, second, data, options.Alignment, progress: progress, known: known, cancellation: cancellation);
            lines = LinesOf(study, preparing, data, options, cancellation);
        }
        finally
        {
            _ = preparing.ContinueWith(
                static done => done.Result.Dispose(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }

        (PredictionPair functions, IReadOnlyList<LayerSimilarity> layers) = comparing.GetAwaiter().GetResult();
        ComparedLine raw = lines[0], best = lines.MinBy(static line => line.Path.Barrier.TrainLoss)!;
        IReadOnlyList<TestExcess> excesses = TestExcess.Of([raw.Path, best.Path], options.Draws, options.Alignment.Seed, options.Threads, cancellation);
        Evaluation[] train = [raw.Path.Points[0].Train, raw.Path.Points[^1].Train];
        PolishedMeeting? polished = options.Polish is not { } polish ? null : PolishedMeeting.Of(
            first.Network, first.Parameters, best.Symmetry.Apply(second.Parameters), data, options.L2, polish, true, options.PolishFolder, polishing, cancellation);
        certificate ??= polished?.Certificate;
        VerdictThresholds thresholds = options.Thresholds;
        return new Comparison
        {
            NameA = a,
            A = first,
            NameB = b,
            B = second,
            Data = data,
            Options = options,
            Train = train,
            Functions = functions,
            Layers = layers,
            Alignment = study,
            Lines = lines,
            Uncertainty = (excesses[0], excesses[1]),
            Certificate = certificate,
            Polished = polished,
            Checks =
            [
                Rules.Untrained(ShareOfGuessing(train[0], first), ShareOfGuessing(train[1], second), thresholds),
                Rules.NotComparable(sameShape: true),
                Rules.Identical(first.Parameters, second.Parameters),
                Rules.Distance(study.Raw.Total.Relative, study.ShiftRemoved.Total.Relative, thresholds),
                .. Rules.Functions(functions, thresholds),
                .. Rules.Lines(raw.Path, best.Path, thresholds),
                Rules.Different(certificate),
            ],
        };
    }

    /// <summary>Whether both have the same layers of the same units, whatever their names.</summary>
    internal static bool SameShape(Network a, Network b) => a.HasShapeOf(b);

    /// <summary>The training loss as a share of what guessing gives.</summary>
    internal static double ShareOfGuessing(Evaluation train, Snapshot snapshot) => train.Loss / Elementary.Log(snapshot.Network.Classes);

    private static Comparison OfOtherShapes(string a, Snapshot first, string b, Snapshot second, DataSet data, ComparisonOptions options)
    {
        Evaluation[] train = [.. new[] { first, second }.Select(snapshot =>
        {
            using var functional = new Functional(snapshot.Network, data.Train, threads: options.Threads);
            return functional.Evaluate(snapshot.Parameters);
        })];
        (PredictionPair functions, IReadOnlyList<LayerSimilarity> layers) = FunctionsOf(first, second, data, options);
        return new Comparison
        {
            NameA = a,
            A = first,
            NameB = b,
            B = second,
            Data = data,
            Options = options,
            Train = train,
            Functions = functions,
            Layers = layers,
            Checks =
            [
                Rules.Untrained(ShareOfGuessing(train[0], first), ShareOfGuessing(train[1], second), options.Thresholds),
                Rules.NotComparable(sameShape: false),
            ],
        };
    }

    // Every copy that was found is tried, and B as it is: each is a symmetry, and the verdict asks whether one makes them meet.
    private static IReadOnlyList<ComparedLine> LinesOf(
        AlignmentStudy study, Task<Lines> preparing, DataSet data, ComparisonOptions options, CancellationToken cancellation)
    {
        Network network = study.A.Network;
        (Parameters mine, Parameters theirs) = (study.A.Parameters, study.B.Parameters);
        AlignmentBy[] matchings = [.. options.MoreMatchings.Except([AlignmentBy.Weights])];

        // The search by loss is one step after the other: it has half of the threads, and the other lines are walked beside it.
        bool beside = options.Threads != 1;
        Task<Symmetry>? searching = !matchings.Contains(AlignmentBy.Loss) ? null : Start(beside, () => AlignmentSearch.Find(
            network, mine, theirs, study.Closest, data.Train,
            options.Alignment with { By = AlignmentBy.Loss, Threads = Math.Max(1, options.Threads / 2) }, cancellation: cancellation).Symmetry);
        List<(string Name, string Meaning, Symmetry Symmetry)> copies =
        [
            ("raw", "B as it is", Symmetry.Identity(network)),
            ("permuted", "units exchanged alone, closest", study.Exchange),
            ("weights", "all symmetries, closest", study.Result.Symmetry),
        ];
        AlignmentBy[] watched = [.. matchings.Where(static by => by != AlignmentBy.Loss)];
        if (watched.Length > 0)
        {
            UnitCovariances seen = AlignmentSearch.Watch(network, mine, theirs, data.Train, options.Alignment, cancellation: cancellation);
            copies.AddRange(watched.Select(by => (NameOf(by), Meaning(by), AlignmentSearch.ByActivity(
                network, mine, theirs, study.Closest, seen, options.Alignment with { By = by }).Symmetry)));
        }

        Lines lines = preparing.GetAwaiter().GetResult();
        List<LinePath> paths = [.. lines.Between(mine, theirs, [.. copies.Select(static copy => copy.Symmetry)], cancellation)];
        if (searching is not null)
        {
            copies.Add((NameOf(AlignmentBy.Loss), Meaning(AlignmentBy.Loss), searching.GetAwaiter().GetResult()));
            paths.AddRange(lines.More(mine, theirs, [copies[^1].Symmetry], cancellation));
        }

        return [.. copies.Zip(paths, static (copy, path) => new ComparedLine(copy.Name, copy.Meaning, copy.Symmetry, path))];

        static string NameOf(AlignmentBy by) => by switch
        {
            AlignmentBy.Activations => "activations",
            AlignmentBy.Contribution => "contribution",
            _ => "loss",
        };

        static string Meaning(AlignmentBy by) => by switch
        {
            AlignmentBy.Activations => "units that give the same",
            AlignmentBy.Contribution => "units that add the same to what is behind them",
            _ => "the lowest loss in the middle",
        };
    }

    private static Task<T> Start<T>(bool beside, Func<T> work) => beside ? Task.Run(work) : Task.FromResult(work());

    private static (PredictionPair Functions, IReadOnlyList<LayerSimilarity> Layers) FunctionsOf(
        Snapshot first, Snapshot second, DataSet data, ComparisonOptions options)
    {
        using var ofFirst = new Functional(first.Network, data.Test, threads: options.Threads);
        using Functional? ofSecond = ReferenceEquals(first.Network, second.Network) ? null : new Functional(second.Network, data.Test, threads: options.Threads);
        Answers[] answers = [ofFirst.AnswerWithHidden(first.Parameters), (ofSecond ?? ofFirst).AnswerWithHidden(second.Parameters)];
        return (
            PredictionPair.Of(answers[0], answers[1], data.Test.Labels, options.Thresholds.LogProbability),
            LayerSimilarity.Of(first.Network, answers[0], second.Network, answers[1], options.Threads));
    }

    private static void Demand(string a, Snapshot first, string b, Snapshot second, DataSet data, ComparisonOptions options)
    {
        foreach ((string name, Snapshot snapshot) in new[] { (a, first), (b, second) })
        {
            Fit.Require(snapshot.Network, data, name);
            if (snapshot.Parameters.FirstNonFinite() is { } number)
                throw new UnusableInputException($"'{name}': {number}. Only finite networks can be compared; take an earlier snapshot.");
        }

        Fit.RequireExamples(data, DataPart.Train);
        Fit.RequireExamples(data, DataPart.Test);
        if (options.Polish is not null && options.L1 > 0)
            throw new UnusableInputException("With an l1 penalty the cost has no gradient where a weight is 0; only smooth costs have critical points to polish to.");
        if (options.Draws < 1)
            throw new UnusableInputException("The bootstrap needs at least one draw.");
    }
}
