using System.Buffers.Binary;
using System.Globalization;
using Minima.Data;
using Minima.Formats;
using Minima.Geometry;
using Minima.Networks;

namespace Minima.Studies;

/// <summary>
/// What every single example loses on the lines between two networks, as a file for NumPy. <c>t</c> (float64, [points]); for each line NAME and
/// SET of train and test <c>NAME.SET.losses</c> (float64, [points, examples], in nats) and <c>NAME.SET.predictions</c> (uint8); <c>SET.labels</c>
/// (uint8, [examples]).
/// </summary>
internal static class LossesFile
{
    public const string Format = "minima-losses-1";

    // What our own reader takes, and other readers hold in memory.
    private const long MostBytes = 1L << 30;

    /// <summary>Makes sure that a study's file is not too large to be read.</summary>
    /// <exception cref="UnusableInputException">It is.</exception>
    public static void Demand(DataSet data, int points, int lines)
    {
        long bytes = 10L * points * lines * (data.Train.Count + data.Test.Count);
        if (bytes > MostBytes)
        {
            throw new UnusableInputException(string.Create(
                CultureInfo.InvariantCulture,
                $"The losses of {lines} lines at {points} points take {bytes / 1e9:F1} GB; up to {MostBytes / 1e9:F1} GB are written. Ask for fewer points (--points)."));
        }
    }

    public static Npz Of(PathStudy study)
    {
        StudiedLine[] lines = [.. study.Lines.Where(static line => !line.IsControl && line.Path.Points[0].TrainExamples is not null)];
        var tensors = new List<Tensor> { Doubles("t", [study.Lines[0].Path.Points.Count], [[.. study.Lines[0].Path.Points.Select(static point => point.T)]]) };
        foreach ((string set, Examples examples) in new[] { ("train", study.Data.Train), ("test", study.Data.Test) })
        {
            tensors.Add(new Tensor($"{set}.labels", ElementType.U8, [examples.Count], examples.Labels.ToArray()));
            foreach (StudiedLine line in lines)
            {
                ExampleResults[] kept = [.. line.Path.Points.Select(point => set == "train" ? point.TrainExamples! : point.TestExamples!)];
                tensors.Add(Doubles($"{line.Name}.{set}.losses", [kept.Length, examples.Count], [.. kept.Select(static point => point.Losses)]));
                byte[] predictions = [.. kept.SelectMany(static point => point.Predictions)];
                tensors.Add(new Tensor($"{line.Name}.{set}.predictions", ElementType.U8, [kept.Length, examples.Count], predictions));
            }
        }

        var metadata = new Dictionary<string, string> { ["format"] = Format, ["data"] = study.Data.Name, ["fingerprint"] = study.Data.Fingerprint };
        return new Npz(metadata, tensors);
    }

    private static Tensor Doubles(string name, IReadOnlyList<long> shape, IReadOnlyList<double[]> rows)
    {
        byte[] bytes = new byte[rows.Sum(static row => (long)row.Length) * sizeof(double)];
        int at = 0;
        foreach (double value in rows.SelectMany(static row => row))
        {
            BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(at), value);
            at += sizeof(double);
        }

        return new Tensor(name, ElementType.F64, shape, bytes);
    }
}
