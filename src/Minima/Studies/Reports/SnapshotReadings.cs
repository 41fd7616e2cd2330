using Minima.Data;
using Minima.Networks;

namespace Minima.Studies.Reports;

/// <summary>A digit that a run reads wrongly at its end.</summary>
/// <param name="Index">Which example of the test set.</param>
/// <param name="True">What it is.</param>
/// <param name="Probability">The probability that the last snapshot gives to what it says.</param>
/// <param name="Pixels">From 0, paper, to 255.</param>
/// <param name="Says">What each snapshot says, in their order.</param>
public sealed record ReadDigit(int Index, int True, double Probability, byte[] Pixels, byte[] Says);

/// <summary>What each snapshot of a run makes of the test set.</summary>
/// <param name="Epochs">The snapshots that are finite, ascending.</param>
/// <param name="Results">Errors and loss of each.</param>
/// <param name="Digits">Digits that the last one reads wrongly: all, or those that it is most certain of; by their index.</param>
public sealed record SnapshotReadings(IReadOnlyList<int> Epochs, IReadOnlyList<Evaluation> Results, IReadOnlyList<ReadDigit> Digits)
{
    /// <summary>Sums up what the snapshots answered.</summary>
    /// <param name="answers">For each epoch what was answered to the test set; at least one.</param>
    /// <param name="last">All that the last one answered.</param>
    /// <param name="test">The test set.</param>
    /// <param name="most">How many digits are kept.</param>
    internal static SnapshotReadings Of(IReadOnlyList<(int Epoch, Evaluation Evaluation, byte[] Predictions)> answers, Answers last, Examples test, int most)
    {
        byte[] labels = test.Labels.ToArray();
        int classes = last.LogProbabilities.Length / labels.Length;
        int[] wrong =
        [
            .. Enumerable.Range(0, labels.Length).Where(i => last.Predictions[i] != labels[i])
                .OrderByDescending(i => last.LogProbabilities[(i * classes) + last.Predictions[i]]).Take(most).Order(),
        ];
        return new SnapshotReadings(
            [.. answers.Select(static answer => answer.Epoch)],
            [.. answers.Select(static answer => answer.Evaluation)],
            [.. wrong.Select(i => new ReadDigit(
                i, labels[i], Numerics.Elementary.Exp(last.LogProbabilities[(i * classes) + last.Predictions[i]]), Pixels(test, i),
                [.. answers.Select(answer => answer.Predictions[i])]))]);
    }

    private static byte[] Pixels(Examples examples, int index)
    {
        float[] row = new float[examples.Width];
        examples.CopyRow(index, row);

        // A pixel is a 256th; data of another tool may reach 1.
        return [.. row.Select(static value => (byte)Math.Clamp(Math.Round(256.0 * value), 0, 255))];
    }
}
