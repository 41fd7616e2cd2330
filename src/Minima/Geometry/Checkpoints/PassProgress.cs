namespace Minima.Geometry.Checkpoints;

/// <summary>How far a reading of checkpoints has come.</summary>
/// <param name="Read">Bytes that are read and summed, also by earlier attempts.</param>
/// <param name="All">Bytes that there are to read.</param>
/// <param name="Before">Those of earlier attempts.</param>
public readonly record struct PassProgress(long Read, long All, long Before);
