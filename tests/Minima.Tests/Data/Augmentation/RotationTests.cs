using Minima.Data.Augmentation;

namespace Minima.Tests.Data.Augmentation;

public sealed class RotationTests
{
    /// <summary>
    /// <c>scipy.ndimage.rotate(image, angle, order=0, reshape=False)</c> of SciPy 1.10.1 on the image 1 to 35, 5 x 7.
    /// </summary>
    [Theory]
    [InlineData(10, new[] { 0, 0, 0, 4, 5, 6, 0, 1, 9, 10, 11, 12, 13, 0, 8, 16, 17, 18, 19, 20, 28, 0, 23, 24, 25, 26, 27, 35, 0, 30, 31, 32, 0, 0, 0 })]
    [InlineData(-5, new[] { 0, 2, 3, 4, 0, 0, 0, 0, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 0, 0, 0, 0, 32, 33, 34, 0 })]
    [InlineData(90, new[] { 0, 6, 13, 20, 27, 34, 0, 0, 5, 12, 19, 26, 33, 0, 0, 4, 11, 18, 25, 32, 0, 0, 3, 10, 17, 24, 31, 0, 0, 2, 9, 16, 23, 30, 0 })]
    [InlineData(-270, new[] { 0, 6, 13, 20, 27, 34, 0, 0, 5, 12, 19, 26, 33, 0, 0, 4, 11, 18, 25, 32, 0, 0, 3, 10, 17, 24, 31, 0, 0, 2, 9, 16, 23, 30, 0 })]
    [InlineData(180, new[] { 35, 34, 33, 32, 31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1 })]
    [InlineData(45, new[] { 0, 0, 0, 12, 13, 21, 0, 0, 0, 11, 12, 19, 27, 28, 0, 10, 10, 18, 26, 26, 0, 8, 9, 17, 24, 25, 0, 0, 0, 15, 23, 24, 0, 0, 0 })]
    [InlineData(33.5, new[] { 0, 0, 0, 5, 13, 14, 0, 0, 3, 11, 12, 19, 20, 0, 1, 9, 10, 18, 26, 27, 35, 0, 16, 17, 24, 25, 33, 0, 0, 22, 23, 31, 0, 0, 0 })]
    public void Apply_AnImage_IsSciPys(double angle, int[] expected)
    {
        int[] image = [.. Enumerable.Range(1, 35)], turned = new int[35];
        new Rotation(angle, 5, 7).Apply<int>(image, turned);
        Assert.Equal(expected, turned);
    }

    /// <summary>The author's angles on an image of his size, 1 to 784: the sum of what SciPy keeps of it.</summary>
    [Theory]
    [InlineData(10, 274750)]
    [InlineData(5, 284170)]
    [InlineData(-5, 284170)]
    [InlineData(-10, 274750)]
    public void Apply_TheAuthorsAngles_KeepsWhatSciPyKeeps(double angle, int sum)
    {
        int[] image = [.. Enumerable.Range(1, 784)], turned = new int[784];
        new Rotation(angle, 28, 28).Apply<int>(image, turned);
        Assert.Equal(sum, turned.Sum());
    }
}
