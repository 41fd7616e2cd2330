namespace Minima.Cli;

/// <summary>Lengths of time for a person.</summary>
internal static class Durations
{
    /// <summary>Such as <c>0.8 s</c>, <c>42 s</c>, <c>5 min 03 s</c>, <c>2 h 07 min</c>.</summary>
    public static string Show(TimeSpan time)
    {
        if (time.TotalSeconds < 9.95)
            return $"{time.TotalSeconds:F1} s";
        var whole = TimeSpan.FromSeconds(Math.Round(time.TotalSeconds));
        if (whole.TotalMinutes < 1)
            return $"{whole.Seconds} s";
        return whole.TotalHours < 1 ? $"{whole.Minutes} min {whole.Seconds:00} s" : $"{(long)whole.TotalHours} h {whole.Minutes:00} min";
    }
}
