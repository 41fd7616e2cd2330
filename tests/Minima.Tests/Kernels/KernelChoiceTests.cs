using Minima.Kernels;

namespace Minima.Tests.Kernels;

public sealed class KernelChoiceTests
{
    [Theory, MemberData(nameof(KernelPaths.All), MemberType = typeof(KernelPaths))]
    public void Choose_OfferedName_GivesIt(string path) => Assert.Equal(path, KernelChoice.Choose(path).Name);

    [Theory, InlineData(null), InlineData("")]
    public void Choose_NoName_GivesTheWidest(string? name) => Assert.Same(KernelChoice.Available[0], KernelChoice.Choose(name));

    [Fact]
    public void Choose_UnknownName_RefusedWithTheOffers()
    {
        string message = Assert.Throws<UnusableInputException>(() => KernelChoice.Choose("sse9")).Message;
        Assert.Contains("MINIMA_KERNELS is 'sse9'", message);
        Assert.All(KernelChoice.Available, kernels => Assert.Contains(kernels.Name, message));
        Assert.Contains("Unset it", message);
    }

    [Fact]
    public void Available_AnyMachine_EndsWithThoseThatRunEverywhere() =>
        Assert.Equal(["portable", "reference"], KernelChoice.Available.TakeLast(2).Select(static kernels => kernels.Name));
}
