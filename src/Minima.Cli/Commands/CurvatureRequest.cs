using Minima.Curvature;
using Minima.Data;
using Minima.Minimisation;
using Minima.Studies;
using Minima.Trajectories;

namespace Minima.Cli.Commands;

/// <summary>Curvature that was asked for.</summary>
internal sealed record CurvatureRequest
{
    public required string Name { get; init; }

    public required CurvatureOf Of { get; init; }

    public required bool All { get; init; }

    /// <summary>0: not given.</summary>
    public required int Every { get; init; }

    /// <summary>0: not given.</summary>
    public required int Examples { get; init; }

    /// <summary>Null: not given.</summary>
    public required double? L2 { get; init; }

    public required bool WithMovement { get; init; }

    public required SpectrumOptions Spectrum { get; init; }

    public required string? DataName { get; init; }

    public required int Threads { get; init; }

    public required OutputFiles Files { get; init; }

    public required ForeignNetwork Told { get; init; }

    /// <summary>Measures, and prints and writes what was asked for.</summary>
    public int Run(Output output, CancellationToken cancellation)
    {
        Files.Demand();
        if (Every > 0 && !All)
            throw new UnusableInputException("--every chooses among a run's snapshots; add --all, or leave it out.");
        (Run? run, Func<Snapshot>[] snapshots, string name) = All ? Several() : One(output);
        DataSet data = RecordedData.Load(run, DataName, DataLocator.FromEnvironment());
        output.Note($"data: {data.Description}");
        if (RecordedData.Remark(run, data) is { } remark)
            output.Warning(remark);
        if (Examples > data.Train.Count)
            throw new UnusableInputException($"--examples is {Examples}, but the training set of {data.Name} has {data.Train.Count}. Ask for fewer, or leave it out.");
        DescentOptions? descent = run?.Configuration.Descent;
        var options = new CurvatureOptions
        {
            Of = Of,
            Examples = Examples == 0 ? null : Examples,
            L1 = descent?.L1 ?? 0,
            L2 = L2 ?? descent?.L2 ?? SharedOptions.UsualL2,
            WithMovement = WithMovement,
            Spectrum = Spectrum,
            Threads = Threads,
        };
        CurvatureStudy study = output.WithProgress(display =>
            CurvatureStudy.Of(name, snapshots, run, data, options, new Display(display), cancellation));
        if (Files.Csv is not null)
            AtomicFile.Write(Files.Csv, study.ToTable().ToCsv());
        if (Files.FigureBase is not null)
            CurvatureFigures.Draw(study).Save(Files.FigureBase);
        output.Json(() => CurvatureDocument.Of(study, run, All));
        output.Result(study.Rows.Count == 1 ? CurvatureText.OfOne(study) : CurvatureText.OfMany(study));
        Files.Note(output);
        return ExitCode.Done;
    }

    private (Run? Run, Func<Snapshot>[] Snapshots, string Name) One(Output output)
    {
        var snapshot = SnapshotName.Read(Name, Told);
        DistanceRequest.Say(snapshot, output);
        string name = Directory.Exists(Name) ? $"{Path.TrimEndingDirectorySeparator(Name)}@{snapshot.Epoch}" : Name;
        return (SnapshotName.RunOf(Name), [() => snapshot], name);
    }

    private (Run? Run, Func<Snapshot>[] Snapshots, string Name) Several()
    {
        if (!Directory.Exists(Name))
            throw new UnusableInputException($"--all measures every snapshot of a run, but '{Name}' is no run's folder. Name one, or leave --all out.");
        if (Told.Layers is not null || Told.Activation is not null)
            throw new UnusableInputException("--layers and --activation are for other tools' files; a run's snapshots state their network. Leave them out.");
        var run = Trajectories.Run.Open(Name);
        int[] epochs = [.. run.SnapshotEpochs.Where(epoch => Every == 0 || epoch % Every == 0)];
        return epochs.Length > 0
            ? (run, [.. epochs.Select(epoch => (Func<Snapshot>)(() => run.Read(epoch)))], Name)
            : throw new UnusableInputException($"The run '{Name}' has no snapshot{(Every == 0 ? " yet" : $" of an epoch that {Every} divides")}.");
    }

    private sealed class Display(IProgressDisplay display) : IProgress<CurvatureProgress>
    {
        public void Report(CurvatureProgress value) =>
            display.Show(value.Done, value.Text + (value.Left is { } left ? $", {Durations.Show(left)} left" : ""));
    }
}
