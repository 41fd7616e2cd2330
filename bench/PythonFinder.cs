using System.Diagnostics;

namespace Minima.Bench;

/// <summary>Finds a Python that has PyTorch.</summary>
internal static class PythonFinder
{
    public static string? Find()
    {
        string?[] candidates = [Environment.GetEnvironmentVariable("MINIMA_PYTHON"), "/usr/bin/python3", "python3", "python"];
        return candidates.FirstOrDefault(HasTorch);
    }

    private static bool HasTorch(string? python)
    {
        if (string.IsNullOrEmpty(python))
            return false;
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(python, ["-c", "import torch, numpy"])
            {
                UseShellExecute = false,
                RedirectStandardError = true,
            })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
