using System.CommandLine;
using Minima.Data;
using Minima.Studies.Clusters;

namespace Minima.Cli.Commands;

/// <summary>A command whose work can be done here, by a job array, or as one element of that.</summary>
/// <param name="name">What is typed behind <c>minima</c>.</param>
/// <param name="page">The command.</param>
/// <param name="read">What was asked for.</param>
internal sealed class ArrayCommand(string name, Page page, Func<ParseResult, IArrayRequest> read)
{
    private readonly ClusterOptions _cluster = new();

    /// <summary>Puts the options into the command's help and parser, and says what it does.</summary>
    public Page Add(Output output, Interruption interruption) => _cluster.AddTo(page).Does(asked =>
    {
        _cluster.Demand(asked);
        IArrayRequest request = read(asked);
        if (_cluster.Element(asked) is { } index)
            return Element(request, index, _cluster.Resources(asked).Cores, output, interruption);
        if (_cluster.On(asked) is not { } scheduler)
            return request.Run(output, interruption);
        return _cluster.IsDryRun(asked) ? Show(request, scheduler, asked, output) : Submit(request, asked, output);
    });

    /// <summary>What an array's own record of its command asks for.</summary>
    public IArrayRequest Parse(IReadOnlyList<string> words) => read(GivenWords.Parse(words, name, page));

    /// <summary>The program that elements run: this one.</summary>
    public static IReadOnlyList<string> Program()
    {
        string own = Environment.ProcessPath ?? throw new UnusableInputException("The system does not say which program this is; elements could not run it.");
        return Path.GetFileNameWithoutExtension(own) == "dotnet" ? [own, typeof(ArrayCommand).Assembly.Location] : [own];
    }

    private static int Element(IArrayRequest request, int index, int cores, Output output, Interruption interruption)
    {
        string job = Environment.GetEnvironmentVariable("SLURM_ARRAY_JOB_ID") ?? "";
        using var session = ElementSession.Begin(request.Array, index, job);
        try
        {
            (ArrayWork work, DataSet data) = request.Split(output);
            ElementEnd end = output.WithProgress(display => work.Do(index, cores, new WorkDisplay(display), interruption.Token));
            int exitCode = end.Outcome == ElementOutcome.Stopped ? interruption.ExitCode : ExitCode.Done;
            session.End(end, exitCode);
            output.Json(() => ArrayDocument.Of(work.Elements[index].Name, index, end, data));
            output.Result(end.Sentence);
            return exitCode;
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            session.End(new ElementEnd(ElementOutcome.Stopped, "It was asked to stop; what it had reached is saved."), interruption.ExitCode);
            output.Warning("Stopped; what was done is saved, and the same command continues it.");
            return interruption.ExitCode;
        }
        catch (Exception e)
        {
            session.End(new ElementEnd(ElementOutcome.Failed, e.Message), ExitCode.Of(e));
            throw;
        }
    }

    private int Show(IArrayRequest request, Scheduler scheduler, ParseResult asked, Output output)
    {
        (ArrayWork work, DataSet data) = request.Split(output);
        ClusterResources resources = _cluster.Resources(asked);
        IReadOnlyList<string> words = GivenWords.Of(name, page, asked);
        string[] texts = scheduler == Scheduler.Kubernetes
            ? [KubernetesManifest.Of(work, words, resources, _cluster.Kubernetes(asked))]
            : Scripts(work, words, resources);
        output.Json(() => ArrayDocument.Of(texts, data));
        output.Result(texts.Length == 0 ? "Nothing is left to be submitted: all is done." : string.Join("\n# ---\n\n", texts));
        if (scheduler == Scheduler.Slurm && texts.Length > 0)
            output.Note($"Nothing was submitted. Slurm makes no folders for logs: to submit this by hand, make {Path.Combine(work.Folder.Path, "element-0000")} and so on first.");
        return ExitCode.Done;
    }

    // What waits or runs is not asked for: it may be shown where there is no Slurm.
    private static string[] Scripts(ArrayWork work, IReadOnlyList<string> words, ClusterResources resources)
    {
        var left = Enumerable.Range(0, work.Elements.Count).Where(index => !work.Elements[index].Look(work.Folder).IsDone)
            .GroupBy(index => work.Elements[index].Stage).OrderBy(static stage => stage.Key).ToArray();
        return [.. left.Select((stage, i) => SlurmScript.Of(work.Folder, Program(), words, [.. stage], resources, i == 0 ? [] : ["JOB-OF-THE-FIRST"]))];
    }

    private int Submit(IArrayRequest request, ParseResult asked, Output output)
    {
        (ArrayWork work, DataSet data) = request.Split(output);
        SubmittedArray submitted = ArraySubmission.Submit(
            work.Folder, work.Elements, Program(), GivenWords.Of(name, page, asked), _cluster.Resources(asked), force: request.BeginsAnew);
        output.Json(() => ArrayDocument.Of(work.Folder, work.Elements, submitted, data));
        output.Result(ArrayText.Of(work.Elements, submitted));
        output.Note(ArrayText.Next(name.Split(' ')[0], work.Folder));
        return ExitCode.Done;
    }
}
