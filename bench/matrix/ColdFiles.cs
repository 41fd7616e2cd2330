using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Minima.MatrixBench;

/// <summary>Files that are not in memory, and one reading of them.</summary>
internal static partial class ColdFiles
{
    // posix_fadvise(2): POSIX_FADV_DONTNEED.
    private const int DontNeed = 4;
    private const int Block = 8 << 20;

    /// <summary>Has the system forget what it keeps of the files.</summary>
    /// <exception cref="InvalidOperationException">It does not.</exception>
    public static void Drop(IReadOnlyList<string> files)
    {
        foreach (string file in files)
        {
            using SafeFileHandle handle = File.OpenHandle(file);
            if (Advise(handle, 0, 0, DontNeed) != 0)
                throw new InvalidOperationException($"'{file}' cannot be dropped from memory.");
        }
    }

    /// <summary>Reads the files one after the other, from begin to end, and does nothing with them.</summary>
    /// <returns>Seconds, and bytes.</returns>
    public static (double Seconds, long Bytes) Read(IReadOnlyList<string> files)
    {
        byte[] block = new byte[Block];
        long began = Stopwatch.GetTimestamp(), bytes = 0;
        foreach (string file in files)
        {
            using SafeFileHandle handle = File.OpenHandle(file, options: FileOptions.SequentialScan);
            for (long at = 0; RandomAccess.Read(handle, block, at) is > 0 and int read; at += read)
                bytes += read;
        }

        return (Stopwatch.GetElapsedTime(began).TotalSeconds, bytes);
    }

    [LibraryImport("libc", EntryPoint = "posix_fadvise")]
    private static partial int Advise(SafeFileHandle file, long offset, long length, int advice);
}
