using Minima.Kernels;
using Sixteen = Minima.Kernels.Two<Minima.Kernels.Two<Minima.Kernels.Two<Minima.Kernels.Two<float>>>>;
using Sixteenfold = Minima.Kernels.Pair<
    Minima.Kernels.Pair<
        Minima.Kernels.Pair<Minima.Kernels.Pair<Minima.Kernels.SimdScalar, float>, Minima.Kernels.Two<float>>,
        Minima.Kernels.Two<Minima.Kernels.Two<float>>>,
    Minima.Kernels.Two<Minima.Kernels.Two<Minima.Kernels.Two<float>>>>;

namespace Minima.Tests.Kernels;

/// <summary>The kernels that this machine can run, by name: each numerical test of kernels runs once for each.</summary>
public static class KernelPaths
{
    internal static readonly IKernels Reference = new ReferenceKernels();

    // What a machine without AVX-512 does not choose: lists by groups, on plain floats.
    private static readonly IKernels Grouped =
        new VectorKernels<Sixteenfold, Sixteen, Sixteenfold, Sixteen>("groups", LitForm.Groups, Reference.Strips, Reference.Pairs);

    /// <summary>All but the reference, and lists by groups on plain floats, so that every machine tests both forms of lists.</summary>
    public static TheoryData<string> Packed => [.. Names.Where(static name => name != "reference"), Grouped.Name];

    /// <summary>All but the reference.</summary>
    public static TheoryData<string> Fast => [.. Names.Where(static name => name != "reference")];

    /// <summary>All of them.</summary>
    public static TheoryData<string> All => [.. Names];

    /// <summary>The kernels of a name that this class gives.</summary>
    internal static IKernels Of(string path) => path == Grouped.Name ? Grouped : KernelChoice.Choose(path);

    private static IEnumerable<string> Names => KernelChoice.Available.Select(static kernels => kernels.Name);
}
