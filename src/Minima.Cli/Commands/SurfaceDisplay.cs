using Minima.Studies;

namespace Minima.Cli.Commands;

/// <summary>Shows how far surfaces have come: at first what they will cost.</summary>
internal sealed class SurfaceDisplay(IProgressDisplay display) : IProgress<SurfaceProgress>
{
    public void Report(SurfaceProgress value)
    {
        if (value.Done == 0)
            display.Say(value.Message);
        else
            display.Show(value.Done, $"{value.Message}: {100 * value.Done:F0} %{(value.Left is { } left ? $", {Durations.Show(left)} left" : "")}");
    }
}
