using System.Globalization;
using System.Text;
using Minima.Figures;
using Minima.Studies.Clusters;

namespace Minima.Cli.Commands;

/// <summary>A job array in words and tables.</summary>
internal static class ArrayText
{
    /// <summary>An array of more elements lists only those that are neither done nor waiting.</summary>
    public const int MostRows = 50;

    private const int MostLogs = 10;

    private static readonly (ElementState State, string Word)[] States =
    [
        (ElementState.Done, "done"), (ElementState.Diverged, "diverged"), (ElementState.Running, "running"), (ElementState.Waiting, "waiting"),
        (ElementState.Stopped, "stopped"), (ElementState.Failed, "failed"), (ElementState.Killed, "killed"), (ElementState.Missing, "missing"),
    ];

    /// <summary>A state in a word.</summary>
    public static string Of(ElementState state) => Array.Find(States, entry => entry.State == state).Word;

    /// <summary>How many elements are in each state, such as <c>9 done, 2 running</c>.</summary>
    public static string Counts(IEnumerable<ElementStatus> elements)
    {
        ILookup<ElementState, ElementStatus> by = elements.ToLookup(static element => element.State);
        return string.Join(", ", States.Where(entry => by[entry.State].Any()).Select(entry => $"{by[entry.State].Count()} {entry.Word}"));
    }

    /// <summary>Where the elements of an array are.</summary>
    public static string Of(string command, string place, IReadOnlyList<ElementStatus> elements, bool all)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{elements.Count} elements: {Counts(elements)}\n\n");
        ElementStatus[] rows = [.. elements.Where(element => all || elements.Count <= MostRows || element.State is not (ElementState.Done or ElementState.Waiting))];
        var table = new Table(
            new Column("element", Alignment.Left), new Column("number"), new Column("state", Alignment.Left), new Column("progress", Alignment.Left), new Column("job", Alignment.Left), new Column("what", Alignment.Left));
        foreach (ElementStatus row in rows)
        {
            string? job = row.Job is null ? null : string.Create(CultureInfo.InvariantCulture, $"{row.Job}_{row.Index}");
            table.Add(row.Element.Name, row.Index, Of(row.State), row.Progress.Length > 0 ? row.Progress : null, job, row.Sentence.Length > 0 ? row.Sentence : null);
        }

        if (rows.Length > 0)
            text.Append(table.ToText());
        if (rows.Length < elements.Count)
            text.Append(CultureInfo.InvariantCulture, $"{(rows.Length > 0 ? "\n" : "")}{elements.Count - rows.Length} that are done or wait are not listed (--all)\n");
        ElementStatus[] again = [.. elements.Where(static element => element.NeedsAnother)];
        foreach (ElementStatus element in again.Where(static element => element.LastLines.Count > 0).Take(MostLogs))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{element.Element.Name}, {Of(element.State)}: the last lines of {element.Log}\n");
            foreach (string line in element.LastLines)
                text.Append(CultureInfo.InvariantCulture, $"    {line}\n");
        }

        if (again.Length > 0)
            text.Append(CultureInfo.InvariantCulture, $"\n{Number(again.Length)} again: {command} resubmit {place}\n");
        return text.ToString();
    }

    /// <summary>What came of a submission.</summary>
    public static string Of(IReadOnlyList<ArrayElement> elements, SubmittedArray submitted)
    {
        var text = new StringBuilder();
        foreach (Submission submission in submitted.Submitted)
            text.Append(CultureInfo.InvariantCulture, $"job {submission.Job}: {Number(submission.Elements.Count)}, {Names(elements, submission.Elements)}\n");
        if (submitted.Submitted.Count == 0)
            text.Append("nothing was submitted\n");
        if (submitted.Done > 0)
            text.Append(CultureInfo.InvariantCulture, $"{Number(submitted.Done)} done before\n");
        if (submitted.Queued > 0)
            text.Append(CultureInfo.InvariantCulture, $"{Number(submitted.Queued)} in the queue before\n");
        return text.ToString();
    }

    /// <summary>What is to be typed next.</summary>
    public static string Next(string command, ArrayFolder folder)
    {
        string place = folder.Path == folder.Results ? folder.Path[..^".array".Length] : folder.Results;
        return $"`minima {command} status {place}` shows how far it has come, `minima {command} collect {place}` makes the result.";
    }

    /// <summary>What was cancelled.</summary>
    public static string OfCancelled(ArrayRecord record, IReadOnlyList<QueuedElement> cancelled) => cancelled.Count == 0
        ? "Nothing waits or runs that could be cancelled."
        : $"cancelled {Number(cancelled.Count)}: {Names(record.Elements, [.. cancelled.Select(static element => element.Index).Order()])}";

    /// <summary>Some elements by name, the first and the last of many.</summary>
    public static string Names(IReadOnlyList<ArrayElement> elements, IReadOnlyList<int> indices)
    {
        const int Most = 6;
        return indices.Count <= Most
            ? string.Join(", ", indices.Select(index => elements[index].Name))
            : $"{elements[indices[0]].Name}, {elements[indices[1]].Name}, ..., {elements[indices[^1]].Name}";
    }

    private static string Number(int count) => string.Create(CultureInfo.InvariantCulture, $"{count} element{(count == 1 ? "" : "s")}");
}
