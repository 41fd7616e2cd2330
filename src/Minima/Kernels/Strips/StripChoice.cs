using System.Runtime.Intrinsics;

namespace Minima.Kernels.Strips;

/// <summary>Which kernels of strips are used in double precision; in single precision the chosen <see cref="IKernels"/> have theirs.</summary>
internal static class StripChoice
{
    /// <summary>Strips of eight doubles: two AVX2 registers, and the same operations where there are none.</summary>
    public static IStripKernels<double> Doubles { get; } = new VectorStrips<double, TwoRows<double, DoubleRow, Vector256<double>>, Two<Vector256<double>>, DoubleRow, Vector256<double>>();

    /// <summary>The same in plain loops.</summary>
    public static IStripKernels<double> ReferenceDoubles { get; } = new ReferenceStrips<double, ScalarRow>(8);
}
