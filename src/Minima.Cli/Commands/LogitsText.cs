using System.Globalization;
using System.Text;
using Minima.Figures;
using Minima.Studies.Comparisons;

namespace Minima.Cli.Commands;

/// <summary>What two models said of the same examples, in words and tables.</summary>
internal static class LogitsText
{
    public static string Of(LogitsComparison compared)
    {
        PredictionPair pair = compared.Pair;
        var text = new StringBuilder($"A = {compared.A.Path}, B = {compared.B.Path}, {pair.Examples} examples of {compared.Labels.Path}\n\n");
        foreach (string line in HelpText.Wrap(compared.Sentence, HelpText.Width))
            text.Append(line).Append('\n');
        text.Append('\n');
        CompareText.Functions(text, pair);
        text.Append(CultureInfo.InvariantCulture, $"\nHow sure they are ({compared.Options.Bins} bins; the temperature is the best on these same examples)\n\n{Sure(compared).ToText()}");
        if (compared.Ensemble is { } gain)
            text.Append($"\nWhat averaging both predictions gains: {gain.Evaluation.Errors} errors\n\n{Gain(compared, gain).ToText()}");
        if (compared.Layers.Count > 0)
            text.Append($"\nHow alike the activations are (1: the same but for a rotation and a factor)\n\n{Layers(compared).ToText()}");
        return text.ToString();
    }

    private static Table Sure(LogitsComparison compared)
    {
        var table = new Table(
            new Column("model", Alignment.Left), new Column("loss", Format: "F4"), new Column("right %", Format: "F2"), new Column("confidence %", Format: "F2"),
            new Column("ECE %", Format: "F2"), new Column("temperature", Format: "F3"), new Column("then loss", Format: "F4"), new Column("ECE %", Format: "F2"));
        foreach ((string name, Calibration? one) in new[] { ("A", compared.CalibrationOfA), ("B", compared.CalibrationOfB), ("mean prediction", compared.CalibrationOfMean) })
        {
            if (one is not null)
                table.Add(name, one.Evaluation.Loss, 100 * (1 - one.Evaluation.ErrorRate), 100 * one.Confidence, 100 * one.Ece, one.Temperature, one.ScaledLoss, 100 * one.ScaledEce);
        }

        return table;
    }

    private static Table Gain(LogitsComparison compared, EnsembleGain gain)
    {
        var table = new Table(
            new Column("against", Alignment.Left), new Column("errors"), new Column("fewer"), new Column("corrected"), new Column("spoilt"), new Column("McNemar's p", Format: "G3"),
            new Column("lower loss", Format: "F4"));
        Add("A", compared.CalibrationOfA, gain.OnlyA, gain.OnlyMeanNotA, gain.PAgainstA);
        Add("B", compared.CalibrationOfB, gain.OnlyB, gain.OnlyMeanNotB, gain.PAgainstB);
        return table;

        void Add(string name, Calibration one, int corrected, int spoilt, double p) => table.Add(
            name, one.Evaluation.Errors, one.Evaluation.Errors - gain.Evaluation.Errors, corrected, spoilt, p, one.Evaluation.Loss - gain.Evaluation.Loss);
    }

    private static Table Layers(LogitsComparison compared)
    {
        var table = new Table(new Column("layer", Alignment.Left), new Column("linear CKA", Format: "F4"));
        foreach (LayerSimilarity layer in compared.Layers)
            table.Add(layer.Layer, layer.Cka);
        return table;
    }
}
