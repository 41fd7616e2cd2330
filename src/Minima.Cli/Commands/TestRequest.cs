using System.Globalization;
using Minima.Data;
using Minima.Figures;
using Minima.Networks;
using Minima.Studies;
using Minima.Trajectories;

namespace Minima.Cli.Commands;

/// <summary>A test that was asked for.</summary>
internal sealed record TestRequest
{
    public required string Name { get; init; }

    public required DataPart Part { get; init; }

    /// <summary>Null: a run's own, or automatic.</summary>
    public required string? DataName { get; init; }

    public required bool All { get; init; }

    public required bool List { get; init; }

    public required bool Confusion { get; init; }

    public required OutputFiles Files { get; init; }

    /// <summary>The SVG file of the first layer's weights; null: none.</summary>
    public required OutputFiles Filters { get; init; }

    /// <summary>What is put to zero in an autoencoder's figure; null: what it was trained with.</summary>
    public required double? Corruption { get; init; }

    /// <summary>Null: not given.</summary>
    public required AxisScale? Scale { get; init; }

    public required int Threads { get; init; }

    public required ForeignNetwork Told { get; init; }

    /// <summary>Tests, and prints and writes what was asked for.</summary>
    public int Run(Output output, CancellationToken cancellation)
    {
        Files.Demand();
        Filters.Demand();
        if (Files.Figure is not null && Filters.Figure is not null && Path.GetFullPath(Files.Figure) == Path.GetFullPath(Filters.Figure))
            throw new UnusableInputException($"--figure and --filters both name the file '{Files.Figure}'. Give one of them another name.");
        if (All)
            EverySnapshot(output, cancellation);
        else
            OneSnapshot(output);
        return ExitCode.Done;
    }

    private void OneSnapshot(Output output)
    {
        if (Scale is not null)
            throw new UnusableInputException("--scale is for the figure of errors by epoch; add --all, or leave it out.");
        var snapshot = SnapshotName.Read(Name, Told);
        DistanceRequest.Say(snapshot, output);
        Run? run = SnapshotName.RunOf(Name);
        string name = run is not null && Directory.Exists(Name) ? $"{Path.TrimEndingDirectorySeparator(Name)}@{snapshot.Epoch}" : Name;
        DataSet data = Load(run, output);
        if (Filters.Figure is not null)
            AutoencoderSheets.Filters(name, snapshot, data).Save(Filters.FigureBase!);
        if (snapshot.Network.IsAutoencoder)
            new ReconstructionRequest(this, data).OneSnapshot(name, snapshot, run, output);
        else
            OneSnapshot(name, snapshot, data, output);
        Files.Note(output);
        Filters.Note(output);
    }

    private void OneSnapshot(string name, Snapshot snapshot, DataSet data, Output output)
    {
        if (Corruption is not null)
            throw new UnusableInputException("--corruption is for an autoencoder's figure. Leave it out.");
        var test = SnapshotTest.Of(name, snapshot, data, Part, Threads);
        Sheet? sheet = Files.Figure is null ? null : SnapshotSheet.Draw(test);
        if (Files.Csv is not null)
            AtomicFile.Write(Files.Csv, SnapshotSheet.LongList(test).ToCsv());
        sheet?.Save(Files.FigureBase!);
        output.Json(() => TestDocument.Of(test, List, Confusion));
        output.Result(Text(test));
        if (Confusion)
            output.Result($"\n{SnapshotSheet.Confusion(test).ToText()}");
        if (List && test.Wrong.Count > 0)
            output.Result($"\n{SnapshotSheet.List(test).ToText()}");
    }

    private void EverySnapshot(Output output, CancellationToken cancellation)
    {
        if (List || Confusion)
            throw new UnusableInputException($"{(List ? "--list" : "--confusion")} shows one snapshot's predictions; name one, and leave --all out.");
        if (!Directory.Exists(Name))
            throw new UnusableInputException($"--all tests every snapshot of a run, but '{Name}' is no run's folder. Name one, or leave --all out.");
        if (Filters.Figure is not null)
            throw new UnusableInputException("--filters draws one snapshot's weights; name one, and leave --all out.");
        if (Told.Layers is not null || Told.Activation is not null)
            throw new UnusableInputException("--layers and --activation are for other tools' files; a run's snapshots state their network. Leave them out.");
        var run = Trajectories.Run.Open(Name);
        DataSet data = Load(run, output);
        if (run.Configuration.Network.IsAutoencoder)
        {
            new ReconstructionRequest(this, data).EverySnapshot(run, output, cancellation);
            Files.Note(output);
            return;
        }

        SeriesTest series = output.WithProgress(
            display => SeriesTest.Of(run, data, Part, Threads, new Display(display, run.SnapshotEpochs.Count), cancellation));
        if (series.Rows.FirstOrDefault(static row => row.NotFinite is not null) is { } bad)
            output.Warning($"At epoch {bad.Epoch} {bad.NotFinite}: a snapshot with such a number has no errors to count.");
        if (Files.Csv is not null)
            AtomicFile.Write(Files.Csv, series.ToTable().ToCsv());
        if (Files.Figure is not null)
            series.ToFigure(Scale ?? AxisScale.Logarithmic).Save(Files.FigureBase!);
        output.Json(() => TestDocument.Of(series));
        output.Result($"{Name}, every snapshot on the {Set(data)}\n\n{series.ToTable().ToText()}");
        Files.Note(output);
    }

    private DataSet Load(Run? run, Output output)
    {
        DataSet data = RecordedData.Load(run, DataName, DataLocator.FromEnvironment());
        output.Note($"data: {data.Description}");
        output.Detail($"data fingerprint: {data.Fingerprint}");
        if (RecordedData.Remark(run, data) is { } remark)
            output.Warning(remark);
        return data;
    }

    private string Text(SnapshotTest test)
    {
        Evaluation evaluation = test.Evaluation;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            {test.Name} on the {Set(test.Data)}

            {evaluation.Errors} errors in {evaluation.Examples} examples: {100 * evaluation.ErrorRate:F2} % (95 % interval {100 * test.Interval.Low:F2} to {100 * test.Interval.High:F2} %)
            loss {evaluation.Loss:F6} nats
            """);
    }

    private string Set(DataSet data) => $"{Fit.Words(Part)} of {data.Name}";

    private sealed class Display(IProgressDisplay display, int snapshots) : IProgress<EpochTest>
    {
        private int _done;

        public void Report(EpochTest value) =>
            display.Show((double)++_done / snapshots, $"epoch {value.Epoch}: {value.Evaluation?.Errors.ToString(CultureInfo.InvariantCulture) ?? "no"} errors");
    }
}
