namespace Minima.Data;

/// <summary>The four files of a folder, as read.</summary>
internal sealed class IdxFiles
{
    private const int FewestTrainingImages = 6;

    private readonly string _folder;
    private readonly IdxArray _trainImages;
    private readonly IdxArray _trainLabels;
    private readonly IdxArray _testImages;
    private readonly IdxArray _testLabels;

    /// <summary>Takes the four arrays, and checks that they fit together.</summary>
    /// <exception cref="UnusableInputException">Counts or image sizes differ, or there are fewer than six training images.</exception>
    public IdxFiles(string folder, IdxArray trainImages, IdxArray trainLabels, IdxArray testImages, IdxArray testLabels)
    {
        (_folder, _trainImages, _trainLabels, _testImages, _testLabels) = (folder, trainImages, trainLabels, testImages, testLabels);
        RequireLabelEach("training", trainImages, trainLabels);
        RequireLabelEach("test", testImages, testLabels);
        if (!trainImages.Dimensions.Skip(1).SequenceEqual(testImages.Dimensions.Skip(1)))
        {
            throw new UnusableInputException(
                $"In '{folder}' the training images are {Size(trainImages)} and the test images {Size(testImages)}; "
                + "they must be of one size.");
        }

        if (trainImages.Count < FewestTrainingImages)
        {
            throw new UnusableInputException(
                $"'{folder}' has {trainImages.Count} training images; at least {FewestTrainingImages} are needed, as a sixth validates.");
        }

        Differing =
        [
            .. new[] { trainImages, trainLabels, testImages, testLabels }
                .Zip(IdxFolder.Names)
                .Where(static pair => pair.First.Sha256() != Mnist.Sha256[pair.Second])
                .Select(static pair => pair.Second),
        ];
    }

    /// <summary>The names of the files whose content is not standard MNIST's.</summary>
    public IReadOnlyList<string> Differing { get; }

    /// <summary>The data set; its description begins with <paramref name="what"/> and goes on with sizes and place.</summary>
    public DataSet ToDataSet(string name, string what)
    {
        int width = _trainImages.Values.Length / _trainImages.Count;
        int validating = _trainImages.Count / 6;
        int training = _trainImages.Count - validating;
        int largest = Math.Max(_trainLabels.Values.Max(), _testLabels.Values.Max());
        var examples = Examples.FromPixels(_trainImages.Values, _trainLabels.Values, width);
        return new DataSet(
            name,
            $"{what}: {training} training, {validating} validation and {_testImages.Count} test images, {Size(_trainImages)}, "
            + $"from '{_folder}'",
            Math.Max(2, largest + 1),
            examples.Slice(0, training),
            examples.Slice(training, validating),
            Examples.FromPixels(_testImages.Values, _testLabels.Values, width))
        {
            Images = new ImageSize(_trainImages.Dimensions[1], _trainImages.Dimensions[2]),
        };
    }

    private void RequireLabelEach(string part, IdxArray images, IdxArray labels)
    {
        if (images.Count != labels.Count)
        {
            throw new UnusableInputException(
                $"'{_folder}' has {images.Count} {part} images but {labels.Count} {part} labels; each image needs one label.");
        }
    }

    private static string Size(IdxArray images) => $"{images.Dimensions[1]}x{images.Dimensions[2]}";
}
