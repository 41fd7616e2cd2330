using System.CommandLine;
using System.Globalization;
using Minima.Studies.Clusters;

namespace Minima.Cli.Commands;

/// <summary>What can be done with an array that was submitted: <c>status</c>, <c>collect</c>, <c>cancel</c> and <c>resubmit</c>.</summary>
/// <param name="command">The command that submitted it.</param>
/// <param name="place">What its place is called.</param>
/// <param name="example">Such a place.</param>
/// <param name="folder">The array's folder, from its place.</param>
/// <param name="parse">What the array's record of its command asks for.</param>
internal sealed class ArrayPages(string command, string place, string example, Func<string, ArrayFolder> folder, Func<IReadOnlyList<string>, IArrayRequest> parse)
{
    /// <summary>Puts the commands below another.</summary>
    public void AddTo(Page page, Output output, Interruption interruption) =>
        page.Add(Status(output)).Add(Collect(output, interruption)).Add(Cancel(output)).Add(Resubmit(output));

    private Page Status(Output output)
    {
        Argument<string> where = Place();
        Option<bool> all = Options.Flag("--all", $"List each element also of an array of more than {ArrayText.MostRows}");
        var page = new Page("status", "Shows where each element of a job array is, and the end of its log where it failed.")
        {
            Explanation = "What waits or runs is asked of Slurm's queue, how the others ended stands in the array's own files: no accounting is needed.",
            Examples = [new Example($"minima {command} status {example}", "Where each element is")],
        };
        page.Add(where);
        page.Add("What is shown", all);
        return page.Does(asked =>
        {
            (ArrayFolder array, ArrayRecord record) = Find(asked.GetValue(where)!);
            IReadOnlyList<ElementStatus> elements = Look(array, record, output);
            output.Json(() => ArrayDocument.Of(array, record, elements));
            output.Result(ArrayText.Of($"minima {command}", asked.GetValue(where)!, elements, asked.GetValue(all)));
            return ExitCode.Done;
        });
    }

    private Page Collect(Output output, Interruption interruption)
    {
        Argument<string> where = Place();
        var page = new Page("collect", "Makes of what a job array has done what the command would have made here.")
        {
            Explanation = "All that was trained or measured is taken as it is; what is left, such as the pairs of a fleet, is measured here. "
                + (command == "fleet" ? "Of a fleet that is not done yet the members that are make the tables and figures, and the others are named (exit code 1)." : "Where an element is missing, it is named, and nothing is written."),
            Examples = [new Example($"minima {command} collect {example}", "Tables and figures")],
        };
        page.Add(where);
        return page.Does(asked =>
        {
            (ArrayFolder array, ArrayRecord record) = Find(asked.GetValue(where)!);
            IArrayRequest request = parse(record.Command);
            if (Path.GetFullPath(request.Array.Path) != Path.GetFullPath(array.Path))
            {
                throw new UnusableInputException(
                    $"The array of '{asked.GetValue(where)}' was submitted for '{request.Array.Results}', with names relative to another folder than this. Run it in the folder in which it was submitted.");
            }

            ElementStatus[] missing = [.. Look(array, record, output).Where(static element => element.State is not (ElementState.Done or ElementState.Diverged))];
            return request.Collect(output, interruption, missing);
        });
    }

    private Page Cancel(Output output)
    {
        Argument<string> where = Place();
        Argument<string[]> which = Elements("all that wait or run");
        var page = new Page("cancel", "Stops elements of a job array that wait or run; what they had reached is saved.")
        {
            Explanation = "An element that runs is asked to stop, and saves where it stands; `resubmit` continues it.",
            Examples = [new Example($"minima {command} cancel {example}", "All that wait or run")],
        };
        page.Add(where, which);
        return page.Does(asked =>
        {
            (ArrayFolder array, ArrayRecord record) = Find(asked.GetValue(where)!);
            IReadOnlySet<int>? only = Chosen(record, asked.GetValue(which));
            QueuedElement[] queued = [.. Slurm.Queue(record.Submissions.Select(static submission => submission.Job)).Where(element => only?.Contains(element.Index) != false)];
            Slurm.Cancel(queued);
            output.Json(() => ArrayDocument.OfCancelled(array, record, queued));
            output.Result(ArrayText.OfCancelled(record, queued));
            return ExitCode.Done;
        });
    }

    private Page Resubmit(Output output)
    {
        Argument<string> where = Place();
        Argument<string[]> which = Elements("all that are neither done nor in the queue");
        var cluster = new ClusterOptions();
        var page = new Page("resubmit", "Submits elements of a job array again that failed, were stopped or killed, alone.")
        {
            Explanation = "The same as the command that submitted the array, typed again; for some elements alone where they are named. What is not said is as it was. A run goes on where it stands.",
            Examples =
            [
                new Example($"minima {command} resubmit {example}", "All that are neither done nor in the queue"),
                new Example($"minima {command} resubmit {example} --time 4:00:00", "The same, with more time"),
            ],
        };
        page.Add(where, which);
        return cluster.AddResourcesTo(page).Does(asked =>
        {
            (ArrayFolder array, ArrayRecord record) = Find(asked.GetValue(where)!);
            SubmittedArray submitted = ArraySubmission.Submit(
                array, record.Elements, ArrayCommand.Program(), record.Command, cluster.Resources(asked, record.Resources), Chosen(record, asked.GetValue(which)));
            output.Json(() => ArrayDocument.Of(array, record, submitted));
            output.Result(ArrayText.Of(record.Elements, submitted));
            return ExitCode.Done;
        });
    }

    private Argument<string> Place() => new(place) { Description = $"What `minima {command} --on slurm` was given, such as {example}", Arity = ArgumentArity.ExactlyOne };

    private static Argument<string[]> Elements(string otherwise) =>
        new("ELEMENT...") { Description = $"Elements by their names or numbers (default: {otherwise})", Arity = ArgumentArity.ZeroOrMore };

    private (ArrayFolder Folder, ArrayRecord Record) Find(string named)
    {
        ArrayFolder array = folder(named);
        return (array, ArrayRecord.Find(array) ?? throw new UnusableInputException(
            $"No array was submitted for '{named}': there is no '{array.Description}'. `minima {command} --help` says how one is (--on slurm)."));
    }

    private static IReadOnlyList<ElementStatus> Look(ArrayFolder array, ArrayRecord record, Output output)
    {
        IReadOnlyList<QueuedElement>? queue = null;
        try
        {
            queue = Slurm.Queue(record.Submissions.Select(static submission => submission.Job));
        }
        catch (UnusableInputException e)
        {
            output.Warning($"{e.Message} What waits cannot be told from what was killed.");
        }

        return ArrayStatus.Of(array, record, queue);
    }

    private static HashSet<int>? Chosen(ArrayRecord record, string[]? names)
    {
        if (names is not { Length: > 0 })
            return null;
        return [.. names.Select(name =>
        {
            int index = record.Elements.ToList().FindIndex(element => element.Name == name);
            if (index < 0 && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number < record.Elements.Count)
                index = number;
            return index >= 0 ? index : throw new UnusableInputException($"There is no element '{name}'; there are {record.Elements.Count}, {record.Elements[0].Name} the first (0). `status --all` lists them.");
        })];
    }
}
