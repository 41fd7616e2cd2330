using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Minima.Studies.Clusters;

/// <summary>An element in Slurm's queue.</summary>
/// <param name="Job">The array's job.</param>
/// <param name="Index">The element.</param>
/// <param name="IsRunning">Whether it runs; otherwise it waits.</param>
/// <param name="Words">The state in Slurm's words, with the reason where it waits.</param>
public sealed record QueuedElement(string Job, int Index, bool IsRunning, string Words);

/// <summary>Slurm's own commands: <c>sbatch</c>, <c>squeue</c> and <c>scancel</c>. Accounting is not needed.</summary>
public static class Slurm
{
    private const string Separator = "|";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly string[] Waiting = ["PENDING", "REQUEUED", "REQUEUE_FED", "REQUEUE_HOLD", "RESV_DEL_HOLD", "SPECIAL_EXIT"];

    /// <summary>Submits a batch script.</summary>
    /// <returns>The job's number.</returns>
    /// <exception cref="UnusableInputException">There is no <c>sbatch</c>, or it refuses the script.</exception>
    public static string Submit(string script)
    {
        // A federation adds its cluster's name behind a semicolon.
        string printed = Run("sbatch", ["--parsable"], script).Split(';')[0].Trim();
        return printed.Length > 0 && printed.All(char.IsAsciiDigit)
            ? printed
            : throw new UnusableInputException($"sbatch printed '{printed}'; a job's number was expected.");
    }

    /// <summary>The elements of jobs that wait or run.</summary>
    /// <exception cref="UnusableInputException">There is no <c>squeue</c>, or Slurm does not answer.</exception>
    public static IReadOnlyList<QueuedElement> Queue(IEnumerable<string> jobs)
    {
        string list = string.Join(',', jobs.Distinct());
        if (list.Length == 0)
            return [];
        string printed;
        try
        {
            printed = Run("squeue", ["--noheader", "--array", "--jobs=" + list, "--format=%F|%K|%T|%r"], "");
        }
        catch (UnusableInputException e) when (e.Message.Contains("Invalid job id", StringComparison.Ordinal))
        {
            // Slurm forgets jobs some minutes after they have ended.
            return [];
        }

        return Parse(printed);
    }

    /// <summary>Asks elements to stop: they are sent SIGTERM, and SIGKILL some time later.</summary>
    /// <exception cref="UnusableInputException">There is no <c>scancel</c>, or Slurm does not answer.</exception>
    public static void Cancel(IEnumerable<QueuedElement> elements)
    {
        string[] names = [.. elements.Select(static element => string.Create(CultureInfo.InvariantCulture, $"{element.Job}_{element.Index}"))];
        if (names.Length > 0)
            Run("scancel", names, "");
    }

    /// <summary>Reads what <c>squeue</c> prints.</summary>
    internal static IReadOnlyList<QueuedElement> Parse(string printed)
    {
        var elements = new List<QueuedElement>();
        foreach (string[] cells in printed.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => line.Trim().Split(Separator)))
        {
            // A job that is no array, under a number of an array that Slurm has forgotten, has no index.
            if (cells.Length < 4 || !int.TryParse(cells[1], NumberStyles.None, CultureInfo.InvariantCulture, out int index))
                continue;
            bool waits = Waiting.Contains(cells[2]);
            string state = cells[2].ToLowerInvariant();
            elements.Add(new QueuedElement(cells[0], index, !waits, waits && cells[3] is not ("" or "None") ? $"{state}: {cells[3]}" : state));
        }

        return elements;
    }

    private static string Run(string program, IReadOnlyList<string> arguments, string input)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new UnusableInputException($"{program} cannot be started: {e.Message}. --on slurm works where Slurm's own commands do, such as a cluster's login node.", e);
        }

        using (process)
        {
            Task<string> results = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
            try
            {
                process.StandardInput.Write(input);
                process.StandardInput.Close();
            }
            catch (IOException)
            {
                // It ended without reading: what it printed says why.
            }

            if (!process.WaitForExit(Patience))
            {
                process.Kill();
                throw new UnusableInputException($"{program} did not answer within {Patience.TotalMinutes:F0} minutes. `sinfo` says whether Slurm is there.");
            }

            string said = errors.GetAwaiter().GetResult().Trim(), printed = results.GetAwaiter().GetResult();
            return process.ExitCode == 0 ? printed : throw new UnusableInputException($"{program} refuses: {(said.Length > 0 ? said : printed.Trim())}");
        }
    }
}
