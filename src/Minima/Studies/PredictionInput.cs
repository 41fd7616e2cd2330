using System.Globalization;
using Minima.Data;
using Minima.Data.Pictures;
using Minima.Trajectories;

namespace Minima.Studies;

/// <summary>An image that a network is to read: a prepared picture, or an example of a data set.</summary>
/// <param name="File">What it is called: the picture's file, or such as <c>mnist/test/9</c>.</param>
/// <param name="Values">The numbers that the network takes.</param>
/// <param name="Expected">What it is in truth; null where nobody says.</param>
/// <param name="Image">The same as 28 x 28 bytes, 255 for ink; null where it is of another kind.</param>
public sealed record PredictionInput(string File, float[] Values, int? Expected, byte[]? Image)
{
    private static readonly string[] Endings = [".png", ".pgm"];

    /// <summary>
    /// The pictures that names stand for: a file is itself, a folder its files that end in .png or .pgm, in the order of numbers in
    /// their names; what lies in folders below is not looked at.
    /// </summary>
    /// <exception cref="UnusableInputException">There is nothing of that name, or a folder holds no picture.</exception>
    public static IReadOnlyList<string> FindPictures(IReadOnlyList<string> names) => [.. names.SelectMany(Find)];

    /// <summary>Reads a picture and prepares it (<see cref="DigitImage"/>); its values are byte / 256, as a data set's.</summary>
    /// <param name="path">The file.</param>
    /// <param name="as2016">Whether by the steps of 2016 (<see cref="DigitImage2016"/>); its values are byte / 255 then, as they were.</param>
    /// <param name="expectFromName">Whether the number in the file's name is the truth.</param>
    /// <exception cref="UnusableInputException">It is no picture, is blank, or its name is to say what it is and does not.</exception>
    public static PredictionInput FromPicture(string path, bool as2016 = false, bool expectFromName = false)
    {
        int? expected = expectFromName ? NumberIn(path) : null;
        var picture = Picture.Read(path);
        byte[] image = as2016 ? DigitImage2016.Prepare(picture, path) : DigitImage.Prepare(picture, path);
        float[] values = as2016
            ? [.. image.Select(static pixel => pixel / 255f)]
            : [.. image.Select(static pixel => pixel / 256f)];
        return new PredictionInput(path, values, expected, image);
    }

    /// <summary>Prepares a picture that was read (<see cref="DigitImage"/>); its values are byte / 256, as a data set's.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="name">What it is called.</param>
    /// <exception cref="UnusableInputException">It is blank.</exception>
    public static PredictionInput FromPicture(Picture picture, string name)
    {
        byte[] image = DigitImage.Prepare(picture, name);
        return new PredictionInput(name, [.. image.Select(static pixel => pixel / 256f)], null, image);
    }

    /// <summary>An example of a data set; its label is the truth.</summary>
    /// <param name="data">The data set.</param>
    /// <param name="part">The part of it.</param>
    /// <param name="word">What the part is called in <see cref="File"/>.</param>
    /// <param name="index">Which example, from 0.</param>
    /// <exception cref="UnusableInputException">There are fewer examples.</exception>
    public static PredictionInput FromData(DataSet data, DataPart part, string word, int index)
    {
        Examples examples = data[part];
        if (index < 0 || index >= examples.Count)
        {
            throw new UnusableInputException(
                $"There is no example {index} in the {Fit.Words(part)} of {data.Name}: it has {examples.Count}, counted from 0.");
        }

        var values = new float[examples.Width];
        examples.CopyRow(index, values);
        byte[]? image = examples.Width == DigitImage.Pixels && !examples.Pixels.IsEmpty
            ? examples.Pixels.Slice(index * examples.Width, examples.Width).ToArray() : null;
        string file = string.Create(CultureInfo.InvariantCulture, $"{data.Name}/{word}/{index}");
        return new PredictionInput(file, values, examples.Labels[index], image);
    }

    private static string[] Find(string name)
    {
        if (!Directory.Exists(name))
            return [name];
        string[] files =
        [
            .. Directory.EnumerateFiles(name)
                .Where(static file => Endings.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase))
                .Order(NaturalOrder.Instance),
        ];
        return files.Length > 0 ? files : throw new UnusableInputException($"The folder '{name}' holds no picture: no file ends in .png or .pgm.");
    }

    private static int NumberIn(string path)
    {
        string name = Path.GetFileNameWithoutExtension(path);
        string[] numbers = [.. string.Concat(name.Select(static c => char.IsAsciiDigit(c) ? c : ' ')).Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        return numbers.Length == 1 && int.TryParse(numbers[0], NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : throw new UnusableInputException(
                $"The name of '{path}' does not say what is in the picture: it has {numbers.Length} numbers where one is expected, as in 7.png or "
                + "seven-7.png. Rename it, or leave --expect-from-name out.");
    }
}
