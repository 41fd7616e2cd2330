using Minima.Data;
using Minima.Data.Augmentation;

namespace Minima.Tests.Data.Augmentation;

public sealed class AugmentationRecipeTests
{
    private static readonly byte[] Image = [100, 200, 50, 0, 25, 250];

    [Fact]
    public void Apply_BlurAndAngles_MakesTheAuthorsSetInNumPysOrder()
    {
        // One image of 2 x 3: itself, blurred, both turned by 90, both turned by 180. Bits of SciPy 1.10.1.
        float[] plain = [.. Image.Select(static value => value / 256f)];
        float[] blurred = GaussianBlurTests.Singles("3eb3b2633ede5b1d3ef4ca183e6f0ba63ec608d23f0ecce2");
        float[][] expected =
        [
            plain, blurred,
            [0, 250 / 256f, 0, 0, 25 / 256f, 0], [0, blurred[5], 0, 0, blurred[4], 0],
            [.. plain.Reverse()], GaussianBlurTests.Singles("3f0ecce23ec608d23e6f0ba63ef4ca183ede5b1d3eb3b263"),
        ];
        DataSet data = new AugmentationRecipe(1, [90, 180], seed: 5).Apply(Images(1));
        Assert.Equal(6, data.Train.Count);
        int[] order = new Minima.Numerics.RandomState(5).Permutation(6);
        for (int i = 0; i < 6; i++)
            Assert.Equal(expected[i], Row(data.Train, order[i]));
    }

    [Fact]
    public void Apply_AnglesAlone_KeepsBytesAndShufflesAsTheAuthorDid()
    {
        // RandomState(5).permutation(8) is 7 2 4 1 0 5 6 3; with new[permutation[i]] = old[i] what was [0 ... 7] becomes this.
        int[] expected = [4, 3, 1, 7, 2, 5, 6, 0];
        DataSet data = new AugmentationRecipe(0, [0], seed: 5).Apply(Images(4));
        Assert.True(data.Train.Values.IsEmpty);
        Assert.Equal(expected.Select(static old => (byte)(old % 4)), data.Train.Labels.ToArray());
        for (int i = 0; i < 8; i++)
            Assert.Equal(Image.Select(value => (byte)(value + (expected[i] % 4))), data.Train.Pixels.Slice(i * 6, 6).ToArray());
    }

    [Fact]
    public void Apply_LeavesValidationAndTestAndNamesItself()
    {
        DataSet plain = Images(4), data = new AugmentationRecipe(1, [10, -5.5], seed: 3).Apply(plain);
        Assert.Same(plain.Validation, data.Validation);
        Assert.Same(plain.Test, data.Test);
        Assert.Equal((plain.Name, 24), (data.Name, data.Train.Count));
        Assert.EndsWith("; augmented (blur 1, rotate 10,-5.5, seed 3) to 24 training examples", data.Description);
        Assert.Null(plain.Augmentation);
    }

    [Fact]
    public void Fingerprint_OfAugmentedData_IsThatOfWhatItIs()
    {
        DataSet plain = Images(4);
        string[] fingerprints =
        [
            plain.Fingerprint,
            .. new AugmentationRecipe[] { new(1, []), new(1.5, []), new(0, [90]), new(0, [-90]), new(1, [90]), new(1, [], 1) }
                .Select(recipe => recipe.Apply(plain).Fingerprint),
        ];
        Assert.Equal(fingerprints.Length, fingerprints.Distinct().Count());
        Assert.Equal(fingerprints[1], new AugmentationRecipe(1, []).Apply(Images(4)).Fingerprint);
    }

    [Fact]
    public void Apply_ToSquareImagesOfUnstatedSize_TakesThemAsSquare()
    {
        DataSet digits = BuiltInDigits.Draw(1, 3, 1, 1);
        Assert.Null(digits.Images);
        Assert.Equal(6, new AugmentationRecipe(0, [5]).Apply(digits).Train.Count);
    }

    [Fact]
    public void Apply_WhereItCannot_IsRefused()
    {
        var recipe = new AugmentationRecipe(1, [10]);
        Assert.Contains("6 numbers, which are no square image", Refused(() => recipe.Apply(Images(4) with { Images = null })));
        Assert.Contains("augmented already (blur 1, rotate 10, seed 0)", Refused(() => recipe.Apply(recipe.Apply(Images(4)))));
        var large = Examples.FromPixels(new byte[3 << 20], new byte[3], 1 << 20);
        var many = new AugmentationRecipe(1, Enumerable.Repeat(1.0, 100));
        Assert.Contains("become 606, which take 2,541,748,224 bytes", Refused(() => many.Apply(new DataSet("large", "large", 2, large, large, large))));
        Assert.Contains("101 angles", Refused(() => _ = new AugmentationRecipe(1, Enumerable.Repeat(1.0, 101))));
        Assert.Contains("The blur is NaN", Refused(() => _ = new AugmentationRecipe(double.NaN, [])));
        Assert.Contains("The blur is 101", Refused(() => _ = new AugmentationRecipe(101, [])));
        Assert.Contains("An angle is 361", Refused(() => _ = new AugmentationRecipe(0, [1, 361])));
        Assert.Contains("An angle is NaN", Refused(() => _ = new AugmentationRecipe(0, [double.NaN])));
        Assert.Contains("there is neither", Refused(() => _ = new AugmentationRecipe(0, [])));
    }

    private static string Refused(Action action) => Assert.Throws<UnusableInputException>(action).Message;

    /// <summary>Images of 2 x 3 whose pixels differ by one from each to the next, each labelled by its place.</summary>
    private static DataSet Images(int train)
    {
        byte[] pixels = [.. Enumerable.Range(0, train).SelectMany(static i => Image.Select(value => (byte)(value + i)))];
        byte[] labels = [.. Enumerable.Range(0, train).Select(static i => (byte)i)];
        var other = Examples.FromPixels(Image, [0], 6);
        return new DataSet("images", "images", 10, Examples.FromPixels(pixels, labels, 6), other, other) { Images = new ImageSize(2, 3) };
    }

    private static float[] Row(Examples examples, int index)
    {
        var row = new float[examples.Width];
        examples.CopyRow(index, row);
        return row;
    }
}
