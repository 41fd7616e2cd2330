using System.Diagnostics;

namespace Minima.Tests.Interop;

/// <summary>Runs scripts in a Python that has NumPy and PyTorch, as others have them: what they write and read is what counts.</summary>
internal static class Python
{
    private static readonly Lazy<string?> Found = new(static () =>
        new[] { Environment.GetEnvironmentVariable("MINIMA_PYTHON"), "/usr/bin/python3", "python3", "python" }.FirstOrDefault(HasTorch));

    /// <summary>Runs a script in <paramref name="folder"/> and returns what it prints; skips the test where there is no such Python.</summary>
    public static string Run(string folder, string script)
    {
        Assert.SkipUnless(Found.Value is not null, "No Python with NumPy and PyTorch is found (python3-numpy, python3-torch; MINIMA_PYTHON names one).");
        (int exitCode, string printed, string error) = Start(Found.Value!, folder, script);
        Assert.True(exitCode == 0, error);
        return printed;
    }

    private static bool HasTorch(string? python)
    {
        if (string.IsNullOrEmpty(python))
            return false;
        try
        {
            return Start(python, Environment.CurrentDirectory, "import numpy, torch").ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static (int ExitCode, string Printed, string Error) Start(string python, string folder, string script)
    {
        var start = new ProcessStartInfo(python, ["-c", script])
        {
            UseShellExecute = false,
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string printed = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, printed.ReplaceLineEndings("\n"), error.GetAwaiter().GetResult());
    }
}
