using Minima.Minimisation;
using Minima.Networks;

namespace Minima.Web.Serving;

/// <summary>A new run. Members that are left out have the defaults of <c>minima train</c>.</summary>
internal sealed record TrainRequest
{
    private static readonly DescentOptions Usual = new();

    public required string Name { get; init; }

    /// <summary>Null: what the server was started with, or <c>auto</c>.</summary>
    public string? Data { get; init; }

    public int Epochs { get; init; } = 500;

    public int SaveEvery { get; init; } = 10;

    public int[] Hidden { get; init; } = [500];

    public Activation Activation { get; init; } = Activation.Tanh;

    public OutputStart OutputInit { get; init; } = OutputStart.Zero;

    public uint HiddenSeed { get; init; } = new Start().HiddenSeed;

    public uint OutputSeed { get; init; } = new Start().OutputSeed;

    public double LearningRate { get; init; } = Usual.LearningRate;

    public int BatchSize { get; init; } = Usual.BatchSize;

    public double L2 { get; init; } = Usual.L2;
}

/// <summary>A run that is to be stopped, or continued up to an epoch.</summary>
/// <param name="Run">Its name.</param>
/// <param name="Epochs">The last epoch; null: that which was asked for before.</param>
internal sealed record RunRequest(string Run, int? Epochs = null);

/// <summary>Two snapshots that are to be compared, such as <c>zero@500</c> and <c>rand@last</c>.</summary>
internal sealed record CompareRequest(string A, string B);
