using Minima.Trajectories;

namespace Minima.Studies.Clusters;

/// <summary>What came of a submission.</summary>
/// <param name="Submitted">The jobs that were submitted now; none where nothing was left.</param>
/// <param name="Done">Elements that were done already.</param>
/// <param name="Queued">Elements that were in the queue already.</param>
public sealed record SubmittedArray(IReadOnlyList<Submission> Submitted, int Done, int Queued);

/// <summary>Submits to Slurm what an array has left to do: an array for each stage that has something left.</summary>
public static class ArraySubmission
{
    /// <summary>
    /// Submits the elements that are neither done nor in the queue. The same call again submits what has failed since; of two calls
    /// at the same time one is refused.
    /// </summary>
    /// <param name="folder">The array's folder.</param>
    /// <param name="elements">All elements.</param>
    /// <param name="program">The program that an element runs.</param>
    /// <param name="command">Its arguments; the element's number is added.</param>
    /// <param name="resources">What each is given.</param>
    /// <param name="only">The numbers of the elements that are wanted; null: all.</param>
    /// <param name="force">Discards blocks that are measured, and begins anew.</param>
    /// <exception cref="UnusableInputException">
    /// Slurm is not there or refuses; or another array of this folder is in the queue, or one that is to be discarded; or a run or a block in the folder
    /// is another one than the array's.
    /// </exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static SubmittedArray Submit(
        ArrayFolder folder, IReadOnlyList<ArrayElement> elements, IReadOnlyList<string> program, IReadOnlyList<string> command, ClusterResources resources,
        IReadOnlySet<int>? only = null, bool force = false)
    {
        resources.Demand();
        Directory.CreateDirectory(folder.Path);
        using var own = RunLock.Take(folder.Path, $"Another process is submitting the array of '{folder.Results}'. Try again when it is done.");
        ArrayRecord? before = ArrayRecord.Find(folder);
        var record = new ArrayRecord(command, resources, elements, []);
        IReadOnlyList<QueuedElement> queue = before is null ? [] : Slurm.Queue(before.Submissions.Select(static submission => submission.Job));
        bool isTheSame = before?.DoesTheSame(record) == true;
        if (queue.Count > 0 && (force || !isTheSame))
        {
            throw new UnusableInputException(
                $"{queue.Count} elements of {(force ? "the" : "another")} array in '{folder.Results}' are in the queue still (job {queue[0].Job}). Wait for them or cancel them, or name another folder.");
        }

        if (isTheSame)
            record = record with { Submissions = before!.Submissions };
        DemandBlocks(folder, elements, isTheSame || before is null, force);
        ElementProgress[] progress = [.. elements.Select(element => Demand(element, folder))];
        HashSet<int> queued = [.. queue.Select(static element => element.Index).Where(index => index < progress.Length && !progress[index].IsDone)];
        int[] left = [.. Enumerable.Range(0, elements.Count).Where(index => only?.Contains(index) != false && !progress[index].IsDone && !queued.Contains(index))];
        record.Write(folder);
        var submitted = new List<Submission>();
        foreach (IGrouping<int, int> stage in left.GroupBy(index => elements[index].Stage).OrderBy(static stage => stage.Key))
        {
            int[] indices = [.. stage];
            foreach (int index in indices)
                Directory.CreateDirectory(folder.Element(index));
            string[] after =
            [
                .. queue.Where(element => elements[element.Index].Stage < stage.Key).Select(static element => element.Job)
                    .Concat(submitted.Select(static earlier => earlier.Job)).Distinct(),
            ];
            var submission = new Submission(Slurm.Submit(SlurmScript.Of(folder, program, command, indices, resources, after)), indices);
            submitted.Add(submission);
            record = record with { Submissions = [.. record.Submissions, submission] };
            record.Write(folder);
        }

        return new SubmittedArray(submitted, progress.Count(static one => one.IsDone), queued.Count);
    }

    // A block does not say by itself what it is of; its file does, when all are read.
    private static void DemandBlocks(ArrayFolder folder, IReadOnlyList<ArrayElement> elements, bool areOwn, bool force)
    {
        string[] blocks = [.. elements.Where(static element => element.Epochs is null).Select(element => folder.Block(element.Name)).SelectMany(static file => new[] { file, file + ".partial" }).Where(File.Exists)];
        if (!force && !areOwn && blocks.Length > 0)
            throw new UnusableInputException($"'{folder.Results}' holds what was measured for another command. Type that again, name another file, or discard it (--force).");
        foreach (string block in force ? blocks : [])
            File.Delete(block);
    }

    private static ElementProgress Demand(ArrayElement element, ArrayFolder folder)
    {
        string path = folder.Run(element.Name);
        if (element.Identity is { } identity && Run.Exists(path) && Run.Open(path).Configuration.Identity != identity)
            throw new UnusableInputException($"'{path}' holds a run of another configuration. Ask for the same as there, or name another folder.");
        return element.Look(folder);
    }
}
