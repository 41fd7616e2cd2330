namespace Minima.Studies;

/// <summary>Tells how much time is left from the pace over the last points: steady, yet not blind to a machine that has become slower.</summary>
internal sealed class Pace
{
    private const int Window = 50;

    // Where next to nothing was done since the window's first point, its pace says nothing.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1000);

    private readonly Queue<(TimeSpan Time, double Place)> _points = new();

    /// <summary>Takes a place on the way (in epochs) and the time at which it was reached.</summary>
    /// <returns>The time from there to <paramref name="end"/>; null where there is no pace yet, or one that leads nowhere.</returns>
    public TimeSpan? TimeLeft(TimeSpan time, double place, double end)
    {
        if (_points.Count == Window)
            _points.Dequeue();
        _points.Enqueue((time, place));
        (TimeSpan firstTime, double firstPlace) = _points.Peek();
        double factor = (end - place) / (place - firstPlace);
        return place > firstPlace && factor * (time - firstTime).TotalSeconds <= Longest.TotalSeconds ? (time - firstTime) * factor : null;
    }
}
