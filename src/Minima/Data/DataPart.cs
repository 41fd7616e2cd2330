namespace Minima.Data;

/// <summary>A part of a data set.</summary>
public enum DataPart
{
    /// <summary>What is trained on.</summary>
    Train,

    /// <summary>What is validated on.</summary>
    Validation,

    /// <summary>What is tested on.</summary>
    Test,
}
