using Minima.Data;
using Minima.Figures;
using Minima.Geometry;
using Minima.Networks;
using Minima.Studies;
using Minima.Studies.Clusters;
using Minima.Trajectories;

namespace Minima.Cli.Commands;

/// <summary>Surfaces that were asked for.</summary>
internal sealed record SurfaceRequest : IArrayRequest
{
    public required string[] Names { get; init; }

    /// <summary>Null: not given.</summary>
    public required SurfaceAxes? Axes { get; init; }

    public required int Points { get; init; }

    /// <summary>0: exact.</summary>
    public required int Nodes { get; init; }

    public required double? Range { get; init; }

    public required int Draws { get; init; }

    public required uint Seed { get; init; }

    public required bool Align { get; init; }

    public required (bool Train, bool Test) Sets { get; init; }

    public required double? L2 { get; init; }

    public required string? DataName { get; init; }

    public required int Threads { get; init; }

    public required AxisScale Levels { get; init; }

    public required string? Npz { get; init; }

    public required OutputFiles Files { get; init; }

    public required ForeignNetwork Told { get; init; }

    /// <summary>How many blocks an array measures.</summary>
    public required int Blocks { get; init; }

    /// <inheritdoc/>
    public bool BeginsAnew => Files.Force;

    /// <inheritdoc/>
    public ArrayFolder Array => ArrayFolder.OfBlocks(Npz ?? throw new UnusableInputException("A job array keeps its blocks beside the file that they make: name it (--npz FILE.npz)."));

    private string? Partial => Npz is null ? null : Npz + ".partial";

    private SurfaceAxes Chosen => Axes ?? (Names.Length == 3 ? SurfaceAxes.Points : SurfaceAxes.Random);

    /// <summary>Measures, and prints and writes what was asked for.</summary>
    public int Run(Output output, Interruption interruption) => Run(output, [], interruption.Token);

    /// <inheritdoc/>
    public (ArrayWork Work, DataSet Data) Split(Output output)
    {
        ArrayFolder folder = Array;
        Demand();
        (Snapshot[] snapshots, DataSet data, SurfaceOptions options) = Read(output);
        return (ArrayWork.OfBlocks(Npz!, Blocks, (block, file, threads, progress, cancellation) =>
        {
            SurfaceOptions own = options with { Threads = threads, Partial = null };
            IReadOnlyList<StudiedPlane> planes = Planes(snapshots, data, own, progress ?? new Progress<SurfaceProgress>(), cancellation);
            SurfaceStudy.MeasureBlock(snapshots[0].Network, planes, data, own, block, Blocks, file, progress, cancellation);
        }), data);
    }

    /// <inheritdoc/>
    public int Collect(Output output, Interruption interruption, IReadOnlyList<ElementStatus> missing) => missing.Count == 0
        ? Run(output, [.. Enumerable.Range(0, Blocks).Select(block => Array.Block(ArrayWork.BlockName(block)))], interruption.Token)
        : throw new UnusableInputException(
            $"{missing.Count} of {Blocks} blocks are not measured ({ArrayText.Counts(missing)}): {ArrayText.Names([.. missing.Select(static one => one.Element)], [.. Enumerable.Range(0, missing.Count)])}. "
            + "A surface needs all of them: `minima surface status` shows why, `minima surface resubmit` submits them again.");

    private int Run(Output output, IReadOnlyList<string> blocks, CancellationToken cancellation)
    {
        Demand();
        (Snapshot[] snapshots, DataSet data, SurfaceOptions options) = Read(output);
        options = options with { Blocks = blocks };
        if (Files.Force && Partial is not null)
            File.Delete(Partial);
        SurfaceStudy study = output.WithProgress(display =>
        {
            var progress = new SurfaceDisplay(display);
            return SurfaceStudy.Of(snapshots[0].Network, Planes(snapshots, data, options, progress, cancellation), data, options, progress, cancellation);
        });
        SurfaceDocument.Warn(study.Surfaces, output);
        if (Files.Csv is not null)
            AtomicFile.Write(Files.Csv, study.ToLongTable().ToCsv());
        if (Npz is not null)
            study.ToArrays().Write(Npz);
        string title = $"The loss around {string.Join(", ", Names.Zip(snapshots, DistanceDocument.Title))}";
        if (Files.FigureBase is not null)
            study.ToFigure(title, Levels).Save(Files.FigureBase);
        output.Json(() => SurfaceDocument.Of(study, [.. Names.Zip(snapshots, DistanceDocument.Of)]));
        output.Result($"{title}: {study.Options.Points} x {study.Options.Points} points, {SurfaceDocument.Words(study)}\n\n{study.ToTable().ToText()}{SurfaceDocument.EigenText(study.Surfaces)}{SurfaceDocument.ErrorText(study.Surfaces)}");
        Files.Note(output);
        if (Npz is not null)
            output.Note($"wrote {Npz}");
        return ExitCode.Done;
    }

    private (Snapshot[] Snapshots, DataSet Data, SurfaceOptions Options) Read(Output output)
    {
        Snapshot[] snapshots = [.. Names.Select(name => SnapshotName.Read(name, Told))];
        foreach (Snapshot snapshot in snapshots)
            DistanceRequest.Say(snapshot, output);
        Run? run = Names.Select(SnapshotName.RunOf).FirstOrDefault(static run => run is not null);
        DataSet data = RecordedData.Load(run, DataName, DataLocator.FromEnvironment());
        output.Note($"data: {data.Description}");
        if (RecordedData.Remark(run, data) is { } remark)
            output.Warning(remark);
        return (snapshots, data, new SurfaceOptions
        {
            Points = Points,
            Nodes = Nodes,
            WithTrain = Sets.Train,
            WithTest = Sets.Test,
            L1 = run?.Configuration.Descent.L1 ?? 0,
            L2 = L2 ?? run?.Configuration.Descent.L2 ?? SharedOptions.UsualL2,
            Threads = Threads,
            Partial = Partial,
        });
    }

    private void Demand()
    {
        Files.Demand();
        if (Npz is not null && (!Npz.EndsWith(".npz", StringComparison.OrdinalIgnoreCase) || Path.GetFileName(Npz).Length == ".npz".Length))
            throw new UnusableInputException($"--npz is '{Npz}'; a file name that ends in .npz is expected.");
        if (Npz is not null && !Files.Force && File.Exists(Npz))
            throw new UnusableInputException($"The file '{Npz}' is there already. Name another one, or overwrite it (--force).");
        int expected = Chosen == SurfaceAxes.Points ? 3 : 1;
        if (Names.Length != expected)
        {
            throw new UnusableInputException(
                $"{Names.Length} snapshot{(Names.Length == 1 ? " was" : "s were")} named, but a plane along these axes takes {expected}: one for random, filter, hessian and principal, three for points.");
        }

        if (Chosen is SurfaceAxes.Points or SurfaceAxes.Principal && (Draws > 1 || Range is not null))
            throw new UnusableInputException("--draws and --range are for random and hessian axes; a plane through given points has its own. Leave them out.");
        if (Align && Chosen != SurfaceAxes.Points)
            throw new UnusableInputException("--align brings three snapshots close to each other (--axes points). Leave it out.");
    }

    private IReadOnlyList<StudiedPlane> Planes(
        Snapshot[] snapshots, DataSet data, SurfaceOptions options, IProgress<SurfaceProgress> progress, CancellationToken cancellation)
    {
        Network network = snapshots[0].Network;
        Parameters centre = snapshots[0].Parameters;
        switch (Chosen)
        {
            case SurfaceAxes.Random:
                return [.. Enumerable.Range(0, Draws).Select(draw => StudiedPlane.Random(centre, Seed + (uint)draw, Range))];
            case SurfaceAxes.Filter:
                return [.. Enumerable.Range(0, Draws).Select(draw => StudiedPlane.Filter(network, centre, Seed + (uint)draw, Range))];
            case SurfaceAxes.Hessian:
                return StudiedPlane.Hessian(network, centre, data, options, Draws, Seed, Range, progress, cancellation);
            case SurfaceAxes.Points:
                Parameters[] points = [.. snapshots.Select((snapshot, i) => Near(network, centre, snapshot, Names[i]))];
                return [StudiedPlane.Through(points[0], points[1], points[2])];
            default:
                Run run = SnapshotName.RunOf(Names[0])
                    ?? throw new UnusableInputException($"'{Names[0]}' is a file; a principal plane needs a run's series of snapshots. Name a run's folder.");
                return [StudiedPlane.Principal("the run's principal plane", [TrajectoryStudy.SeriesOf(run)]).Plane];
        }
    }

    private Parameters Near(Network network, Parameters centre, Snapshot snapshot, string name)
    {
        if (!network.HasShapeOf(snapshot.Network))
            throw new UnusableInputException($"'{name}' has other layers than '{Names[0]}'; a plane needs networks of the same layers. `minima inspect` shows a file's.");
        var parameters = new Parameters(network.Layout, snapshot.Parameters.Values);
        return Align && parameters.FirstNonFinite() is null && !ReferenceEquals(snapshot.Parameters, centre)
            ? Aligner.Align(network, centre, parameters, SymmetryKind.Full, seed: Seed).Symmetry.Apply(parameters)
            : parameters;
    }
}
