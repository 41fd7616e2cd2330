using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Portable16 = Minima.Kernels.Pair<
    Minima.Kernels.Pair<
        Minima.Kernels.Pair<Minima.Kernels.Pair<Minima.Kernels.SimdScalar, float>, Minima.Kernels.Two<float>>,
        Minima.Kernels.Two<Minima.Kernels.Two<float>>>,
    Minima.Kernels.Two<Minima.Kernels.Two<Minima.Kernels.Two<float>>>>;

namespace Minima.Kernels;

/// <summary>
/// Which kernels are used: the widest that the machine has, or those that the environment variable <c>MINIMA_KERNELS</c> names.
/// The choice changes the speed and never a byte of a result.
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
            kernels.Add(new VectorKernels<Simd512, Vector512<float>, Quad<Simd512, Vector512<float>>,
                Four<Vector512<float>>>("avx512"));
        }

        if (Avx2.IsSupported && Fma.IsSupported)
        {
            kernels.Add(new VectorKernels<Pair<Simd256, Vector256<float>>, Two<Vector256<float>>, Pair<Simd256, Vector256<float>>,
                Two<Vector256<float>>>("avx2"));
        }

        kernels.Add(new VectorKernels<Portable16, Two<Two<Two<Two<float>>>>, Portable16, Two<Two<Two<Two<float>>>>>("portable"));
        kernels.Add(new ReferenceKernels());
        return kernels;
    }
}
