namespace Minima.Formats.Checkpoints;

/// <summary>Where a tensor of a checkpoint lies; its numbers are not in memory.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">What it is made of.</param>
/// <param name="Shape">Its lengths, row-major; empty for a single number.</param>
/// <param name="Shard">Which of the checkpoint's files holds it, from 0.</param>
/// <param name="Offset">Where in that file its bytes begin.</param>
/// <param name="Bytes">How many they are.</param>
public sealed record CheckpointTensor(string Name, ElementType Type, IReadOnlyList<long> Shape, int Shard, long Offset, long Bytes)
{
    /// <summary>How many elements it has.</summary>
    public long Count => Bytes * 8 / Type.Bits();

    /// <summary>Whether its elements are floating-point numbers that are computed with: F64, F32, F16 or BF16.</summary>
    public bool IsFloating => Type.IsFloating();
}
