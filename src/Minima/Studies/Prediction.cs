using System.Globalization;
using Minima.Data;
using Minima.Figures;
using Minima.Networks;
using Minima.Numerics;
using Minima.Trajectories;

namespace Minima.Studies;

/// <summary>What a network reads in an image.</summary>
/// <param name="Input">The image.</param>
/// <param name="Class">The most probable class.</param>
/// <param name="Probabilities">How probable the network holds each class; they sum to 1.</param>
public sealed record Prediction(PredictionInput Input, int Class, IReadOnlyList<double> Probabilities)
{
    // More columns than these do not fit a terminal: the prediction's own probability stands there alone.
    private const int MostColumns = 10;

    /// <summary>Whether it is what the image is in truth; null where nobody says what that is.</summary>
    public bool? IsCorrect => Input.Expected is { } expected ? expected == Class : null;

    /// <summary>Reads images.</summary>
    /// <param name="name">What to call the snapshot in errors.</param>
    /// <param name="snapshot">The network and its parameters.</param>
    /// <param name="inputs">The images, at least one.</param>
    /// <exception cref="UnusableInputException">
    /// The network takes another number of inputs, knows no class that is expected, or has a parameter that is not finite (the first is named).
    /// </exception>
    public static IReadOnlyList<Prediction> Of(string name, Snapshot snapshot, IReadOnlyList<PredictionInput> inputs)
    {
        Network network = snapshot.Network;
        foreach (PredictionInput input in inputs)
        {
            if (input.Values.Length != network.Inputs)
            {
                throw new UnusableInputException(
                    $"'{name}' takes {network.Inputs} numbers, but '{input.File}' makes {input.Values.Length}. Name a model of images of that size.");
            }

            if (input.Expected >= network.Classes)
            {
                throw new UnusableInputException(
                    $"'{input.File}' is expected to be {input.Expected}, but '{name}' tells only the classes 0 to {network.Classes - 1} apart.");
            }
        }

        if (snapshot.Parameters.FirstNonFinite() is { } number)
        {
            throw new UnusableInputException(
                $"'{name}': {number}. A network reads images only if all its parameters are finite; take an earlier snapshot.");
        }

        var examples = Examples.FromValues(
            [.. inputs.SelectMany(static input => input.Values)], new byte[inputs.Count], network.Inputs);
        using var functional = new Functional(network, examples);
        byte[] classes = functional.Predict(snapshot.Parameters);
        float[] logs = functional.LogProbabilities(snapshot.Parameters);
        return
        [
            .. inputs.Select((input, i) => new Prediction(
                input, classes[i], [.. logs.AsSpan(i * network.Classes, network.Classes).ToArray().Select(static log => Elementary.Exp(log))])),
        ];
    }

    /// <summary>A row for each prediction: the image, what was read, what it is where that is known, and the probabilities.</summary>
    public static Table ToTable(IReadOnlyList<Prediction> predictions)
    {
        bool known = predictions.Any(static prediction => prediction.IsCorrect is not null);
        int classes = predictions[0].Probabilities.Count;
        int shown = classes <= MostColumns ? classes : 0;
        List<Column> columns = [new("file", Alignment.Left), new("prediction")];
        if (known)
            columns.AddRange([new Column("expected"), new Column("right", Alignment.Left)]);
        if (shown == 0)
            columns.Add(new Column("probability", Format: "F4"));
        columns.AddRange(Enumerable.Range(0, shown).Select(static k => new Column($"p({k.ToString(CultureInfo.InvariantCulture)})", Format: "F4")));
        var table = new Table(columns);
        foreach (Prediction prediction in predictions)
        {
            List<object?> cells = [prediction.Input.File, prediction.Class];
            if (known)
                cells.AddRange([prediction.Input.Expected, prediction.IsCorrect]);
            if (shown == 0)
                cells.Add(prediction.Probabilities[prediction.Class]);
            cells.AddRange(prediction.Probabilities.Take(shown).Cast<object?>());
            table.Add([.. cells]);
        }

        return table;
    }
}
