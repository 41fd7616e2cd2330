namespace Minima.Trajectories;

/// <summary>
/// Keeps a second process out of a run's folder. The lock belongs to the open file <c>lock</c>, not to its existence: it goes with the
/// process, however that ends. The file is empty and stays for good. Deleting it would let two in: one that opened the file before it was
/// deleted and locks it afterwards, and one that locks the new file of that name.
/// </summary>
internal sealed class RunLock : IDisposable
{
    // EWOULDBLOCK of flock(2) on Linux and macOS, ERROR_SHARING_VIOLATION on Windows.
    private static readonly int[] TakenCodes = [11, 35, unchecked((int)0x80070020)];

    private readonly FileStream _stream;

    private RunLock(FileStream stream) => _stream = stream;

    /// <summary>Takes the lock of a folder that exists.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="taken">What is said where it is taken; null: that a run is written there.</param>
    /// <exception cref="UnusableInputException">Another process (or another writer in this one) has it.</exception>
    public static RunLock Take(string folder, string? taken = null)
    {
        string path = RunFolder.Lock(folder);
        try
        {
            return new RunLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException e) when (TakenCodes.Contains(e.HResult))
        {
            throw new UnusableInputException(
                taken ?? $"Another process is writing the run in '{folder}'. Wait until it is done or stop it; or name another folder.", e);
        }
    }

    /// <summary>Lets go.</summary>
    public void Dispose() => _stream.Dispose();
}
