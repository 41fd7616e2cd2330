using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Minima.Bench;

/// <summary>
/// PyTorch's side of a comparison, the script peer.py beside the benchmark, in a process of its own that waits between tasks. It is given its
/// work as a line of JSON and answers {"ready": version, "config": libraries}, then answers each line, a task, with a line of JSON.
/// </summary>
internal sealed class Peer : IDisposable
{
    private readonly Process _process;

    /// <param name="python">The python3.</param>
    /// <param name="name">What it is called in tables; its number of threads is added.</param>
    /// <param name="threads">How many threads it computes with.</param>
    /// <param name="work">What it is given.</param>
    public Peer(string python, string name, int threads, object work)
    {
        Name = $"{name}, {threads} thread{(threads == 1 ? "" : "s")}";
        var start = new ProcessStartInfo(python, [Path.Combine(AppContext.BaseDirectory, "peer.py")])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach (string variable in (string[])["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"])
            start.Environment[variable] = threads.ToString(CultureInfo.InvariantCulture);

        // The library is to choose its kernels for the processor that it finds, whatever the environment pins it to.
        foreach (string variable in (string[])["OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"])
            start.Environment.Remove(variable);
        _process = Process.Start(start)!;
        JsonElement ready = Ask(JsonSerializer.Serialize(work));
        Version = $"{ready.GetProperty("ready").GetString()} with {string.Join(", ", ready.GetProperty("config").EnumerateArray())}";
    }

    public string Name { get; }

    /// <summary>PyTorch's version and the linear algebra libraries that it loaded.</summary>
    public string Version { get; }

    /// <summary>Sends a line and waits for the answer.</summary>
    /// <exception cref="InvalidOperationException">The process ended.</exception>
    public JsonElement Ask(string task)
    {
        _process.StandardInput.WriteLine(task);
        _process.StandardInput.Flush();
        string line = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"{Name} ended; its errors stand above.");
        return JsonDocument.Parse(line).RootElement;
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(5000))
            _process.Kill();
        _process.Dispose();
    }
}
