using System.Runtime.InteropServices;

namespace Minima.Numerics;

/// <summary>Asks the system to back memory by huge pages. Where it does not, or cannot, everything works as before, a little slower.</summary>
internal static unsafe partial class HugePages
{
    // madvise(2): MADV_HUGEPAGE.
    private const int HugePageAdvice = 14;

    /// <summary>Asks for huge pages; <paramref name="memory"/> begins at the boundary of one.</summary>
    public static void AskFor(void* memory, nuint bytes)
    {
        if (!OperatingSystem.IsLinux())
            return;
        try
        {
            // Advice: a refusal changes nothing.
            _ = Advise(memory, bytes, HugePageAdvice);
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* memory, nuint bytes, int advice);
}
