using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Minima.MatrixBench;

/// <summary>What <c>minima matrix</c> came to as a process.</summary>
/// <param name="Seconds">From its start to its end.</param>
/// <param name="Processor">Seconds of processor time that it took.</param>
/// <param name="Memory">The most memory that it took, in bytes (VmHWM).</param>
/// <param name="Asked">Bytes that it asked the system for (rchar): files, and what the runtime reads of its own.</param>
/// <param name="FromDisk">Bytes that came from the disk for it (read_bytes).</param>
/// <param name="Result">The JSON that it printed.</param>
internal sealed record CommandRun(double Seconds, double Processor, long Memory, long Asked, long FromDisk, JsonElement Result)
{
    /// <summary>Bytes of checkpoints that it says it read.</summary>
    public long BytesRead => Result.GetProperty("bytes_read").GetInt64();

    /// <summary>Runs it over the checkpoints of a folder, with <c>--memory 256MB</c>.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static CommandRun Of(string command, string folder)
    {
        long began = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo(command, ["matrix", folder, "--memory", "256MB", "--json", "--quiet"]) { UseShellExecute = false, RedirectStandardOutput = true })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        long memory = 0, asked = 0, fromDisk = 0;
        double processor = 0;
        while (!process.WaitForExit(10))
        {
            try
            {
                memory = Math.Max(memory, 1024 * Value($"/proc/{process.Id}/status", "VmHWM"));
                asked = Value($"/proc/{process.Id}/io", "rchar");
                fromDisk = Value($"/proc/{process.Id}/io", "read_bytes");
                processor = process.TotalProcessorTime.TotalSeconds;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException)
            {
                // It has just ended.
            }
        }

        double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        return process.ExitCode == 0
            ? new CommandRun(seconds, processor, memory, asked, fromDisk, JsonDocument.Parse(output.Result).RootElement)
            : throw new InvalidOperationException($"minima matrix ended with {process.ExitCode}.");
    }

    private static long Value(string file, string name) => long.Parse(
        File.ReadLines(file).First(line => line.StartsWith(name + ":", StringComparison.Ordinal)).Split(':')[1].Replace("kB", "", StringComparison.Ordinal),
        NumberStyles.Integer, CultureInfo.InvariantCulture);
}
