using System.Globalization;
using Minima.Formats.Checkpoints;
using Minima.Geometry.Checkpoints;

namespace Minima.Studies.Checkpoints;

/// <summary>Puts the progress of a reading into words.</summary>
internal sealed class PassReporter : IProgress<PassProgress>
{
    // Less is read before anyone has looked.
    private const long Least = 64_000_000;

    private readonly WorkReporter _reporter;
    private bool _begun;

    public PassReporter(IProgress<WorkProgress>? progress, IReadOnlyList<Checkpoint> checkpoints) =>
        _reporter = new WorkReporter(
            checkpoints.Sum(static one => one.Length) < Least ? null : progress,
            checkpoints.Count == 1 ? $"opening {checkpoints[0].Name}" : $"opening {checkpoints.Count} checkpoints");

    /// <inheritdoc/>
    public void Report(PassProgress value)
    {
        string? remark = _begun || value.Before == 0 ? null : string.Create(
            CultureInfo.InvariantCulture, $"{value.Before / 1e9:F2} of {value.All / 1e9:F2} GB were read before; it goes on from there");
        _begun = true;

        // Of what is left to read: the time left goes by the pace of this attempt.
        _reporter.Report(
            string.Create(CultureInfo.InvariantCulture, $"read {value.Read / 1e9:F2} of {value.All / 1e9:F2} GB"),
            value.All == value.Before ? 1 : (double)(value.Read - value.Before) / (value.All - value.Before), remark);
    }
}
