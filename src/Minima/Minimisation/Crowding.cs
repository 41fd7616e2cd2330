using System.Diagnostics;
using Minima.Kernels;

namespace Minima.Minimisation;

/// <summary>
/// Whether a team should work together or its first worker alone. Workers meet some thousand times a second; where other processes want
/// the cores, each meeting waits for whoever lost its core, for milliseconds, and two threads come out far slower than one. So a team
/// that waits for half of its time is left to one worker for a second, and then tried again. Results do not depend on it.
/// </summary>
/// <remarks>
/// With n workers and none waiting, the work takes 1 / n of what one needs. If they wait for the share w of (n - 1) times the elapsed
/// time, one alone would do at least as well from w = 1 on, and earlier where those that seem to work have lost their core: half of that is
/// where the two were about equal beside one busy process on two cores.
/// </remarks>
internal sealed class Crowding(WorkerTeam team)
{
    private static readonly long LeastEvidence = Stopwatch.Frequency / 50;

    private static readonly long Term = Stopwatch.Frequency;

    private bool _crowded;
    private long _elapsed;
    private long _waited;
    private long _began;
    private long _waitedBefore;

    /// <summary>Sets how many workers the next run uses.</summary>
    public void Begin()
    {
        team.Active = _crowded ? 1 : team.Count;
        (_began, _waitedBefore) = (Stopwatch.GetTimestamp(), team.Waited);
    }

    /// <summary>Whether the run should end, so that one worker goes on alone.</summary>
    /// <param name="now">The time, in ticks of <see cref="Stopwatch"/>.</param>
    public bool IsTooCrowded(long now) =>
        team.Active > 1 && IsTooCrowded(_elapsed + now - _began, _waited + team.Waited - _waitedBefore);

    /// <summary>Takes note of how the run went, and hands the whole team back.</summary>
    public void End()
    {
        _elapsed += Stopwatch.GetTimestamp() - _began;
        _waited += team.Waited - _waitedBefore;
        bool crowded = team.Active > 1 && IsTooCrowded(_elapsed, _waited);
        if (crowded || _elapsed >= Term)
            (_crowded, _elapsed, _waited) = (crowded, 0, 0);
        team.Active = team.Count;
    }

    private bool IsTooCrowded(long elapsed, long waited) => elapsed >= LeastEvidence && waited >= elapsed * (team.Count - 1) / 2;
}
