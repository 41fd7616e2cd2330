using Minima.Kernels;

namespace Minima.Tests.Kernels;

/// <summary>The kernels that this machine can run, by name: each numerical test of kernels runs once for each.</summary>
public static class KernelPaths
{
    internal static readonly IKernels Reference = new ReferenceKernels();

    /// <summary>All but the reference.</summary>
    public static TheoryData<string> Fast => [.. Names.Where(static name => name != "reference")];

    /// <summary>All of them.</summary>
    public static TheoryData<string> All => [.. Names];

    private static IEnumerable<string> Names => KernelChoice.Available.Select(static kernels => kernels.Name);
}
