using System.CommandLine;
using System.Globalization;
using System.Text;
using Minima.Formats;
using Minima.Formats.Checkpoints;
using Minima.Geometry.Checkpoints;
using Minima.Studies.Checkpoints;

namespace Minima.Cli.Commands;

/// <summary><c>minima matrix</c>: all pairs of some checkpoints in one reading.</summary>
internal static class MatrixCommand
{
    private const int PrintedGroups = 20;
    private const string Partial = "matrix.partial";

    public static Page Create(Output output, Interruption interruption)
    {
        Argument<string[]> names = new("CHECKPOINT...")
        {
            Description = "A .safetensors file, a .safetensors.index.json, a folder of checkpoints, a run or a snapshot of one; in the order of the series",
            Arity = ArgumentArity.OneOrMore,
        };
        Option<string?> folder = Options.Text("--out", "DIR", "Write tables, arrays and figures there; a stopped work is continued from there by the same command");
        Option<bool> force = Options.Flag("--force", "Begin anew in --out, also where the sums of other checkpoints or a finished comparison are");
        var settings = new CheckpointSettings();
        var page = new Page("matrix", "Compares all of some checkpoints with all, of any architecture and size, reading each byte once.")
        {
            Explanation = "All files are read side by side, block by block; of the changes from the first checkpoint all inner products are summed in double precision, and of "
                + "all pairs the squared distances. Distances, cosines and the principal plane of the series follow without reading again.\n\n"
                + "Compared are the tensors that all checkpoints have in one shape, as F64, F32, F16 or BF16; the others are listed.",
            Examples =
            [
                new Example("minima matrix step-100.safetensors step-200.safetensors step-300.safetensors", "A series of three"),
                new Example("minima matrix checkpoints --out compared", "All checkpoints of a folder, with tables and figures"),
                new Example("minima matrix checkpoints --group layers\\.\\d+ --memory 1GB --out compared", "Folded into layers"),
                new Example("minima matrix runs/zero", "The snapshots of a run"),
            ],
        };
        page.Add(names);
        page.Add(CheckpointSettings.Heading, settings.All);
        page.Add("Files", folder, force);
        return page.Does(asked =>
        {
            string? into = asked.GetValue(folder);
            Prepare(into, asked.GetValue(force));
            CheckpointOptions options = settings.Read(asked, into is null ? null : Path.Combine(into, Partial));
            IReadOnlyList<Checkpoint> checkpoints = CheckpointNames.OpenAll(asked.GetValue(names)!);
            MatrixStudy study = output.WithProgress(display => MatrixStudy.Of(checkpoints, options, new WorkDisplay(display), interruption.Token));
            foreach (CheckpointGroup bad in study.Matrix.Groups.Where(group => !Enumerable.Range(0, study.Matrix.Count).All(i => double.IsFinite(group.Norm(i)))).Take(3))
                output.Warning($"{Shown.Quoted(bad.Name)} holds numbers that are not finite, or too large to be squared.");
            IReadOnlyList<string> written = into is null ? [] : study.Save(into);
            if (options.Partial is { } partial)
                File.Delete(partial);
            output.Json(() => MatrixDocument.Of(study));
            output.Result(Text(study));
            if (into is not null)
                output.Note($"wrote {string.Join(", ", written)} into {into}");
            return ExitCode.Done;
        });
    }

    private static void Prepare(string? folder, bool force)
    {
        if (folder is null)
            return;
        if (File.Exists(folder))
            throw new UnusableInputException($"--out is '{folder}', which is a file; a folder is expected.");
        string partial = Path.Combine(folder, Partial);
        if (force && File.Exists(partial))
            File.Delete(partial);
        else if (!force && File.Exists(Path.Combine(folder, "pairs.csv")) && !File.Exists(partial))
            throw new UnusableInputException($"'{folder}' holds the results of a comparison already. Name another folder, or overwrite them (--force).");
    }

    private static string Text(MatrixStudy study)
    {
        CheckpointMatrix matrix = study.Matrix;
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{study.Words}; {matrix.BytesRead:N0} bytes read\n\n");
        text.Append(study.ToSeriesTable().ToText());
        text.Append(study.Components is null ? $"\nno plane: {study.NoPlane}\n" : $"\n{study.ToVarianceTable().ToText()}");
        if (study.Straightness is { } straight)
            text.Append(CultureInfo.InvariantCulture, $"\nfrom the first to the last {100 * straight:F1} % of the length of the way between\n");
        int groups = matrix.Groups.Count;
        text.Append($"\nBy the last checkpoint, {(groups > PrintedGroups ? $"the {PrintedGroups} of {groups} groups that moved most" : "the groups")}\n\n{study.ToMovedTable(PrintedGroups).ToText()}");
        if (matrix.Changes.Count > 0)
            text.Append($"\nNot compared\n\n{ChangeTable.Of(matrix.Changes, study.Labels).ToText()}");
        return text.ToString();
    }
}
