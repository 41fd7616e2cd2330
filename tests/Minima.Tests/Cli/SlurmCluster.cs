using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Minima.Tests.Cli;

/// <summary>
/// The real Slurm that <c>.ci/slurm start</c> started: MINIMA_SLURM is its slurm.conf. Any other is left alone, so that tests on a cluster's login
/// node submit nothing.
/// </summary>
internal static class SlurmCluster
{
    private static readonly string Configuration = Environment.GetEnvironmentVariable("MINIMA_SLURM") ?? "";

    private static readonly Lazy<bool> Answers = new(static () => Configuration.Length > 0 && Ask("sinfo", "--noheader") is { Length: > 0 });

    /// <summary>Skips the test where there is none.</summary>
    public static void Require() => Assert.SkipUnless(
        Answers.Value, "There is no Slurm for the tests (slurmctld, slurmd, slurm-client, munge): `.ci/slurm start` starts one and prints what MINIMA_SLURM is to be.");

    /// <summary>Runs the command where Slurm's commands find this Slurm.</summary>
    public static Outcome Run(string line) => Executable.Run(line, ("SLURM_CONF", Configuration));

    /// <summary>The states of an array's elements by name.</summary>
    public static Dictionary<string, string> States(string command, string place)
    {
        Outcome status = Run($"{command} status {place} --json");
        Assert.True(status.ExitCode == 0, status.Messages);
        return status.Json.GetProperty("elements").EnumerateArray().ToDictionary(
            static element => element.GetProperty("name").GetString()!, static element => element.GetProperty("state").GetString()!);
    }

    /// <summary>Waits until none of an array's elements waits or runs, or until <paramref name="enough"/> says so; then their states.</summary>
    public static Dictionary<string, string> WaitFor(string command, string place, Func<Dictionary<string, string>, bool>? enough = null)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            Dictionary<string, string> states = States(command, place);
            if (enough?.Invoke(states) ?? !states.Values.Any(static state => state is "waiting" or "running"))
                return states;
            Assert.True(waited.Elapsed < TimeSpan.FromMinutes(10), $"Slurm has not come further within ten minutes: {JsonSerializer.Serialize(states)}");
            Thread.Sleep(500);
        }
    }

    /// <summary>The process of an element, once it has begun to train: found by its command line.</summary>
    public static Process WaitForElement(string folder, int element, string metrics)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            // A dozen rows and more: it is in the middle of its work.
            int? found = File.Exists(metrics) && new FileInfo(metrics).Length > 300 ? Find(folder, element) : null;
            if (found is { } id)
                return Process.GetProcessById(id);
            Assert.True(waited.Elapsed < TimeSpan.FromMinutes(5), $"The element {element} of '{folder}' did not begin within five minutes.");
            Thread.Sleep(5);
        }
    }

    private static int? Find(string folder, int element)
    {
        foreach (string process in Directory.EnumerateDirectories("/proc").Where(static name => int.TryParse(Path.GetFileName(name), out _)))
        {
            try
            {
                string[] words = File.ReadAllText(Path.Combine(process, "cmdline")).Split('\0');
                if (words.Contains(folder) && words.SkipWhile(static word => word != "--element").Skip(1).FirstOrDefault() == $"{element}")
                    return int.Parse(Path.GetFileName(process), CultureInfo.InvariantCulture);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It has ended meanwhile.
            }
        }

        return null;
    }

    private static string? Ask(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["SLURM_CONF"] = Configuration;
        try
        {
            using Process process = Process.Start(start)!;
            Task<string> errors = process.StandardError.ReadToEndAsync();
            string printed = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            errors.GetAwaiter().GetResult();
            return process.ExitCode == 0 ? printed : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
