using Minima.Minimisation;
using Minima.Networks;

namespace Minima.Studies.Experiments;

/// <summary>What all runs of a study have in common, and how it is run.</summary>
public sealed record StudySetting
{
    private const uint OutputSeeds = 1_000_000, OrderSeeds = 2_000_000, NoiseSeeds = 3_000_000;

    /// <summary>Where the runs and the results go.</summary>
    public required string Folder { get; init; }

    /// <summary>Units of the hidden layers; at least one layer.</summary>
    public IReadOnlyList<int> Hidden { get; init; } = [500];

    /// <summary>What they do.</summary>
    public Activation Activation { get; init; } = Activation.Tanh;

    /// <summary>Batch size, learning rate and penalties; the order is the study's, and there are neither moments nor a schedule.</summary>
    public DescentOptions Descent { get; init; } = new();

    /// <summary>The last epoch of every run.</summary>
    public int Epochs { get; init; } = 100;

    /// <summary>How often everything is repeated with other seeds: networks of different replicates share nothing.</summary>
    public int Replicates { get; init; } = 3;

    /// <summary>The first seed; replicates take the following ones.</summary>
    public uint Seed { get; init; } = 1;

    /// <summary>Points of the grid on each line.</summary>
    public int Points { get; init; } = 25;

    /// <summary>How many runs are trained at the same time, and threads that measure; 0: one for each core.</summary>
    public int Workers { get; init; }

    /// <summary>Seed of the hidden layers of a pair's first (0) or second (1) network.</summary>
    public uint HiddenSeed(int replicate, int side) => Of(replicate, side);

    /// <summary>Of its output layer: far from those of hidden layers, as one seed would give both layers the same numbers.</summary>
    public uint OutputSeed(int replicate, int side) => OutputSeeds + Of(replicate, side);

    /// <summary>Of its order of the examples.</summary>
    public uint OrderSeed(int replicate, int side) => OrderSeeds + Of(replicate, side);

    /// <summary>Of a replicate's noise.</summary>
    public uint NoiseSeed(int replicate) => NoiseSeeds + Of(replicate, 0);

    private uint Of(int replicate, int side) => unchecked(Seed + (2 * (uint)replicate) + (uint)side);
}
