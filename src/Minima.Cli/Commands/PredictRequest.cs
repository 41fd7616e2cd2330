using System.Text.Json.Nodes;
using Minima.Data;
using Minima.Data.Pictures;
using Minima.Studies;
using Minima.Trajectories;

namespace Minima.Cli.Commands;

/// <summary>Predictions that were asked for.</summary>
internal sealed record PredictRequest
{
    public required string Name { get; init; }

    public required string[] Pictures { get; init; }

    public required bool As2016 { get; init; }

    public required bool ExpectFromName { get; init; }

    public required string? Prepared { get; init; }

    public required bool Force { get; init; }

    public required int[] Indices { get; init; }

    public required DataPart Part { get; init; }

    /// <summary>Null: a run's own, or automatic.</summary>
    public required string? DataName { get; init; }

    public required ForeignNetwork Told { get; init; }

    /// <summary>Reads, and prints and writes what was asked for.</summary>
    public int Run(Output output)
    {
        Demand();
        var snapshot = SnapshotName.Read(Name, Told);
        DistanceRequest.Say(snapshot, output);
        List<PredictionInput> inputs =
            [.. PredictionInput.FindPictures(Pictures).Select(path => PredictionInput.FromPicture(path, As2016, ExpectFromName))];
        int pictures = inputs.Count;
        DataSet? data = Indices.Length > 0 ? Load(output) : null;
        if (data is not null)
            inputs.AddRange(Indices.Select(index => PredictionInput.FromData(data, Part, SharedOptions.WordOf(Part), index)));
        IReadOnlyList<Prediction> predictions = Prediction.Of(Name, snapshot, inputs);
        Save(inputs, output);
        output.Json(() => new JsonArray(
            [.. predictions.Select((prediction, i) => PredictDocument.Of(prediction, Name, snapshot, i < pictures ? null : data))]));
        output.Result(Prediction.ToTable(predictions).ToText());
        int known = predictions.Count(static prediction => prediction.IsCorrect is not null);
        if (known > 0)
            output.Result($"\n{predictions.Count(static prediction => prediction.IsCorrect == true)} of {known} right");
        return ExitCode.Done;
    }

    // All that can be known before anything is read.
    private void Demand()
    {
        if (Pictures.Length == 0 && Indices.Length == 0)
            throw new UnusableInputException("There is nothing to read. Name pictures or folders of them, or examples of a data set (--index 9).");
        if (Pictures.Length == 0 && (As2016 || ExpectFromName))
            throw new UnusableInputException($"{(As2016 ? "--as-2016" : "--expect-from-name")} is about pictures; name some, or leave it out.");
        if (Indices.Length == 0 && DataName is not null)
            throw new UnusableInputException("--data says of which data set the examples of --index are; name some, or leave it out.");
    }

    private DataSet Load(Output output)
    {
        Run? run = SnapshotName.RunOf(Name);
        DataSet data = RecordedData.Load(run, DataName, DataLocator.FromEnvironment());
        output.Note($"data: {data.Description}");
        if (RecordedData.Remark(run, data) is { } remark)
            output.Warning(remark);
        return data;
    }

    private void Save(List<PredictionInput> inputs, Output output)
    {
        if (Prepared is null)
            return;
        if (inputs.FirstOrDefault(static input => input.Image is null) is { } other)
            throw new UnusableInputException($"'{other.File}' is no image of 28x28 bytes, so --save-prepared has nothing to write. Leave it out.");
        string[] files = [.. Names(inputs).Select(name => Path.Combine(Prepared, name))];
        if (File.Exists(Prepared))
            throw new UnusableInputException($"--save-prepared is '{Prepared}', which is a file; a folder is expected.");
        if (!Force && files.FirstOrDefault(File.Exists) is { } there)
            throw new UnusableInputException($"The file '{there}' is there already. Name another folder, or overwrite it (--force).");
        foreach ((PredictionInput input, string file) in inputs.Zip(files))
            new Picture(DigitImage.Side, DigitImage.Side, input.Image!).WritePng(file);
        output.Note($"wrote {files.Length} prepared {(files.Length == 1 ? "picture" : "pictures")} to {Prepared}");
    }

    /// <summary>The pictures' own names; from the second of the same name on with a number behind it.</summary>
    private static IEnumerable<string> Names(List<PredictionInput> inputs)
    {
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (PredictionInput input in inputs)
        {
            string name = Path.GetFileNameWithoutExtension(input.File), unique = name;
            for (int i = 2; !taken.Add(unique); i++)
                unique = $"{name}-{i}";
            yield return unique + ".png";
        }
    }
}
