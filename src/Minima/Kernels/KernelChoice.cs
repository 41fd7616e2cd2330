using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Minima.Kernels.Doubles;
using Minima.Kernels.Strips;
using Portable16 = Minima.Kernels.Pair<
    Minima.Kernels.Pair<
        Minima.Kernels.Pair<Minima.Kernels.Pair<Minima.Kernels.SimdScalar, float>, Minima.Kernels.Two<float>>,
        Minima.Kernels.Two<Minima.Kernels.Two<float>>>,
    Minima.Kernels.Two<Minima.Kernels.Two<Minima.Kernels.Two<float>>>>;

namespace Minima.Kernels;

/// <summary>
/// Which kernels are used: the widest that the machine has, or those that the environment variable <c>MINIMA_KERNELS</c> names.
/// The choice changes the speed and never a byte of a result, as long as its numbers are finite.
/// </summary>
internal static class KernelChoice
{
    public const string Variable = "MINIMA_KERNELS";

    private static readonly Lazy<IKernels> Chosen = new(static () => Choose(Environment.GetEnvironmentVariable(Variable)));

    /// <summary>The kernels of this process.</summary>
    /// <exception cref="UnusableInputException">MINIMA_KERNELS names what there is not, or what this machine cannot run.</exception>
    public static IKernels Current => Chosen.Value;

    /// <summary>All that this machine can run, the widest first.</summary>
    public static IReadOnlyList<IKernels> Available { get; } = ListAvailable();

    internal static IKernels Choose(string? name)
    {
        if (string.IsNullOrEmpty(name))
            return Available[0];
        return Available.FirstOrDefault(kernels => kernels.Name == name) ?? throw new UnusableInputException(
            $"{Variable} is '{name}', but this machine offers {string.Join(", ", Available.Select(static kernels => kernels.Name))}. "
            + "Unset it to use the fastest.");
    }

    private static List<IKernels> ListAvailable()
    {
        var kernels = new List<IKernels>();
        if (Vector512.IsHardwareAccelerated && Avx512F.IsSupported)
        {
            kernels.Add(new VectorKernels<Simd512, Vector512<float>, Quad<Simd512, Vector512<float>>, Four<Vector512<float>>>(
                "avx512", LitForm.Groups, Strips<Simd512, Vector512<float>, Simd512, Vector512<float>>(),
                new VectorPairs<Wide512, Vector512<double>, Wide512, Vector512<double>>()));
        }

        if (Avx2.IsSupported && Fma.IsSupported)
        {
            kernels.Add(new VectorKernels<Pair<Simd256, Vector256<float>>, Two<Vector256<float>>, Pair<Simd256, Vector256<float>>, Two<Vector256<float>>>(
                "avx2", LitForm.Singles, Strips<Pair<Simd256, Vector256<float>>, Two<Vector256<float>>, Simd256, Vector256<float>>(), HalfWide()));
        }

        kernels.Add(new VectorKernels<Portable16, Two<Two<Two<Two<float>>>>, Portable16, Two<Two<Two<Two<float>>>>>(
            "portable", LitForm.Singles, Strips<Portable16, Two<Two<Two<Two<float>>>>, SimdScalar, float>(), HalfWide()));
        kernels.Add(new ReferenceKernels());
        return kernels;
    }

    // The runtime makes four doubles of what the machine has.
    private static VectorPairs<Wide256, Two<Vector256<double>>, DoubleRow, Vector256<double>> HalfWide() => new();

    private static VectorStrips<float, SingleRow<S, V>, V, SingleRow<N, U>, U> Strips<S, V, N, U>()
        where S : ISimd<V>
        where V : unmanaged
        where N : ISimd<U>
        where U : unmanaged => new();
}
