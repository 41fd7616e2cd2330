using Minima.Formats;

namespace Minima.Data;

/// <summary>
/// A data set out of named arrays. Numbers are called <c>x</c> or <c>images</c>, labels <c>y</c> or <c>labels</c>, in capitals or not; with
/// <c>train</c>, <c>valid</c> (<c>val</c>, <c>validation</c>) or <c>test</c> before or behind: <c>x_train</c>, <c>test_labels</c>.
/// </summary>
internal static class ArrayData
{
    // Of seven parts, as MNIST is split: five train, one validates, one tests.
    private const int Parts = 7;

    private static readonly Dictionary<string, Role> Roles = new(StringComparer.OrdinalIgnoreCase)
    {
        ["x"] = Role.Numbers,
        ["images"] = Role.Numbers,
        ["y"] = Role.Labels,
        ["labels"] = Role.Labels,
    };

    private static readonly Dictionary<string, Part> PartNames = new(StringComparer.OrdinalIgnoreCase)
    {
        ["train"] = Part.Train,
        ["valid"] = Part.Validation,
        ["val"] = Part.Validation,
        ["validation"] = Part.Validation,
        ["test"] = Part.Test,
    };

    private enum Role
    {
        Numbers,
        Labels,
    }

    private enum Part
    {
        Train,
        Validation,
        Test,
    }

    /// <summary>
    /// The data set of the arrays. Parts that are there are taken as they are; where only training and test examples are, the last sixth
    /// of the former (rounded down) validates; where there is one part alone, its last seventh tests and the seventh before validates.
    /// </summary>
    /// <exception cref="UnusableInputException">An array is missing, unusable, or the arrays do not fit together.</exception>
    public static DataSet Of(IReadOnlyList<Tensor> tensors, string path)
    {
        var found = new Dictionary<(Part, Role), Tensor>();
        var others = new List<string>();
        foreach (Tensor tensor in tensors)
        {
            if (Meaning(tensor.Name) is not { } meaning)
                others.Add(tensor.Name);
            else if (!found.TryAdd(meaning, tensor))
                throw new UnusableInputException($"'{path}' holds {Quoted(found[meaning])} and {Quoted(tensor)}, which mean the same. Leave one out.");
        }

        Examples? train = Read(Part.Train), validation = Read(Part.Validation), test = Read(Part.Test);
        if (train is null)
        {
            throw new UnusableInputException(
                $"'{path}' holds no data set: x and y, or x_train and y_train, are expected"
                + (others.Count == 0 ? "." : $"; it holds {string.Join(", ", others.Take(8).Select(Shown.Quoted))}."));
        }

        if (test is null && validation is not null)
            throw new UnusableInputException($"'{path}' holds examples to validate on, but none to test on: x_test and y_test are missing.");
        (train, validation, test) = Split(train, validation, test, path);
        Tensor x = found[(Part.Train, Role.Numbers)];
        return Describe(train, validation, test, x, path, others);

        Examples? Read(Part part)
        {
            Tensor? numbers = found.GetValueOrDefault((part, Role.Numbers)), labels = found.GetValueOrDefault((part, Role.Labels));
            if (numbers is null && labels is null)
                return null;
            return numbers is not null && labels is not null
                ? ArrayExamples.Of(numbers, labels, path)
                : throw new UnusableInputException(
                    $"'{path}' holds {Quoted(numbers ?? labels!)}, but not the {(numbers is null ? "numbers" : "labels")} that belong to it.");
        }
    }

    /// <summary>The data set of three parts, named by its file.</summary>
    /// <exception cref="UnusableInputException">The parts' examples are of different sizes.</exception>
    internal static DataSet Describe(
        Examples train, Examples validation, Examples test, Tensor x, string path, IReadOnlyList<string> others)
    {
        if (train.Width != validation.Width || train.Width != test.Width)
        {
            throw new UnusableInputException(
                $"'{path}' holds training, validation and test examples of {train.Width}, {validation.Width} and {test.Width} numbers; "
                + "they must be of one size.");
        }

        int largest = 0;
        foreach (Examples part in (ReadOnlySpan<Examples>)[train, validation, test])
            largest = Math.Max(largest, part.Labels.ToArray().Max());
        string left = others.Count == 0 ? "" : $"; left out: {string.Join(", ", others.Take(8).Select(Shown.Quoted))}{(others.Count > 8 ? ", ..." : "")}";
        var data = new DataSet(path, "", Math.Max(2, largest + 1), train, validation, test);
        string what = Mnist.IsStandard(data) ? "MNIST" : "a data set";
        return data with
        {
            Images = x.Shape.Count == 3 ? new ImageSize((int)x.Shape[1], (int)x.Shape[2]) : null,
            Description = $"{what}: {train.Count} training, {validation.Count} validation and {test.Count} test examples, "
                + $"{string.Join('x', x.Shape.Skip(1))}, from '{path}'{left}",
        };
    }

    private static (Examples Train, Examples Validation, Examples Test) Split(Examples train, Examples? validation, Examples? test, string path)
    {
        if (validation is not null && test is not null)
            return (train, validation, test);
        int fewest = test is null ? Parts : Parts - 1;
        if (train.Count < fewest)
            throw new UnusableInputException($"'{path}' has {train.Count} training examples; at least {fewest} are needed, as some validate.");
        int tested = test is null ? train.Count / Parts : 0;
        int validated = test is null ? tested : train.Count / (Parts - 1);
        int trained = train.Count - validated - tested;
        if (test is null && train.Labels[trained..].ToArray().Except(train.Labels[..trained].ToArray()).Any())
        {
            throw new UnusableInputException(
                $"'{path}' has no parts, so its first {trained} examples would train, but they lack classes that the rest has. "
                + "If the examples stand in the order of their labels, shuffle them; or name the parts (x_train, y_train, x_test, y_test).");
        }

        return (
            ArrayExamples.Part(train, 0, trained),
            ArrayExamples.Part(train, trained, validated),
            test ?? ArrayExamples.Part(train, trained + validated, tested));
    }

    private static (Part, Role)? Meaning(string name)
    {
        string[] words = name.Split('_');
        if (words.Length == 1)
            return Roles.TryGetValue(name, out Role alone) ? (Part.Train, alone) : null;
        if (words.Length != 2)
            return null;
        return Of(words[0], words[1]) ?? Of(words[1], words[0]);

        static (Part, Role)? Of(string role, string part) =>
            Roles.TryGetValue(role, out Role found) && PartNames.TryGetValue(part, out Part at) ? (at, found) : null;
    }

    private static string Quoted(Tensor tensor) => Shown.Quoted(tensor.Name);
}
