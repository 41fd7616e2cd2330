using System.Globalization;
using System.Text;
using Minima.Data;
using Minima.Figures;
using Minima.Geometry;
using Minima.Networks;
using Minima.Studies;
using Minima.Trajectories;

namespace Minima.Cli.Commands;

/// <summary>Ways that were asked for.</summary>
internal sealed record TrajectoryRequest
{
    public required string[] Names { get; init; }

    public required SymmetryKind Symmetry { get; init; }

    public required int Every { get; init; }

    public required bool WithSurface { get; init; }

    public required int Points { get; init; }

    /// <summary>0: exact.</summary>
    public required int Nodes { get; init; }

    public required double? L2 { get; init; }

    public required uint Seed { get; init; }

    public required string? DataName { get; init; }

    public required int Threads { get; init; }

    public required int Rows { get; init; }

    public required AxisScale Levels { get; init; }

    public required OutputFiles Files { get; init; }

    /// <summary>Looks, and prints and writes what was asked for.</summary>
    public int Run(Output output, CancellationToken cancellation)
    {
        Files.Demand();
        Run[] runs = [.. Names.Select(Trajectories.Run.Open)];
        Network network = runs[0].Configuration.Network;
        foreach (Run other in runs.Skip(1))
        {
            if (!network.Layers.SequenceEqual(other.Configuration.Network.Layers))
                throw new UnusableInputException($"'{other.Folder}' has other layers than '{runs[0].Folder}'; one plane needs networks of the same layers.");
        }

        DataSet data = RecordedData.Load(runs[0], DataName, DataLocator.FromEnvironment());
        output.Note($"data: {data.Description}");
        foreach (string remark in runs.Select(run => RecordedData.Remark(run, data)).OfType<string>().Distinct())
            output.Warning(remark);
        var options = new TrajectoryOptions
        {
            Surface = new SurfaceOptions
            {
                Points = Points,
                Nodes = Nodes,
                L1 = runs[0].Configuration.Descent.L1,
                L2 = L2 ?? runs[0].Configuration.Descent.L2,
                Threads = Threads,
            },
            WithSurface = WithSurface,
            Symmetry = Symmetry,
            Seed = Seed,
        };
        TrajectoryStudy study = output.WithProgress(display => TrajectoryStudy.Of(
            network, [.. runs.Select(run => TrajectoryStudy.SeriesOf(run, Every))], data, options, new SurfaceDisplay(display), cancellation));
        Surface[] surfaces = [.. study.Planes.Select(static plane => plane.Surface).OfType<Surface>()];
        SurfaceDocument.Warn(surfaces, output);
        string title = $"The way{(runs.Length == 1 ? "" : "s")} of {string.Join(" and ", study.Controls.Select(static control => control.Run))}";
        if (Files.Csv is not null)
            AtomicFile.Write(Files.Csv, study.ToLongTable().ToCsv());
        if (Files.FigureBase is { } figure && WithSurface)
            study.ToMaps(title, Levels).Save(figure);
        else if (Files.FigureBase is { } plain)
            study.ToFigure(title).Save(plain);
        output.Json(() => TrajectoryDocument.Of(study));
        output.Result(Text(study, title) + SurfaceDocument.ErrorText(surfaces));
        Files.Note(output);
        return ExitCode.Done;
    }

    private string Text(TrajectoryStudy study, string title)
    {
        var text = new StringBuilder($"{title}, on {study.Data.Name}\n\n{study.ToVarianceTable().ToText()}");
        foreach (TrajectoryControl control in study.Controls)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{control.Run}: from start to end {100 * control.Straightness:F1} % of the length of the way between the snapshots\n");
        }

        foreach (TrajectoryPlane plane in study.Planes)
            text.Append($"\n{(study.Planes.Count == 1 ? "The plane" : $"The plane, {plane.Name}")} (x, y and off plane are distances{(study.Height == "cost" ? "; cost: of giving uncorrupted examples back, in nats" : "")})\n\n{plane.ToTable(Rows, study.Height).ToText()}");
        return text.ToString();
    }
}
