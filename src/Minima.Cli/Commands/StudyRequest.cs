using Minima.Data;
using Minima.Studies;
using Minima.Studies.Clusters;
using Minima.Studies.Experiments;

namespace Minima.Cli.Commands;

/// <summary>A study that was asked for.</summary>
/// <param name="Setting">What its runs have in common.</param>
/// <param name="Data">What they are trained on.</param>
/// <param name="Runs">The runs that it needs.</param>
/// <param name="Work">Trains what is missing, and measures; hands on what writes and prints the result.</param>
internal sealed record StudyRequest(
    StudySetting Setting, DataSet Data, Func<IReadOnlyList<StudyRun>> Runs, Func<IProgress<WorkProgress>, CancellationToken, Action<Output>> Work) : IArrayRequest
{
    /// <inheritdoc/>
    public ArrayFolder Array => ArrayFolder.OfRuns(Setting.Folder);

    /// <inheritdoc/>
    public (ArrayWork Work, DataSet Data) Split(Output output)
    {
        Introduce(output);
        return (StudyRun.ToArray(Setting, Runs(), Data), Data);
    }

    /// <inheritdoc/>
    public int Collect(Output output, Interruption interruption, IReadOnlyList<ElementStatus> missing) => missing.Count == 0
        ? Run(output, interruption)
        : throw new UnusableInputException(
            $"{missing.Count} runs are not done ({ArrayText.Counts(missing)}): {ArrayText.Names([.. missing.Select(static one => one.Element)], [.. Enumerable.Range(0, missing.Count)])}. "
            + "A study needs all of them: `minima study status` shows why, `minima study resubmit` submits them again.");

    /// <inheritdoc/>
    public int Run(Output output, Interruption interruption)
    {
        Introduce(output);
        try
        {
            output.WithProgress(display => Work(new WorkDisplay(display), interruption.Token))(output);
            return ExitCode.Done;
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            output.Warning($"Stopped; what was trained and measured is saved in '{Setting.Folder}', and the same command continues it.");
            return interruption.ExitCode;
        }
    }

    private void Introduce(Output output)
    {
        output.Note($"data: {Data.Description}");
        output.Detail($"data fingerprint: {Data.Fingerprint}");
    }
}
