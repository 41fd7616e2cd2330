using Minima.Trajectories;

namespace Minima.Studies.Clusters;

/// <summary>
/// An element that is being done by this process: no other does the same meanwhile, and beside it stands how it ended. Where a process is
/// killed, it still stands there that it runs, and the scheduler knows better.
/// </summary>
public sealed class ElementSession : IDisposable
{
    private readonly RunLock _lock;
    private readonly string _path;
    private readonly string _job;

    private ElementSession(RunLock elementLock, string path, string job) => (_lock, _path, _job) = (elementLock, path, job);

    /// <summary>Begins an element.</summary>
    /// <param name="folder">The array's folder.</param>
    /// <param name="index">The element's number.</param>
    /// <param name="job">The job that it is part of; empty where no scheduler started it.</param>
    /// <exception cref="UnusableInputException">Another process does it.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static ElementSession Begin(ArrayFolder folder, int index, string job = "")
    {
        string own = folder.Element(index);
        Directory.CreateDirectory(own);
        var elementLock = RunLock.Take(own, $"Another process does the element {index} already ('{own}'): it is left to that one.");
        var session = new ElementSession(elementLock, folder.Outcome(index), job);
        try
        {
            session.Write(ElementOutcome.Running, 0, "It has begun.");
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Says how it ended.</summary>
    /// <param name="end">That.</param>
    /// <param name="exitCode">What the process will end with.</param>
    /// <exception cref="IOException">The disk is full or fails.</exception>
    public void End(ElementEnd end, int exitCode) => Write(end.Outcome, exitCode, end.Sentence);

    /// <summary>Lets others do it.</summary>
    public void Dispose() => _lock.Dispose();

    private void Write(ElementOutcome outcome, int exitCode, string sentence) => new ElementReport(outcome, _job, exitCode, sentence).Write(_path);
}
