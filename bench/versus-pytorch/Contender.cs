using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Minima.Minimisation;
using Minima.Networks;

namespace Minima.VersusPyTorch;

/// <summary>What one epoch took, evaluation included, and where it led.</summary>
internal sealed record EpochTime(double Seconds, int ValidationErrors, int TestErrors, double TestLoss);

/// <summary>One side of the comparison: goes on by an epoch whenever it is asked.</summary>
internal interface IContender : IDisposable
{
    string Name { get; }

    EpochTime Epoch();
}

/// <summary>Minima, in this process.</summary>
internal sealed class MinimaContender(Workload work, int threads) : IContender, IPathSink
{
    private readonly Descent _descent = new(work.Network, work.Data, work.Options, threads);
    private readonly Functional _test = new(work.Network, work.Data.Test);
    private PathPosition _position = new(0, 0, 0, 0, work.Start());
    private EpochMetrics? _metrics;

    public string Name { get; } = $"Minima, {threads} thread{(threads == 1 ? "" : "s")}";

    public EpochTime Epoch()
    {
        _descent.Continue(_position, _position.Epoch + 1, this, CancellationToken.None);
        return new EpochTime(_metrics!.Seconds, _metrics.ValidationErrors, _metrics.TestErrors, _test.Evaluate(_position.Parameters).Loss);
    }

    public void EpochEnded(EpochMetrics metrics, PathPosition position)
    {
        _metrics = metrics;
        _position = position with { Parameters = position.Parameters.Clone() };
    }

    public void Paused(PathPosition position, bool stopping)
    {
    }

    public void Dispose()
    {
        _descent.Dispose();
        _test.Dispose();
    }
}

/// <summary>PyTorch, in a process of its own that waits between epochs.</summary>
internal sealed class PyTorchContender : IContender
{
    private readonly Process _process;

    public PyTorchContender(string python, Workload work, string folder, string variant, int threads)
    {
        Name = $"PyTorch {variant}, {threads} thread{(threads == 1 ? "" : "s")}";
        var start = new ProcessStartInfo(python, [Path.Combine(AppContext.BaseDirectory, "peer.py")])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach (string variable in (string[])["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"])
            start.Environment[variable] = threads.ToString(CultureInfo.InvariantCulture);
        _process = Process.Start(start)!;
        Send(JsonSerializer.Serialize(new
        {
            folder,
            sizes = (int[])[work.Data.Inputs, .. work.Hidden, work.Data.Classes],
            batch = work.BatchSize,
            rate = work.Options.LearningRate,
            l2 = work.Options.L2,
            variant,
        }));
        JsonElement ready = Receive();
        Version = $"{ready.GetProperty("ready").GetString()} with {string.Join(", ", ready.GetProperty("config").EnumerateArray())}";
    }

    public string Name { get; }

    /// <summary>PyTorch's version and the linear algebra library that it loaded.</summary>
    public string Version { get; }

    public EpochTime Epoch()
    {
        Send("epoch");
        JsonElement answer = Receive();
        return new EpochTime(
            answer.GetProperty("seconds").GetDouble(),
            answer.GetProperty("validation_errors").GetInt32(),
            answer.GetProperty("test_errors").GetInt32(),
            answer.GetProperty("test_loss").GetDouble());
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(5000))
            _process.Kill();
        _process.Dispose();
    }

    private void Send(string line)
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
    }

    private JsonElement Receive()
    {
        string line = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"{Name} ended; its errors stand above.");
        return JsonDocument.Parse(line).RootElement;
    }
}
