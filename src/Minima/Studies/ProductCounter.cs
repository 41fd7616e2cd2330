using System.Diagnostics;

namespace Minima.Studies;

/// <summary>Turns counts of products into progress with the time left.</summary>
internal sealed class ProductCounter(IProgress<CurvatureProgress>? progress, int snapshots, int products) : IProgress<int>
{
    private readonly long _began = Stopwatch.GetTimestamp();
    private readonly Pace _pace = new();
    private string _where = "";
    private int _snapshot;
    private double _done;

    /// <summary>A snapshot begins.</summary>
    public void Begin(int snapshot, int? epoch)
    {
        _snapshot = snapshot;
        _where = snapshots > 1 ? $"epoch {epoch}, snapshot {snapshot + 1} of {snapshots}, " : "";
        Report(0);
    }

    /// <summary>So many products of the snapshot are done.</summary>
    public void Report(int value)
    {
        _done = (_snapshot + ((double)value / products)) / snapshots;
        progress?.Report(new CurvatureProgress(_done, $"{_where}product {value} of {products}", _pace.TimeLeft(Stopwatch.GetElapsedTime(_began), _done, 1)));
    }

    /// <summary>Something else is under way.</summary>
    public void Tell(string text) => progress?.Report(new CurvatureProgress(_done, _where + text, null));
}
