namespace Minima.Geometry.Checkpoints;

/// <summary>Why a tensor is not compared.</summary>
public enum TensorChangeKind
{
    /// <summary>The first checkpoint lacks it, the last one has it.</summary>
    Appears,

    /// <summary>The first checkpoint has it, the last one lacks it.</summary>
    Vanishes,

    /// <summary>Some checkpoints have it, and others do not.</summary>
    InSomeOnly,

    /// <summary>All have it, in different shapes.</summary>
    Reshaped,

    /// <summary>It is made of something else than F64, F32, F16 or BF16 somewhere.</summary>
    NotFloating,
}

/// <summary>A tensor that is not the same kind of thing in all checkpoints.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">Why it is not compared.</param>
/// <param name="In">In which checkpoints it is, by their numbers from 0.</param>
/// <param name="Forms">What it is in each of these, such as <c>F32 [3, 4]</c>.</param>
public sealed record TensorChange(string Name, TensorChangeKind Kind, IReadOnlyList<int> In, IReadOnlyList<string> Forms);
