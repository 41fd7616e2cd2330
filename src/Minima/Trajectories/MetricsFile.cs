using System.Globalization;
using System.Text;
using Minima.Formats;
using Minima.Minimisation;

namespace Minima.Trajectories;

/// <summary>
/// The file <c>metrics.csv</c>: a header, then a row an epoch from the run's first on (0, but for a run that goes on from given
/// parameters). <c>train_cost</c> is empty in the first row, reads back to the same double, and is <c>nan</c>, <c>inf</c> or <c>-inf</c> where the run diverged; <c>seconds</c> has six decimals.
/// </summary>
internal sealed class MetricsFile
{
    /// <summary>The first line.</summary>
    public const string Header = "epoch,train_cost,valid_errors,test_errors,seconds\n";

    /// <summary>The first line of an autoencoder's, which has no errors: its costs of reconstruction stand there, as <c>train_cost</c> does.</summary>
    public const string ReconstructionHeader = "epoch,train_cost,valid_cost,test_cost,seconds\n";

    private const int MaxBytes = 64 << 20;
    private const int MaxLine = 256;

    private readonly byte[] _content;
    private readonly List<int> _ends;

    private MetricsFile(byte[] content, int first, List<EpochMetrics> rows, List<int> ends) =>
        (_content, First, Rows, _ends) = (content, first, rows, ends);

    /// <summary>The epoch of the first row.</summary>
    public int First { get; }

    /// <summary>The rows: the first epoch, and those after it without a gap.</summary>
    public IReadOnlyList<EpochMetrics> Rows { get; }

    /// <summary>The epoch that the next row would have.</summary>
    public int Next => First + Rows.Count;

    /// <summary>How many bytes the file has, with the unfinished line that a kill may have left.</summary>
    public int Length => _content.Length;

    /// <summary>A row as it stands in the file; with the header before the first, which is the one without a cost.</summary>
    public static byte[] Format(EpochMetrics row)
    {
        string cost = row.TrainCost is { } value ? FormatCost(value) : "";
        string held = row.Reconstruction is { } costs
            ? $"{FormatCost(costs.Validation)},{FormatCost(costs.Test)}"
            : string.Create(CultureInfo.InvariantCulture, $"{row.ValidationErrors},{row.TestErrors}");
        string line = string.Create(CultureInfo.InvariantCulture, $"{row.Epoch},{cost},{held},{row.Seconds:F6}\n");
        string header = row.Reconstruction is null ? Header : ReconstructionHeader;
        return Encoding.ASCII.GetBytes(row.TrainCost is null ? header + line : line);
    }

    /// <summary>Reads the file of that name; one that is not there has no rows.</summary>
    /// <exception cref="UnusableInputException">It cannot be read, or a finished line is no row of it.</exception>
    public static MetricsFile Read(string path, int first) =>
        File.Exists(path) ? Parse(InputFile.ReadAll(path, MaxBytes), path, first) : new([], first, [], []);

    /// <summary>Reads the file's bytes. A last line without its line end is what a kill left of a row, and is passed over.</summary>
    public static MetricsFile Parse(byte[] content, string path, int first = 0)
    {
        var rows = new List<EpochMetrics>();
        var ends = new List<int>();
        bool header = true, reconstruction = false;
        for (int begin = 0; ;)
        {
            int length = content.AsSpan(begin).IndexOf((byte)'\n') + 1;
            if (length == 0)
                return new MetricsFile(content, first, rows, ends);
            ReadOnlySpan<byte> line = content.AsSpan(begin, length);
            if (header)
                reconstruction = line.SequenceEqual(Encoding.ASCII.GetBytes(ReconstructionHeader));
            bool usable = header ? reconstruction || line.SequenceEqual(Encoding.ASCII.GetBytes(Header)) : TryParse(line[..^1], first, reconstruction, rows);
            if (!usable)
            {
                string expected = header ? Header.TrimEnd() : $"a row for epoch {first + rows.Count}";
                throw new UnusableInputException(
                    $"'{path}', line {rows.Count + (header ? 1 : 2)}: expected {expected}. "
                    + "Put it back as it was; or delete the file, and the run computes everything again.");
            }

            begin += length;
            if (!header)
                ends.Add(begin);
            header = false;
        }
    }

    /// <summary>The file's bytes up to the row of <paramref name="epoch"/>, as they stand.</summary>
    public ReadOnlySpan<byte> UpTo(int epoch) => _content.AsSpan(0, _ends[epoch - First]);

    private static string FormatCost(double cost) => double.IsNaN(cost) ? "nan"
        : double.IsInfinity(cost) ? (cost > 0 ? "inf" : "-inf")
        : cost.ToString("R", CultureInfo.InvariantCulture);

    private static bool TryParse(ReadOnlySpan<byte> line, int first, bool reconstruction, List<EpochMetrics> rows)
    {
        bool start = rows.Count == 0;
        if (line.Length > MaxLine || Encoding.ASCII.GetString(line).Split(',') is not [string e, string c, string v, string t, string s])
            return false;
        double cost = 0, validationCost = 0, testCost = 0;
        int validation = 0, test = 0;
        bool held = reconstruction
            ? TryParseCost(v, out validationCost) && TryParseCost(t, out testCost)
            : TryParseCount(v, out validation) && TryParseCount(t, out test);
        if (held
            && (start ? c.Length == 0 : TryParseCost(c, out cost))
            && TryParseCount(e, out int stated)
            && stated == first + rows.Count
            && double.TryParse(s, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds)
            && double.IsFinite(seconds))
        {
            rows.Add(new EpochMetrics(stated, start ? null : cost, validation, test, seconds)
            {
                Reconstruction = reconstruction ? new ReconstructionCosts(validationCost, testCost) : null,
            });
            return true;
        }

        return false;
    }

    private static bool TryParseCount(string text, out int count) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out count);

    private static bool TryParseCost(string text, out double cost)
    {
        cost = text switch { "nan" => double.NaN, "inf" => double.PositiveInfinity, "-inf" => double.NegativeInfinity, _ => 0 };
        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return cost != 0 || (double.TryParse(text, Style, CultureInfo.InvariantCulture, out cost) && double.IsFinite(cost));
    }
}
