using Minima.Data;
using Minima.Studies.Clusters;

namespace Minima.Cli.Commands;

/// <summary>Something that was asked for, which can be done here or by a job array.</summary>
internal interface IArrayRequest
{
    /// <summary>Where its array keeps what it is.</summary>
    ArrayFolder Array { get; }

    /// <summary>Whether what its elements have done before is discarded.</summary>
    bool BeginsAnew => false;

    /// <summary>The work in parts, and the data that it is done on.</summary>
    (ArrayWork Work, DataSet Data) Split(Output output);

    /// <summary>Does all of it here.</summary>
    int Run(Output output, Interruption interruption);

    /// <summary>Makes of what the elements have done what <see cref="Run"/> would have made.</summary>
    /// <param name="output">Where it writes.</param>
    /// <param name="interruption">What stops it.</param>
    /// <param name="missing">The elements that are not done.</param>
    /// <exception cref="UnusableInputException">Too much is missing.</exception>
    int Collect(Output output, Interruption interruption, IReadOnlyList<ElementStatus> missing);
}
