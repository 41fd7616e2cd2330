using System.Globalization;
using Minima.Numerics;

namespace Minima.Data.Augmentation;

/// <summary>
/// What is added to a training set: blurred copies of its images, turned copies of all of these, and a shuffle of the whole. Validation
/// and test examples stay as they are. The same recipe makes the same bytes of the same data on every machine.
/// </summary>
/// <remarks>
/// The author of the 2016 experiment did this to the data set's singles (pixel / 256), so blurred images are kept as singles, not rounded
/// to whole pixels: four bytes a value. Turning alone moves values and keeps bytes. His blurred set was shuffled once before it was turned
/// and once after; here once, at the end, which is as random.
/// </remarks>
public sealed class AugmentationRecipe
{
    /// <summary>The largest sigma of a blur, in pixels.</summary>
    public const double LargestBlur = 100;

    /// <summary>The largest angle of a rotation, in degrees.</summary>
    public const double LargestAngle = 360;

    /// <summary>The most angles of a recipe.</summary>
    public const int MostAngles = 100;

    /// <summary>A recipe.</summary>
    /// <param name="blur">Standard deviation of the Gaussian, in pixels; 0: no blurred copy.</param>
    /// <param name="angles">Degrees, a turned copy for each; positive turns against the clock.</param>
    /// <param name="seed">Seed of the shuffle.</param>
    /// <exception cref="UnusableInputException">There is neither blur nor angle, or one of them is out of range, or there are too many angles.</exception>
    public AugmentationRecipe(double blur, IEnumerable<double> angles, uint seed = 0)
    {
        (Blur, Angles, Seed) = (blur, [.. angles.Select(static angle => angle + 0.0)], seed);
        if (!(blur >= 0 && blur <= LargestBlur))
            throw new UnusableInputException($"The blur is {Shown(blur)}; a sigma above 0 and up to {LargestBlur} pixels is expected.");
        if (Angles.FirstOrDefault(static angle => !(Math.Abs(angle) <= LargestAngle)) is var wrong && wrong != 0)
            throw new UnusableInputException($"An angle is {Shown(wrong)}; -{LargestAngle} to {LargestAngle} degrees are expected.");
        if (Angles.Count > MostAngles)
            throw new UnusableInputException($"There are {Angles.Count} angles; at most {MostAngles} are expected.");
        if (blur == 0 && Angles.Count == 0)
            throw new UnusableInputException("An augmentation has a blur, an angle, or both; there is neither.");
    }

    /// <summary>Standard deviation of the Gaussian, in pixels; 0: no blurred copy.</summary>
    public double Blur { get; }

    /// <summary>Degrees, a turned copy of the set (with its blurred copy) for each.</summary>
    public IReadOnlyList<double> Angles { get; }

    /// <summary>Seed of the shuffle.</summary>
    public uint Seed { get; }

    private int Variants => Blur > 0 ? 2 : 1;

    /// <summary>The data set with its training part augmented.</summary>
    /// <param name="data">The data set; its images have the size it states, or are square.</param>
    /// <exception cref="UnusableInputException">
    /// Its examples are no images, it is augmented already, or what it would become is larger than 2 GiB.
    /// </exception>
    public DataSet Apply(DataSet data)
    {
        if (data.Augmentation is not null)
            throw new UnusableInputException($"'{data.Name}' is augmented already ({data.Augmentation}); name the data as they are.");
        Examples train = data.Train;
        ImageSize size = data.Images ?? ImageSize.OfSquare(data.Inputs) ?? throw new UnusableInputException(
            $"'{data.Name}' has examples of {data.Inputs} numbers, which are no square image; only images can be blurred or turned.");
        bool bytes = Blur == 0 && train.Values.IsEmpty;
        Int128 count = (Int128)train.Count * Variants * (Angles.Count + 1), needed = count * train.Width * (bytes ? 1 : sizeof(float));
        if (needed > Array.MaxLength)
        {
            throw new UnusableInputException(
                $"With {this}, {train.Count} training examples become {count}, which take {needed:N0} bytes; {Array.MaxLength:N0} can be "
                + "kept. Ask for fewer angles.");
        }

        // As the author shuffled: what stood at i stands at order[i].
        int[] order = new RandomState(Seed).Permutation((int)count);
        Rotation[] rotations = [.. Angles.Select(angle => new Rotation(angle, size.Rows, size.Columns))];
        byte[] labels = new byte[order.Length];
        for (int i = 0; i < order.Length; i++)
            labels[order[i]] = train.Labels[i % train.Count];
        return data with
        {
            Train = bytes
                ? Examples.FromPixels(Pixels(train, rotations, order), labels, train.Width)
                : Examples.FromValues(Values(train, size, rotations, order), labels, train.Width),
            Augmentation = this,
            Description = $"{data.Description}; augmented ({this}) to {count} training examples",
        };
    }

    /// <summary>Such as <c>blur 1, rotate 10,5,-5,-10, seed 0</c>.</summary>
    public override string ToString()
    {
        string blur = Blur > 0 ? $"blur {Shown(Blur)}, " : "";
        string rotate = Angles.Count > 0 ? $"rotate {string.Join(',', Angles.Select(Shown))}, " : "";
        return $"{blur}{rotate}seed {Seed.ToString(CultureInfo.InvariantCulture)}";
    }

    private static byte[] Pixels(Examples train, Rotation[] rotations, int[] order)
    {
        byte[] all = new byte[order.Length * train.Width];
        Parallel.For(0, train.Count, i =>
        {
            ReadOnlySpan<byte> image = train.Pixels.Slice(i * train.Width, train.Width);
            Place(image, all, rotations, order, i, train.Count);
        });
        return all;
    }

    private float[] Values(Examples train, ImageSize size, Rotation[] rotations, int[] order)
    {
        float[] all = new float[order.Length * train.Width];
        GaussianBlur? blur = Blur > 0 ? new GaussianBlur(Blur) : null;
        Parallel.For(0, train.Count, () => new float[train.Width], (i, _, image) =>
        {
            train.CopyRow(i, image);
            Place<float>(image, all, rotations, order, i, Variants * train.Count);
            if (blur is not null)
            {
                blur.Apply(image, size.Rows, size.Columns, image);
                Place<float>(image, all, rotations, order, train.Count + i, Variants * train.Count);
            }

            return image;
        }, static _ => { });
        return all;
    }

    /// <summary>Puts an image, and each of its turned copies, a whole set further on each, where the shuffle wants it.</summary>
    private static void Place<T>(ReadOnlySpan<T> image, T[] all, Rotation[] rotations, int[] order, int index, int set)
        where T : struct
    {
        image.CopyTo(all.AsSpan(order[index] * image.Length, image.Length));
        for (int k = 0; k < rotations.Length; k++)
            rotations[k].Apply(image, all.AsSpan(order[((k + 1) * set) + index] * image.Length, image.Length));
    }

    private static string Shown(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
