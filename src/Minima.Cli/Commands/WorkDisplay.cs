using Minima.Studies;

namespace Minima.Cli.Commands;

/// <summary>Puts the progress of a long work into words.</summary>
internal sealed class WorkDisplay(IProgressDisplay display) : IProgress<WorkProgress>
{
    public void Report(WorkProgress value)
    {
        if (value.Remark is { } remark)
            display.Warn(remark);
        string left = value.Left is { } time && value.Done < 1 ? $", {Durations.Show(time)} left" : "";
        display.Show(value.Done, value.Task + left);
    }
}
