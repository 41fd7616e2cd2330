using System.Buffers.Binary;
using Minima.Data.Augmentation;

namespace Minima.Tests.Data.Augmentation;

public sealed class GaussianBlurTests
{
    /// <summary>An image of 5 x 7, in 256ths.</summary>
    private static readonly int[] Image =
    [
        106, 152, 249, 0, 184, 0, 0, 21, 253, 0, 202, 107, 0, 0, 0, 149, 0, 166, 224, 148, 172, 0, 0, 142, 248, 26, 0, 218, 150, 66, 2, 0, 0, 129, 0,
    ];

    /// <summary>
    /// <c>scipy.ndimage.gaussian_filter(image, sigma)</c> of SciPy 1.10.1 on singles, as big-endian bits. At 0.7 the kernel is shorter than
    /// the image, at 2.5 it is longer, and is mirrored more than once.
    /// </summary>
    [Theory]
    [InlineData(1.0,
        "3edda2013f0a4c0f3f09ffbe3ee9ef3b3ebc7bcd3e4ae6f63d9bfb503eab4cca3ee3500a3ef0b8233ef5e7843eddf0b83e968f543e5a5f153e60121f3ea35c943ecdc3c9"
        + "3efa6c3a3ef3406d3ed106673ed418123e595eee3e81388d3ea7de0a3ec8d0e23ebc0a2f3ebbcfdc3edba30c3ea018d93e81572b3e65c4933e66bf923e6781ab3e8998e1"
        + "3e98e89c")]
    [InlineData(0.7,
        "3ed4d8223f1db7113f1d62fd3ecaf8963ed620c73e105e3f3c4f0a0e3e90363e3f0a76613ed595f63f021d013ef3e2533e63f69d3e13ed313e0ddc513eb1ee113ead16fe"
        + "3f136dc73f1302073ee2f2d23f02a0ca3e107b113e514c273ebad59a3f0385cc3eabeabc3ea3b8b13f08d0563ecb8f8f3e7873a83e2654653e23f0dd3e154e983e8cbea7"
        + "3e6e135f")]
    [InlineData(2.5,
        "3ec7748a3ec7b1bf3ec612303ec062933eb6b5e13eac1f653ea52b933ebff55e3ec0be113ec053bb3ebc8e003eb53e903eace0de3ea748f43eb403873eb58df53eb6e1b6"
        + "3eb5f6ea3eb243723ead56193ea9dc8f3ea84c273eaa70943ead3ef13eaee23c3eae85b73eacd6cc3eab61f43ea12bc93ea39b6f3ea731f43eaa43083eabd46a3eac0dd4"
        + "3eabcb88")]
    public void Apply_AnImage_IsSciPysToTheBit(double sigma, string expected)
    {
        float[] image = [.. Image.Select(static value => value / 256f)];
        var blurred = new float[image.Length];
        new GaussianBlur(sigma).Apply(image, 5, 7, blurred);
        Assert.Equal(Singles(expected), blurred);
        new GaussianBlur(sigma).Apply(image, 5, 7, image);
        Assert.Equal(blurred, image);
    }

    [Fact]
    public void Apply_ToOnePixelAmongMany_SpreadsTheWholeOfIt()
    {
        var image = new float[28 * 28];
        image[(14 * 28) + 14] = 1;
        new GaussianBlur(1).Apply(image, 28, 28, image);

        // The kernel at the centre is the square of 1 / (sum of exp(-d^2 / 2) for d from -4 to 4).
        Assert.InRange(image.Sum(static value => (double)value), 1 - 1e-6, 1 + 1e-6);
        Assert.InRange(image[(14 * 28) + 14], 0.159153f, 0.159243f);
        Assert.Equal(81, image.Count(static value => value > 0));
    }

    internal static float[] Singles(string bits)
    {
        byte[] bytes = Convert.FromHexString(bits);
        return [.. Enumerable.Range(0, bytes.Length / 4).Select(i => BinaryPrimitives.ReadSingleBigEndian(bytes.AsSpan(4 * i)))];
    }
}
