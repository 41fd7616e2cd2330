using System.Diagnostics;

namespace Minima.Minimisation;

/// <summary>
/// Whether a team should work together or its first worker alone. Workers meet some ten thousand times a second; where other processes want
/// the cores, each meeting waits for whoever lost its core, for milliseconds, and two threads come out slower than one. So a team
/// that waits for half of its time is left to one worker for a tenth of a second, and then tried again; each time that it is still crowded, for twice as
/// long, up to a second. Results do not depend on it.
/// </summary>
/// <remarks>
/// With n workers and none waiting, the work takes 1 / n of what one needs. If they wait for the share w of (n - 1) times the elapsed
/// time, one alone would do at least as well from w = 1 on, and earlier where those that seem to work have lost their core: half of that is
/// where the two were about equal beside one busy process on two cores.
/// </remarks>
/// <param name="workers">How many workers the team has.</param>
internal sealed class Crowding(int workers)
{
    /// <summary>A team is not judged by less time than this, in ticks of <see cref="Stopwatch"/>.</summary>
    public static readonly long LeastEvidence = Stopwatch.Frequency / 50;

    /// <summary>For how long one worker is left alone first; and the time after which a team that was not crowded is judged anew.</summary>
    public static readonly long FirstTerm = Stopwatch.Frequency / 10;

    /// <summary>For how long one worker is left alone at most.</summary>
    public static readonly long LongestTerm = Stopwatch.Frequency;

    private long _nextTerm = FirstTerm;
    private long _term;
    private long _elapsed;
    private long _waited;
    private long _began;
    private long _waitedBefore;
    private bool _changed;

    /// <summary>How many workers the next run uses.</summary>
    public int Active => _term > 0 ? 1 : workers;

    /// <summary>A run begins, of as many workers.</summary>
    /// <param name="now">The time, in ticks.</param>
    /// <param name="waited">How long the workers have waited until now, all together and ever, in ticks.</param>
    public void Begin(long now, long waited) => (_began, _waitedBefore, _changed) = (now, waited, false);

    /// <summary>Takes note of how the run goes, and says whether it should end, so that another number of workers goes on.</summary>
    /// <inheritdoc cref="Begin"/>
    public bool Judge(long now, long waited)
    {
        // How the run ends, once that is said, is of no account.
        if (_changed)
            return true;
        _elapsed += now - _began;
        _waited += waited - _waitedBefore;
        (_began, _waitedBefore) = (now, waited);
        bool alone = _term > 0, crowded = !alone && workers > 1 && _elapsed >= LeastEvidence && _waited >= _elapsed * (workers - 1) / 2;
        if (!crowded && _elapsed < (alone ? _term : FirstTerm))
            return false;
        (_elapsed, _waited) = (0, 0);
        _changed = alone || crowded;
        _term = crowded ? _nextTerm : 0;
        if (crowded)
            _nextTerm = Math.Min(2 * _nextTerm, LongestTerm);
        else if (!alone)
            _nextTerm = FirstTerm;
        return _changed;
    }
}
