using Minima.Data.Augmentation;

namespace Minima.Data;

/// <summary>
/// A data set in its three parts: examples to train on, to validate on, and to test on.
/// </summary>
/// <param name="Name">What a run records: <c>mnist</c>, <c>digits</c>, or the folder or file it was read from.</param>
/// <param name="Description">One line for a person: what it is and where it was found.</param>
/// <param name="Classes">How many classes the labels name, 0 to <c>Classes - 1</c>.</param>
/// <param name="Train">The examples to train on.</param>
/// <param name="Validation">The examples to validate on.</param>
/// <param name="Test">The examples to test on.</param>
public sealed record DataSet(string Name, string Description, int Classes, Examples Train, Examples Validation, Examples Test)
{
    // Not copied by `with`: a copy with another part is another set.
    private string? _fingerprint;

    private DataSet(DataSet original) =>
        (Name, Description, Classes, Train, Validation, Test, Images, Augmentation)
            = (original.Name, original.Description, original.Classes, original.Train, original.Validation, original.Test, original.Images,
                original.Augmentation);

    /// <summary>How many numbers an example has.</summary>
    public int Inputs => Train.Width;

    /// <summary>How an example's numbers make an image; null where that is not known.</summary>
    public ImageSize? Images { get; init; }

    /// <summary>The examples of a part.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such part.</exception>
    public Examples this[DataPart part] => part switch
    {
        DataPart.Train => Train,
        DataPart.Validation => Validation,
        DataPart.Test => Test,
        _ => throw new ArgumentOutOfRangeException(nameof(part), part, "There is no such part of a data set."),
    };

    /// <summary>What was added to the training part; null where it is as it was read. The fingerprint is that of all examples.</summary>
    public AugmentationRecipe? Augmentation { get; init; }

    /// <summary>SHA-256 (lower-case hex) over the decoded values, the labels and the split, as augmented: the same whatever files it came from.</summary>
    public string Fingerprint => _fingerprint ??= Data.Fingerprint.Of(Train, Validation, Test, Classes);
}
