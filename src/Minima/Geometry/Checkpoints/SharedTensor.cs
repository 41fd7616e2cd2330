using Minima.Formats.Checkpoints;

namespace Minima.Geometry.Checkpoints;

/// <summary>A tensor that all checkpoints have in one shape.</summary>
/// <param name="Count">How many elements it has.</param>
/// <param name="Group">The number of its group.</param>
/// <param name="In">Where it lies in each checkpoint; of which type its elements are may differ.</param>
internal sealed record SharedTensor(long Count, int Group, IReadOnlyList<CheckpointTensor> In);
