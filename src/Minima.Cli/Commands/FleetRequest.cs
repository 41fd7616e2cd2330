using Minima.Data;
using Minima.Studies;
using Minima.Studies.Fleets;
using Minima.Studies.Pairs;
using Minima.Trajectories;

namespace Minima.Cli.Commands;

/// <summary>A fleet that was asked for.</summary>
internal sealed record FleetRequest
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

    /// <summary>Plans, trains and collects, and prints what came of it.</summary>
    public int Run(Output output, Interruption interruption)
    {
        (FleetPlan plan, DataSet data) = Plan();
        output.Note($"data: {data.Description}");
        output.Detail($"data fingerprint: {data.Fingerprint}");
        try
        {
            (IReadOnlyList<TrainingResult> results, FleetStudy study) = output.WithProgress(display => Work(plan, data, display, interruption.Token));
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

    private (IReadOnlyList<TrainingResult> Results, FleetStudy Study) Work(FleetPlan plan, DataSet data, IProgressDisplay display, CancellationToken cancellation)
    {
        var progress = new WorkDisplay(display);
        IReadOnlyList<TrainingResult> results = plan.Train(data, Workers, progress, cancellation);
        foreach (TrainingResult result in results.Where(static result => result.Outcome == TrainingOutcome.Diverged))
            display.Warn(result.Sentence);
        return (results, Collect(plan, data, progress, cancellation));
    }

    // Every member is what `minima train` with its own value would be, checked by that command's own rules.
    private (FleetPlan Plan, DataSet Data) Plan()
    {
        string option = "--" + Values.Option;
        if (Given.Contains(option))
            throw new UnusableInputException($"{option} is given, and varied too. Leave one of them out.");
        TrainRequest[] requests = [.. Values.Values.Select(value => TrainOptions.Parse([.. Given, option, value, "--out", Path.Combine(Folder, Values.Member(value))]))];
        TrainRequest first = requests.FirstOrDefault(static request => Trajectories.Run.Exists(request.Folder)) ?? requests[0];
        DataSet data = first.Load();
        FleetMember[] members = [.. requests.Select((request, i) => new FleetMember(Values.Member(Values.Values[i]), Values.Values[i], request.Job(data)))];
        return (new FleetPlan(Values.Option, members), data);
    }

    private FleetStudy Collect(FleetPlan plan, DataSet data, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        FleetRun[] runs = [.. plan.Members.Select(static member => new FleetRun(member.Name, member.Value, Trajectories.Run.Open(member.Job.Folder)))];
        RunConfiguration configuration = plan.Members[0].Job.Configuration;
        var options = new PairOptions { Points = Points, L1 = configuration.Descent.L1, L2 = configuration.Descent.L2, Threads = Workers };
        return FleetStudy.Of(plan.Varied, runs, Reference, data, Folder, options, progress, cancellation);
    }
}
