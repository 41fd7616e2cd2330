using Minima.Data;
using Minima.Studies;
using Minima.Trajectories;

namespace Minima.Cli.Commands;

/// <summary>A merger that was asked for.</summary>
internal sealed record MergeRequest
{
    public required IReadOnlyList<string> Names { get; init; }

    public required MergeOptions Options { get; init; }

    /// <summary>Null: a run's own, or automatic.</summary>
    public required string? DataName { get; init; }

    /// <summary>Where the mean goes; null: nowhere.</summary>
    public required string? File { get; init; }

    public required bool Force { get; init; }

    public required ForeignNetwork Told { get; init; }

    /// <summary>Merges, and prints and writes what was asked for.</summary>
    public int Run(Output output, CancellationToken cancellation)
    {
        if (Directory.Exists(File))
            throw new UnusableInputException($"'{File}' is a folder; a file name is expected.");
        if (!Force && System.IO.File.Exists(File))
            throw new UnusableInputException($"The file '{File}' is there already. Name another one, or overwrite it (--force).");
        (string Name, Snapshot Snapshot)[] networks = [.. Names.Select(name => (name, SnapshotName.Read(name, Told)))];
        foreach ((_, Snapshot snapshot) in networks)
            DistanceRequest.Say(snapshot, output);
        networks = [.. networks.Select(static member => (DistanceDocument.Title(member.Name, member.Snapshot), member.Snapshot))];
        if (File is not null)
            AlignRequest.DemandWritable(networks[0].Snapshot, Options.Alignment.Kind);
        MergeStudy study = Merge(networks, LoadData(output), output, cancellation);
        if (File is not null)
            study.Write(File);
        output.Json(() => MergeDocument.Of(study, File));
        output.Result(MergeText.Of(study));
        if (File is not null)
            output.Note($"wrote {File}");
        return ExitCode.Done;
    }

    private DataSet? LoadData(Output output)
    {
        if (DataName == MergeCommand.NoData)
            return null;
        Run?[] runs = [.. Names.Select(SnapshotName.RunOf)];
        DataSet data = RecordedData.Load(runs.FirstOrDefault(static run => run is not null), DataName, DataLocator.FromEnvironment());
        output.Note($"data: {data.Description}");
        foreach (string remark in runs.Select(run => RecordedData.Remark(run, data)).OfType<string>().Distinct())
            output.Warning(remark);
        return data;
    }

    private MergeStudy Merge((string Name, Snapshot Snapshot)[] networks, DataSet? data, Output output, CancellationToken cancellation) =>
        output.WithProgress(display => MergeStudy.Of(networks, data, Options, new PathRequest.Display(display), cancellation));
}
