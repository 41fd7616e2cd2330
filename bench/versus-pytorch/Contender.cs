using System.Text.Json;
using Minima.Bench;
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

    /// <summary>The last epoch once more, from the parameters it began with.</summary>
    EpochTime Again();
}

/// <summary>Minima, in this process.</summary>
internal sealed class MinimaContender(Workload work, int threads) : IContender, IPathSink
{
    private readonly Descent? _descent = work.Options.Corruption is null ? new(work.Network, work.Data, work.Options, threads) : null;
    private readonly Denoising? _denoising = work.Options.Corruption is null ? null : new(work.Network, work.Data, work.Options, threads);
    private readonly Functional? _test = work.Options.Corruption is null ? new(work.Network, work.Data.Test) : null;
    private PathPosition _before = new(0, 0, 0, 0, work.Start());
    private PathPosition _position = new(0, 0, 0, 0, work.Start());
    private EpochMetrics? _metrics;

    public string Name { get; } = $"Minima, {threads} thread{(threads == 1 ? "" : "s")}";

    public EpochTime Epoch()
    {
        _before = _position;
        return Again();
    }

    public EpochTime Again()
    {
        _descent?.Continue(_before, _before.Epoch + 1, this, CancellationToken.None);
        _denoising?.Continue(_before, _before.Epoch + 1, this, CancellationToken.None);
        double loss = _metrics!.Reconstruction?.Test ?? _test!.Evaluate(_position.Parameters).Loss;
        return new EpochTime(_metrics.Seconds, _metrics.ValidationErrors, _metrics.TestErrors, loss);
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
        _descent?.Dispose();
        _denoising?.Dispose();
        _test?.Dispose();
    }
}

/// <summary>PyTorch, in a process of its own that waits between epochs.</summary>
internal sealed class PyTorchContender(string python, Workload work, string folder, string variant, int threads) : IContender
{
    private readonly Peer _peer = new(python, $"PyTorch {variant}", threads, new
    {
        folder,
        inputs = work.Data.Inputs,
        sizes = work.Widths,
        convolutions = work.Network.Layers.Select(static layer => layer.Convolution).Where(static convolution => convolution is not null),
        batch = work.Options.BatchSize,
        rate = work.Options.LearningRate,
        l2 = work.Options.L2,
        corruption = work.Options.Corruption?.Level,
        mask_seed = work.Options.Corruption?.Seed,
        variant,
    });

    public string Name => _peer.Name;

    /// <inheritdoc cref="Peer.Version"/>
    public string Version => _peer.Version;

    public EpochTime Epoch() => Ask("epoch");

    public EpochTime Again() => Ask("again");

    public void Dispose() => _peer.Dispose();

    private EpochTime Ask(string task)
    {
        JsonElement answer = _peer.Ask(task);
        return new EpochTime(
            answer.GetProperty("seconds").GetDouble(),
            answer.GetProperty("validation_errors").GetInt32(),
            answer.GetProperty("test_errors").GetInt32(),
            answer.GetProperty("test_loss").GetDouble());
    }
}
