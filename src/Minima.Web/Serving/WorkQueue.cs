namespace Minima.Web.Serving;

/// <summary>Work of a kind that is done one after the other, each on a thread of the pool; few wait, and more are told so.</summary>
/// <param name="what">What the work is, in the plural.</param>
/// <param name="most">How many may wait or be done at a time.</param>
internal sealed class WorkQueue(string what, int most) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private int _count;

    /// <summary>Does the work when it is its turn.</summary>
    /// <exception cref="ProblemException">Too much waits already.</exception>
    /// <exception cref="OperationCanceledException">Nobody waits for it any more.</exception>
    public async Task<T> Do<T>(Func<CancellationToken, T> work, CancellationToken cancellation)
    {
        if (Interlocked.Increment(ref _count) > most)
        {
            Interlocked.Decrement(ref _count);
            throw new ProblemException(Problem.TooMuch($"{most} {what} are under way or wait already, the most that are taken."));
        }

        try
        {
            await _turn.WaitAsync(cancellation);
            try
            {
                return await Task.Run(() => work(cancellation), cancellation);
            }
            finally
            {
                _turn.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _count);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();
}
