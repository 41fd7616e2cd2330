using Minima.Data;
using Minima.Tests.Fuzzing;

namespace Minima.Tests.Data;

[Trait("Kind", "Fuzz")]
public sealed class IdxFuzzTests
{
    private const long AllocationLimit = 1 << 20;

    private static readonly byte[][] Plain = [IdxBytes.Images(3, 4, 5), IdxBytes.Labels(40, 10)];

    [Fact]
    public void IdxReader_MutatedPlain_ReadOrRefused() => FuzzReader.Run(Plain, Read, FuzzReader.Count, seed: 1, AllocationLimit);

    [Fact]
    public void IdxReader_MutatedGzip_ReadOrRefused() =>
        FuzzReader.Run([.. Plain.Select(IdxBytes.Gzip)], Read, FuzzReader.Count, seed: 2, AllocationLimit);

    [Fact]
    public void IdxReader_GzipOfMutated_ReadOrRefused() =>
        FuzzReader.Run(Plain, static input => Read(IdxBytes.Gzip(input)), FuzzReader.Count, seed: 3, AllocationLimit);

    /// <summary>Both ways, so that each mutation of either kind of file meets the reader that is meant for it.</summary>
    private static void Read(byte[] input)
    {
        try
        {
            IdxReader.ReadImages(new MemoryStream(input), "x");
        }
        catch (UnusableInputException)
        {
            IdxReader.ReadLabels(new MemoryStream(input), "x");
        }
    }
}
