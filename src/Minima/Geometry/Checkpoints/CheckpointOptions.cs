using System.Text.RegularExpressions;

namespace Minima.Geometry.Checkpoints;

/// <summary>How checkpoints are read and measured.</summary>
public sealed record CheckpointOptions
{
    /// <summary>The usual <see cref="Memory"/>: 256 MB.</summary>
    public const long UsualMemory = 256_000_000;

    /// <summary>
    /// Folds tensors into groups: of a name it is the first capture of the expression, or what it matches where it captures nothing, that names
    /// the group; names without a match are a group <c>other</c>. Null: each tensor is a group of its own.
    /// </summary>
    public Regex? Group { get; init; }

    /// <summary>Bytes that the process may take in all, however large the checkpoints are; the runtime's own are counted in.</summary>
    public long Memory { get; init; } = UsualMemory;

    /// <summary>Threads that compute; 0: one for each core. It changes no result.</summary>
    public int Threads { get; init; }

    /// <summary>A file that keeps what is summed so far, so that a stopped work goes on from there; null: nothing is kept.</summary>
    public string? Partial { get; init; }
}
