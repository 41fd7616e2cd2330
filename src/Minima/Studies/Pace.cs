namespace Minima.Studies;

/// <summary>Tells how much time is left from the pace over the last points: steady, yet not blind to a machine that has become slower.</summary>
internal sealed class Pace
{
    private const int Window = 50;

    private readonly Queue<(TimeSpan Time, double Place)> _points = new();

    /// <summary>Takes a place on the way (in epochs) and the time at which it was reached.</summary>
    /// <returns>The time from there to <paramref name="end"/>; null where there is no pace yet.</returns>
    public TimeSpan? TimeLeft(TimeSpan time, double place, double end)
    {
        if (_points.Count == Window)
            _points.Dequeue();
        _points.Enqueue((time, place));
        (TimeSpan firstTime, double firstPlace) = _points.Peek();
        return place > firstPlace ? (time - firstTime) * ((end - place) / (place - firstPlace)) : null;
    }
}
