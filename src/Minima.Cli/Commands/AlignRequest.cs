using System.Diagnostics;
using Minima.Data;
using Minima.Formats;
using Minima.Geometry;
using Minima.Studies;
using Minima.Trajectories;

namespace Minima.Cli.Commands;

/// <summary>An alignment that was asked for.</summary>
internal sealed record AlignRequest
{
    public required string First { get; init; }

    public required string Second { get; init; }

    public required AlignmentOptions Options { get; init; }

    /// <summary>An alignment's file; null: it is searched for.</summary>
    public required string? Alignment { get; init; }

    /// <summary>How many symmetries the self-test plants; 0: there is none.</summary>
    public required int Planted { get; init; }

    /// <summary>Null: a run's own, or automatic.</summary>
    public required string? DataName { get; init; }

    public required DataPart Part { get; init; }

    /// <summary>Where the aligned copy goes; null: nowhere.</summary>
    public required string? Copy { get; init; }

    /// <summary>Where the alignment goes; null: nowhere.</summary>
    public required string? Export { get; init; }

    public required bool Force { get; init; }

    public required ForeignNetwork Told { get; init; }

    /// <summary>Aligns, and prints and writes what was asked for.</summary>
    public int Run(Output output, CancellationToken cancellation)
    {
        Demand();
        Snapshot a = SnapshotName.Read(First, Told), b = SnapshotName.Read(Second, Told);
        DistanceRequest.Say(a, output);
        DistanceRequest.Say(b, output);
        if (Copy is not null && Alignment is null)
            DemandWritable(b, Options.Kind);
        Run? runOfA = SnapshotName.RunOf(First), runOfB = SnapshotName.RunOf(Second);
        DataSet data = DataName == RandomInputs.Name ? RandomInputs.Of(a, Options.Seed) : RecordedData.Load(runOfA ?? runOfB, DataName, DataLocator.FromEnvironment());
        output.Note($"data: {data.Description}");
        output.Detail($"data fingerprint: {data.Fingerprint}");
        foreach (string remark in new[] { RecordedData.Remark(runOfA, data), RecordedData.Remark(runOfB, data) }.OfType<string>().Where(_ => DataName != RandomInputs.Name))
            output.Warning(remark);
        AlignmentOptions options = Alignment is null ? Options : Options with { Given = AlignmentFile.Read(Alignment, a.Network) };
        AlignmentStudy study = output.WithProgress(display => AlignmentStudy.Of(
            First, a, Second, b, data, options, Part, new Display(display, "null: draw", options.NullDraws), new SearchDisplay(display), cancellation: cancellation));
        AlignmentSelfTest? test = Planted == 0 ? null : output.WithProgress(display => AlignmentSelfTest.Of(
            a.Network, study.B.Parameters, Planted, options, data.Train, new Display(display, "self-test:", Planted), cancellation));
        if (Copy is not null)
            study.WriteAligned(Copy);
        if (Export is not null)
            study.Export(Export);
        output.Json(() => AlignDocument.Of(First, Second, study, test));
        output.Result(AlignText.Of(First, Second, study, test));
        output.Detail($"the search took {study.Time.TotalMilliseconds:F0} ms");
        if (test is not null)
            output.Detail($"a search of the self-test took {test.Median.TotalMilliseconds:F0} ms (median; slowest {test.Slowest.TotalMilliseconds:F0} ms)");
        foreach (string file in new[] { Copy, Export }.OfType<string>())
            output.Note($"wrote {file}");
        return ExitCode.Done;
    }

    /// <summary>Makes sure, before anything is searched, that another tool's file can hold what may come of it.</summary>
    internal static void DemandWritable(Snapshot snapshot, SymmetryKind kind)
    {
        if (kind == SymmetryKind.Full && snapshot.State?.WithoutBiasesBehindFlips is { Count: > 0 } bare)
        {
            throw new UnusableInputException(
                $"{string.Join(", ", bare.Select(Shown.Quoted))} has no biases, where a flip of the sigmoid units before it is added: the file could not hold the copy. Use --symmetry permutation.");
        }
    }

    // All that can be known before anything is read.
    private void Demand()
    {
        if (Options.Kind == SymmetryKind.None && Planted > 0)
            throw new UnusableInputException("--self-test looks for symmetries, and --symmetry none allows none. Leave one of them out.");
        if (Alignment is not null && Options.By != AlignmentBy.Weights)
            throw new UnusableInputException($"--by {AlignText.Word(Options.By)} searches for an alignment, and --alignment gives one. Leave one of them out.");
        if (Alignment is not null && Planted > 0)
            throw new UnusableInputException("--self-test looks for symmetries, and --alignment gives one. Leave one of them out.");
        if (Export is not null && (!Export.EndsWith(".npz", StringComparison.OrdinalIgnoreCase) || Path.GetFileName(Export).Length == ".npz".Length))
            throw new UnusableInputException($"--export is '{Export}'; a file name that ends in .npz is expected.");
        string[] files = [.. new[] { Copy, Export }.OfType<string>()];
        if (files.Select(Path.GetFullPath).Distinct(StringComparer.Ordinal).Count() < files.Length)
            throw new UnusableInputException($"--out and --export both name the file '{Copy}'. Give one of them another name.");
        if (!Force && files.FirstOrDefault(File.Exists) is { } there)
            throw new UnusableInputException($"The file '{there}' is there already. Name another one, or overwrite it (--force).");
        if (files.FirstOrDefault(Directory.Exists) is { } folder)
            throw new UnusableInputException($"'{folder}' is a folder; a file name is expected.");
    }

    private sealed class Display(IProgressDisplay display, string task, int all) : IProgress<int>
    {
        public void Report(int value) => display.Show((double)value / all, $"{task} {value} of {all}");
    }

    private sealed class SearchDisplay(IProgressDisplay display) : IProgress<double>
    {
        private readonly Stopwatch _clock = Stopwatch.StartNew();

        public void Report(double value) => display.Show(
            value, value > 0 ? $"searching: {Durations.Show(_clock.Elapsed * ((1 - value) / value))} left" : "searching");
    }
}
