using Minima.Curvature;
using Minima.Data;
using Minima.Geometry;
using Minima.Studies;
using Minima.Studies.Comparisons;
using Minima.Trajectories;

namespace Minima.Cli.Commands;

/// <summary>A comparison that was asked for.</summary>
internal sealed record CompareRequest
{
    // Units of one hidden layer whose null is a matter of a second.
    private const int QuickUnits = 1000;

    public required string First { get; init; }

    public required string Second { get; init; }

    public required ComparisonOptions Options { get; init; }

    /// <summary>Null: not asked for.</summary>
    public required PolishOptions? Polish { get; init; }

    /// <summary>Where the polished points go; null: nowhere.</summary>
    public required string? PolishOut { get; init; }

    /// <summary>Null: not given.</summary>
    public required double? L2 { get; init; }

    /// <summary>Null: a run's own, or automatic.</summary>
    public required string? DataName { get; init; }

    public required OutputFiles Files { get; init; }

    public required bool Strict { get; init; }

    public required ForeignNetwork Told { get; init; }

    private bool AreRuns => Directory.Exists(First) && Directory.Exists(Second);

    /// <summary>Compares, and prints and writes what was asked for.</summary>
    public int Run(Output output, CancellationToken cancellation)
    {
        Files.Demand();
        DemandPolishOut();
        Run? runOfA = SnapshotName.RunOf(First), runOfB = SnapshotName.RunOf(Second);
        bool byEpoch = AreRuns && Comparison.SameShape(runOfA!.Configuration.Network, runOfB!.Configuration.Network);
        if (Files.Figure is not null && !byEpoch)
            throw new UnusableInputException("--figure draws two runs of one shape by epoch. Name such runs, or leave it out; `minima path` draws the line between two snapshots.");

        // The data are inflated and checked while the snapshots are read and the null, which takes none, is drawn; one that takes longer than that
        // is drawn later, with its progress shown.
        var loading = Task.Run(() => RecordedData.Load(runOfA ?? runOfB, DataName, DataLocator.FromEnvironment()), cancellation);
        Snapshot? a = byEpoch ? null : SnapshotName.Read(First, Told), b = byEpoch ? null : SnapshotName.Read(Second, Told);
        foreach (Snapshot snapshot in new[] { a, b }.OfType<Snapshot>())
            DistanceRequest.Say(snapshot, output);
        AlignmentNull? known = a is { Network.Layers: [{ Outputs: <= QuickUnits }, _] } && b is not null
            ? AlignmentStudy.DrawNull(a, b, Options.Alignment, cancellation) : null;
        DataSet data = loading.GetAwaiter().GetResult();
        output.Note($"data: {data.Description}");
        output.Detail($"data fingerprint: {data.Fingerprint}");
        foreach (string remark in new[] { RecordedData.Remark(runOfA, data), RecordedData.Remark(runOfB, data) }.OfType<string>().Distinct())
            output.Warning(remark);
        Run? penalised = runOfA ?? runOfB;
        ComparisonOptions options = Options with
        {
            L1 = penalised?.Configuration.Descent.L1 ?? 0,
            L2 = L2 ?? penalised?.Configuration.Descent.L2 ?? SharedOptions.UsualL2,
            Polish = Polish,
            PolishFolder = PolishOut,
        };
        Verdict verdict = byEpoch
            ? OfRuns(runOfA!, runOfB!, data, options, output, cancellation)
            : OfSnapshots(a!, b!, data, options, known, output, cancellation);
        Files.Note(output);
        return Strict && !verdict.IsSame() ? ExitCode.Failed : ExitCode.Done;
    }

    private Verdict OfSnapshots(
        Snapshot a, Snapshot b, DataSet data, ComparisonOptions options, AlignmentNull? known, Output output, CancellationToken cancellation)
    {
        int draws = options.Alignment.NullDraws;
        Comparison compared = output.WithProgress(display => Comparison.Of(
            DistanceDocument.Title(First, a), a, DistanceDocument.Title(Second, b), b, data, options,
            progress: new Display<int>(done => display.Show((double)done / draws, $"null: draw {done} of {draws}")), polishing: new PolishDisplay(display), known: known, cancellation: cancellation));
        Write(compared, output);
        if (Files.Csv is not null)
            AtomicFile.Write(Files.Csv, CompareText.Rules(compared).ToCsv());
        output.Json(() => CompareDocument.Of(compared));
        output.Result(() => CompareText.Of(compared));
        return compared.Verdict;
    }

    private Verdict OfRuns(Run a, Run b, DataSet data, ComparisonOptions options, Output output, CancellationToken cancellation)
    {
        SeriesComparison compared = output.WithProgress(display => SeriesComparison.Of(
            a, b, data, options, new Display<(int Done, int All)>(value => display.Show(
                (double)value.Done / value.All, $"{value.Done} of {value.All} epochs")), new PolishDisplay(display), cancellation: cancellation));
        Write(compared.Last, output);
        if (Files.Csv is not null)
            AtomicFile.Write(Files.Csv, compared.ToLongTable().ToCsv());
        if (Files.FigureBase is not null)
            compared.ToFigure($"{First} and {Second} by epoch").Save(Files.FigureBase);
        output.Json(() => CompareDocument.Of(compared));
        output.Result(() => CompareText.Of(compared, First, Second));
        return compared.Last.Verdict;
    }

    private void DemandPolishOut()
    {
        if (PolishOut is null)
            return;
        if (File.Exists(PolishOut))
            throw new UnusableInputException($"--polish-out is '{PolishOut}', which is a file; a folder is expected.");
        foreach (string file in Points().Where(file => !Files.Force && File.Exists(file)))
            throw new UnusableInputException($"The file '{file}' is there already. Name another folder, or overwrite it (--force).");
        Directory.CreateDirectory(PolishOut);
    }

    private IEnumerable<string> Points() => PolishedMeeting.Files.Select(file => Path.Combine(PolishOut!, Path.ChangeExtension(file, null)));

    private void Write(Comparison compared, Output output)
    {
        if (PolishOut is null || compared.Polished is not { } polished)
            return;
        foreach ((PolishStudy? point, string file) in new[] { polished.A, polished.B, polished.Middle }.Zip(Points()))
        {
            point?.Export(file);
            if (point?.Critical.Outcome != PolishOutcome.OutOfProducts)
                File.Delete(file + ".partial");
            output.Note($"wrote {file}");
        }
    }

    /// <summary>Shows the point that is being polished.</summary>
    private sealed class PolishDisplay(IProgressDisplay display) : IProgress<(string Name, PolishProgress Progress)>
    {
        private string _name = "";
        private PolishRequest.Display? _inner;

        public void Report((string Name, PolishProgress Progress) value)
        {
            if (_name != value.Name)
                (_name, _inner) = (value.Name, new PolishRequest.Display(display));
            _inner!.Report(value.Progress with { Stage = $"{value.Name}, {value.Progress.Stage}" });
        }
    }

    private sealed class Display<T>(Action<T> show) : IProgress<T>
    {
        public void Report(T value) => show(value);
    }
}
