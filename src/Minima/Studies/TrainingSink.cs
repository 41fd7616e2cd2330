using System.Diagnostics;
using Minima.Minimisation;
using Minima.Trajectories;

namespace Minima.Studies;

/// <summary>Hands a path to the writer of its files, ends the run where the path ends, and reports progress.</summary>
internal sealed class TrainingSink : IPathSink
{
    private readonly RunWriter _writer;
    private readonly int _epochs;
    private readonly int _batches;
    private readonly IProgress<TrainingProgress>? _progress;
    private readonly int? _resumedFrom;
    private readonly long _began = Stopwatch.GetTimestamp();
    private readonly Pace _pace = new();
    private readonly int _first;
    private EpochMetrics? _latest;

    public TrainingSink(RunWriter writer, int epochs, int batches, IProgress<TrainingProgress>? progress, int first = 0)
    {
        (_writer, _epochs, _batches, _progress, _first) = (writer, epochs, batches, progress, first);
        _resumedFrom = writer.Position?.Epoch;
    }

    /// <summary>Reports where the run begins or goes on, with each remark.</summary>
    public void Begin(params IEnumerable<string> remarks)
    {
        (int epoch, int batch) = (_writer.Position?.Epoch ?? _first, _writer.Position?.Batch ?? 0);
        foreach (string? remark in remarks.DefaultIfEmpty<string?>(null))
            Report(epoch, batch, left: null, remark);

        // The pace of a run that begins anew counts from the end of its first evaluation, which is no part of an epoch.
        if (_resumedFrom is not null)
            TimeLeft(epoch, batch);
    }

    public bool IsEnough => _writer.IsEnough;

    public void EpochEnded(EpochMetrics metrics, PathPosition position)
    {
        _writer.EpochEnded(metrics, position);
        if (metrics.Epoch == _epochs || _writer.HasDiverged || _writer.IsEnough)
            _writer.Finish(position);
        _latest = metrics;
        Report(metrics.Epoch, 0, TimeLeft(metrics.Epoch, 0), remark: null);
    }

    public void Paused(PathPosition position, bool stopping)
    {
        _writer.Paused(position, stopping);
        Report(position.Epoch, position.Batch, TimeLeft(position.Epoch, position.Batch), remark: null);
    }

    private TimeSpan? TimeLeft(int epoch, int batch) =>
        _pace.TimeLeft(Stopwatch.GetElapsedTime(_began), epoch + ((double)batch / _batches), _epochs);

    private void Report(int epoch, int batch, TimeSpan? left, string? remark) => _progress?.Report(new TrainingProgress(
        epoch, _epochs, (double)batch / _batches, _latest, Stopwatch.GetElapsedTime(_began), left, _resumedFrom, remark));
}
