using Minima.Data;
using Minima.Studies;
using Minima.Studies.Clusters;
using Minima.Studies.Fleets;
using Minima.Studies.Pairs;
using Minima.Trajectories;

namespace Minima.Cli.Commands;

/// <summary>A fleet that was asked for.</summary>
internal sealed record FleetRequest : IArrayRequest
{
    public required string Folder { get; init; }

    public required FleetValues Values { get; init; }

    /// <summary>The options of <c>minima train</c> that all members share, as typed.</summary>
    public required IReadOnlyList<string> Given { get; init; }

    /// <summary>0: one for each core.</summary>
    public required int Workers { get; init; }

    /// <summary>Null: the first.</summary>
    public required string? Reference { get; init; }

    public required int Points { get; init; }

    /// <inheritdoc/>
    public ArrayFolder Array => ArrayFolder.OfRuns(Folder);

    /// <summary>Plans, trains and collects, and prints what came of it.</summary>
    public int Run(Output output, Interruption interruption)
    {
        (FleetPlan plan, DataSet data) = Plan(output);
        return Run(plan, data, Folder, output, interruption);
    }

    /// <inheritdoc/>
    public (ArrayWork Work, DataSet Data) Split(Output output)
    {
        (FleetPlan plan, DataSet data) = Plan(output);
        return (plan.ToArray(Folder, data), data);
    }

    /// <inheritdoc/>
    public int Collect(Output output, Interruption interruption, IReadOnlyList<ElementStatus> missing)
    {
        (FleetPlan plan, DataSet data) = Plan(output);
        if (missing.Count == 0)
            return Run(plan, data, Folder, output, interruption);
        string[] names = [.. missing.Select(static element => element.Element.Name)];
        FleetMember[] done = [.. plan.Members.Where(member => !names.Contains(member.Name))];
        if (done.Length < 2)
            throw new UnusableInputException($"{done.Length} of {plan.Members.Count} members are done ({ArrayText.Counts(missing)}); two at least are compared.");
        output.Warning($"{missing.Count} of {plan.Members.Count} members are not done ({ArrayText.Counts(missing)}): {string.Join(", ", names)}. What follows is of the others.");

        // Its lines are kept apart: the fleet's own file is to hold those of the whole fleet, which may be aligned to another member.
        return Math.Max(ExitCode.Failed, Run(new FleetPlan(plan.Varied, done), data, Array.Path, output, interruption));
    }

    private int Run(FleetPlan plan, DataSet data, string lines, Output output, Interruption interruption)
    {
        try
        {
            (IReadOnlyList<TrainingResult> results, FleetStudy study) = output.WithProgress(display => Work(plan, data, lines, display, interruption.Token));
            IReadOnlyList<string> files = FleetReport.Save(study, Folder);
            output.Json(() => FleetDocument.Of(Folder, study, results, files));
            output.Result(FleetText.Of(study, files));
            return results.Any(static result => result.Outcome == TrainingOutcome.Diverged) ? ExitCode.Failed : ExitCode.Done;
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            output.Warning($"Stopped; what was trained and measured is saved in '{Folder}', and the same command continues it.");
            return interruption.ExitCode;
        }
    }

    private (IReadOnlyList<TrainingResult> Results, FleetStudy Study) Work(FleetPlan plan, DataSet data, string lines, IProgressDisplay display, CancellationToken cancellation)
    {
        var progress = new WorkDisplay(display);
        IReadOnlyList<TrainingResult> results = plan.Train(data, Workers, progress, cancellation);
        foreach (TrainingResult result in results.Where(static result => result.Outcome == TrainingOutcome.Diverged))
            display.Warn(result.Sentence);
        return (results, Measure(plan, data, lines, progress, cancellation));
    }

    // Every member is what `minima train` with its own value would be, checked by that command's own rules.
    private (FleetPlan Plan, DataSet Data) Plan(Output output)
    {
        string option = "--" + Values.Option;
        if (Given.Contains(option))
            throw new UnusableInputException($"{option} is given, and varied too. Leave one of them out.");
        TrainRequest[] requests = [.. Values.Values.Select(value => TrainOptions.Parse([.. Given, option, value, "--out", Path.Combine(Folder, Values.Member(value))]))];
        TrainRequest first = requests.FirstOrDefault(static request => Trajectories.Run.Exists(request.Folder)) ?? requests[0];
        DataSet data = first.Load();
        FleetMember[] members = [.. requests.Select((request, i) => new FleetMember(Values.Member(Values.Values[i]), Values.Values[i], request.Job(data)))];
        if (members.FirstOrDefault(static member => member.Job.Configuration.Network.IsAutoencoder) is { } given)
        {
            throw new UnusableInputException(
                $"A fleet compares its members by what they say of classes, and '{given.Name}' is an autoencoder, which tells none apart. Train each with `minima train`; "
                + "`minima matrix` has the distances of all, `minima align` and `path` compare two. The stack, --network sda, tells classes apart.");
        }

        output.Note($"data: {data.Description}");
        output.Detail($"data fingerprint: {data.Fingerprint}");
        return (new FleetPlan(Values.Option, members), data);
    }

    private FleetStudy Measure(FleetPlan plan, DataSet data, string lines, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        FleetRun[] runs = [.. plan.Members.Select(static member => new FleetRun(member.Name, member.Value, Trajectories.Run.Open(member.Job.Folder)))];
        RunConfiguration configuration = plan.Members[0].Job.Configuration;
        var options = new PairOptions { Points = Points, L1 = configuration.Descent.L1, L2 = configuration.Descent.L2, Threads = Workers };
        string further = FleetStudy.LinesIn(lines == Folder ? Array.Path : Folder);
        return FleetStudy.Of(plan.Varied, runs, Reference, data, lines, options, further, progress, cancellation);
    }
}
