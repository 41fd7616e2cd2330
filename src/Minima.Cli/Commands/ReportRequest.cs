using System.Text;
using System.Text.Json.Nodes;
using Minima.Data;
using Minima.Figures;
using Minima.Studies;
using Minima.Studies.Comparisons;
using Minima.Studies.Reports;
using Minima.Trajectories;
using Minima.Web;
using Minima.Web.Documents;

namespace Minima.Cli.Commands;

/// <summary>A report that was asked for.</summary>
internal sealed record ReportRequest
{
    public required string[] Names { get; init; }

    /// <summary>Null: no page.</summary>
    public required string? File { get; init; }

    /// <summary>Null: by the runs.</summary>
    public required string? Title { get; init; }

    public required bool Force { get; init; }

    /// <summary>0: at about 25 epochs.</summary>
    public required int Every { get; init; }

    /// <summary>Null: no surface.</summary>
    public required int? SurfacePoints { get; init; }

    public required int SurfaceNodes { get; init; }

    public required ComparisonOptions Comparison { get; init; }

    /// <summary>Null: a run's own.</summary>
    public required string? DataName { get; init; }

    public required int Threads { get; init; }

    /// <summary>Gathers the report and writes the page.</summary>
    public int Run(Output output, CancellationToken cancellation)
    {
        Demand();
        Run[] runs = [.. Names.Select(Trajectories.Run.Open)];
        DataSet data = RecordedData.Load(runs[0], DataName, DataLocator.FromEnvironment());
        output.Note($"data: {data.Description}");
        output.Detail($"data fingerprint: {data.Fingerprint}");
        var penalties = runs[0].Configuration.Descent;
        var options = new ReportOptions
        {
            Comparison = Comparison with { L1 = penalties.L1, L2 = penalties.L2 },
            Every = Every,
            Surface = SurfacePoints is not { } points ? null : new SurfaceOptions
            {
                Points = points,
                Nodes = SurfaceNodes,
                L1 = penalties.L1,
                L2 = penalties.L2,
                Threads = Threads,
            },
        };
        Report report = output.WithProgress(display => Report.Of(runs, data, options, new WorkDisplay(display), cancellation));
        foreach (string remark in report.Remarks)
            output.Warning(remark);
        string title = Title ?? string.Join(" and ", report.Runs.Select(static run => run.Name));
        JsonObject document = ReportDocument.Of(report, title, Commands());
        if (File is not null)
            AtomicFile.Write(File, Encoding.UTF8.GetBytes(ClientFiles.Page($"{title} - Minima", document)));
        output.Json(() => document);
        output.Result(Text(report));
        if (File is not null)
            output.Note($"wrote {File} ({new FileInfo(File).Length / 1e6:F1} MB)");
        return ExitCode.Done;
    }

    private void Demand()
    {
        if (File is null)
            return;
        if (!ClientFiles.AreBuiltIn)
            throw new UnusableInputException(ClientFiles.Missing);
        if (Directory.Exists(File))
            throw new UnusableInputException($"'{File}' is a folder; a file name is expected (--out FILE.html).");
        if (!Force && System.IO.File.Exists(File))
            throw new UnusableInputException($"The file '{File}' is there already. Name another one (--out), or overwrite it (--force).");
    }

    // What was typed, and what gives the parts alone, in more detail than a page has room for.
    private IEnumerable<string> Commands()
    {
        string names = string.Join(' ', Names);
        yield return $"minima report {names}{(File is null ? "" : $" --out {Path.GetFileName(File)}")}{(Every > 0 ? $" --every {Every}" : "")}{(SurfacePoints is { } points ? $" --surface --points {points}" : "")}"
            + $"{(Comparison.Alignment.Seed > 0 ? $" --seed {Comparison.Alignment.Seed}" : "")}{(DataName is null ? "" : $" --data {DataName}")}";
        foreach (string name in Names)
            yield return $"minima distance {name}";
        for (int a = 0; a < Names.Length; a++)
        {
            for (int b = a + 1; b < Names.Length; b++)
                yield return $"minima compare {Names[a]} {Names[b]}";
        }

        yield return $"minima trajectory {names}";
    }

    private static string Text(Report report)
    {
        var text = new StringBuilder();
        foreach (PairReport pair in report.Pairs)
        {
            text.Append($"{pair.NameA} and {pair.NameB}: {pair.Compared.Verdict.Word()}\n\n{pair.Plain.Headline}\n");
            foreach (string line in HelpText.Wrap(pair.Compared.Sentence, HelpText.Width))
                text.Append(line).Append('\n');
            text.Append('\n');
        }

        var table = new Table(
            new Column("run", Alignment.Left), new Column("network", Alignment.Left), new Column("epoch"), new Column("valid errors"), new Column("test errors"),
            new Column("from start to end", Format: "F4"));
        foreach (RunReport run in report.Runs)
        {
            Minimisation.EpochMetrics last = run.Run.Metrics[^1];
            table.Add(
                run.Name, TrainingWords.Shape(run.Run.Configuration.Network), last.Epoch, last.ValidationErrors, last.TestErrors,
                run.Distances.Rows[0].Distances.Total.L2);
        }

        return text.Append(table.ToText()).ToString();
    }
}
