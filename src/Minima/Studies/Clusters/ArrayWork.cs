using System.Globalization;
using Minima.Data;

namespace Minima.Studies.Clusters;

/// <summary>A work in parts that do not need each other, or only those of an earlier stage: what a job array does.</summary>
public sealed class ArrayWork
{
    private readonly Func<int, int, IProgress<WorkProgress>?, CancellationToken, ElementEnd> _do;

    /// <summary>A work.</summary>
    /// <param name="folder">Where the array keeps what it is.</param>
    /// <param name="elements">The parts.</param>
    /// <param name="action">Does one: its number, how many threads compute, who is told, and what stops it.</param>
    /// <exception cref="UnusableInputException">Two parts have one name.</exception>
    public ArrayWork(ArrayFolder folder, IReadOnlyList<ArrayElement> elements, Func<int, int, IProgress<WorkProgress>?, CancellationToken, ElementEnd> action)
    {
        if (elements.GroupBy(static element => element.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(static group => group.Count() > 1) is { } twice)
            throw new UnusableInputException($"Two elements of the array would be called '{twice.Key}'; each writes files of its own.");
        (Folder, Elements, _do) = (folder, elements, action);
    }

    /// <summary>Where the array keeps what it is.</summary>
    public ArrayFolder Folder { get; }

    /// <summary>The parts.</summary>
    public IReadOnlyList<ArrayElement> Elements { get; }

    /// <summary>The array whose elements each train a run.</summary>
    /// <param name="folder">The folder that the runs are in.</param>
    /// <param name="elements">The runs.</param>
    /// <param name="job">What is to be trained for an element.</param>
    /// <param name="data">What they are trained on.</param>
    public static ArrayWork OfRuns(string folder, IReadOnlyList<ArrayElement> elements, Func<int, TrainingJob> job, DataSet data) =>
        new(ArrayFolder.OfRuns(folder), elements, (index, threads, progress, cancellation) =>
            ElementEnd.Of(Training.Run(job(index), data, threads, progress is null ? null : new RunReporter(progress, elements[index].Name), cancellation)));

    /// <summary>The array whose elements each measure a block of a surface.</summary>
    /// <param name="file">The file that the blocks make.</param>
    /// <param name="blocks">How many.</param>
    /// <param name="measure">Measures one: its number, its file, how many threads compute, who is told, and what stops it.</param>
    public static ArrayWork OfBlocks(string file, int blocks, Action<int, string, int, IProgress<SurfaceProgress>?, CancellationToken> measure)
    {
        var folder = ArrayFolder.OfBlocks(file);
        ArrayElement[] elements = [.. Enumerable.Range(0, blocks).Select(static i => new ArrayElement(BlockName(i)))];
        return new ArrayWork(folder, elements, (index, threads, progress, cancellation) =>
        {
            string block = folder.Block(elements[index].Name);
            measure(index, block, threads, progress is null ? null : new BlockReporter(progress, elements[index].Name), cancellation);
            return new ElementEnd(ElementOutcome.Done, $"The block is measured: '{block}'.");
        });
    }

    /// <summary>What a block is called.</summary>
    public static string BlockName(int block) => "block-" + block.ToString("D4", CultureInfo.InvariantCulture);

    /// <summary>Does an element; one that is done costs nothing.</summary>
    /// <param name="index">Its number.</param>
    /// <param name="threads">How many threads compute; 0: one for each core.</param>
    /// <param name="progress">Is told how far it has come.</param>
    /// <param name="cancellation">Asks it to stop; where it stands is saved.</param>
    /// <exception cref="UnusableInputException">There is no such element, or it cannot be done.</exception>
    /// <exception cref="IOException">The disk is full or fails; what was saved is as it was.</exception>
    /// <exception cref="OperationCanceledException">It was asked to stop before there was anything to save.</exception>
    public ElementEnd Do(int index, int threads = 0, IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default)
    {
        if (index < 0 || index >= Elements.Count)
            throw new UnusableInputException($"There is no element {index}; there are {Elements.Count}, from 0 to {Elements.Count - 1}.");
        return _do(index, threads, progress, cancellation);
    }

    private sealed class BlockReporter(IProgress<WorkProgress> progress, string name) : IProgress<SurfaceProgress>
    {
        public void Report(SurfaceProgress value) => progress.Report(new WorkProgress($"{name}: {value.Message}", value.Done, value.Left));
    }

    private sealed class RunReporter(IProgress<WorkProgress> progress, string name) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) =>
            progress.Report(new WorkProgress($"{name}: epoch {value.Epoch} of {value.Epochs}", value.Done, value.Left, value.Remark));
    }
}
