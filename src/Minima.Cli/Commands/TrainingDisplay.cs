using System.Globalization;
using Minima.Data;
using Minima.Kernels;
using Minima.Studies;

namespace Minima.Cli.Commands;

/// <summary>Puts a training's progress into words.</summary>
internal sealed class TrainingDisplay(IProgressDisplay display) : IProgress<TrainingProgress>
{
    private bool _begun;

    public void Report(TrainingProgress value)
    {
        if (!_begun && value.ResumedFrom is { } epoch)
            display.Say($"The run goes on after epoch {epoch}.");
        _begun = true;
        if (value.Remark is { } remark)
            display.Warn(remark);
        display.Show(value.Done, Words(value));
    }

    /// <summary>Says what is trained on; asked for details, also what computes.</summary>
    internal static void Introduce(DataSet data, int threads, Output output)
    {
        output.Note($"data: {data.Description}");
        output.Detail($"data fingerprint: {data.Fingerprint}");
        output.Detail($"kernels: {KernelChoice.Current.Name}");
        output.Detail($"threads: {(threads == 0 ? Environment.ProcessorCount : threads)}");
    }

    /// <summary>Such as <c>epoch 37 of 500, errors 241 validation 250 test, 5 min 03 s left</c>.</summary>
    internal static string Words(TrainingProgress value)
    {
        string errors = value.Latest switch
        {
            null => "",
            { Reconstruction: { } costs } => string.Create(CultureInfo.InvariantCulture, $", cost {costs.Validation:F2} validation {costs.Test:F2} test"),
            { } latest => $", errors {latest.ValidationErrors} validation {latest.TestErrors} test",
        };
        string left = value.Left is { } time && value.Done < 1 ? $", {Durations.Show(time)} left" : "";
        string phase = value.Phase is { } part ? $"{part}: " : "";
        return $"{phase}epoch {value.Epoch} of {value.Epochs}{errors}{left}";
    }
}
