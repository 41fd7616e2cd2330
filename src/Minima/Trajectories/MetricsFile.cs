using System.Globalization;
using System.Text;
using Minima.Formats;
using Minima.Minimisation;

namespace Minima.Trajectories;

/// <summary>
/// The file <c>metrics.csv</c>: a header, then a row an epoch from 0 on. <c>train_cost</c> is empty at epoch 0, reads back to the same
/// double, and is <c>nan</c>, <c>inf</c> or <c>-inf</c> where the run diverged; <c>seconds</c> has six decimals.
/// </summary>
internal sealed class MetricsFile
{
    /// <summary>The first line.</summary>
    public const string Header = "epoch,train_cost,valid_errors,test_errors,seconds\n";

    private const int MaxBytes = 64 << 20;
    private const int MaxLine = 256;

    private readonly byte[] _content;
    private readonly List<int> _ends;

    private MetricsFile(byte[] content, List<EpochMetrics> rows, List<int> ends) => (_content, Rows, _ends) = (content, rows, ends);

    /// <summary>The rows: epoch 0, 1, 2, and so on without a gap.</summary>
    public IReadOnlyList<EpochMetrics> Rows { get; }

    /// <summary>How many bytes the file has, with the unfinished line that a kill may have left.</summary>
    public int Length => _content.Length;

    /// <summary>A row as it stands in the file; with the header before it for epoch 0.</summary>
    public static byte[] Format(EpochMetrics row)
    {
        string cost = row.TrainCost is { } value ? FormatCost(value) : "";
        string line = string.Create(
            CultureInfo.InvariantCulture, $"{row.Epoch},{cost},{row.ValidationErrors},{row.TestErrors},{row.Seconds:F6}\n");
        return Encoding.ASCII.GetBytes(row.Epoch == 0 ? Header + line : line);
    }

    /// <summary>Reads the file of that name; one that is not there has no rows.</summary>
    /// <exception cref="UnusableInputException">It cannot be read, or a finished line is no row of it.</exception>
    public static MetricsFile Read(string path) => File.Exists(path) ? Parse(InputFile.ReadAll(path, MaxBytes), path) : new([], [], []);

    /// <summary>Reads the file's bytes. A last line without its line end is what a kill left of a row, and is passed over.</summary>
    public static MetricsFile Parse(byte[] content, string path)
    {
        var rows = new List<EpochMetrics>();
        var ends = new List<int>();
        bool first = true;
        for (int begin = 0; ;)
        {
            int length = content.AsSpan(begin).IndexOf((byte)'\n') + 1;
            if (length == 0)
                return new MetricsFile(content, rows, ends);
            ReadOnlySpan<byte> line = content.AsSpan(begin, length);
            bool usable = first ? line.SequenceEqual(Encoding.ASCII.GetBytes(Header)) : TryParse(line[..^1], rows.Count, rows);
            if (!usable)
            {
                string expected = first ? Header.TrimEnd() : $"a row for epoch {rows.Count}";
                throw new UnusableInputException(
                    $"'{path}', line {rows.Count + (first ? 1 : 2)}: expected {expected}. "
                    + "Put it back as it was; or delete the file, and the run computes everything again.");
            }

            begin += length;
            if (!first)
                ends.Add(begin);
            first = false;
        }
    }

    /// <summary>The file's bytes up to the row of <paramref name="epoch"/>, as they stand.</summary>
    public ReadOnlySpan<byte> UpTo(int epoch) => _content.AsSpan(0, _ends[epoch]);

    private static string FormatCost(double cost) => double.IsNaN(cost) ? "nan"
        : double.IsInfinity(cost) ? (cost > 0 ? "inf" : "-inf")
        : cost.ToString("R", CultureInfo.InvariantCulture);

    private static bool TryParse(ReadOnlySpan<byte> line, int epoch, List<EpochMetrics> rows)
    {
        if (line.Length > MaxLine || Encoding.ASCII.GetString(line).Split(',') is not [string e, string c, string v, string t, string s])
            return false;
        double cost = 0;
        if ((epoch == 0 ? c.Length == 0 : TryParseCost(c, out cost))
            && TryParseCount(e, out int stated)
            && stated == epoch
            && TryParseCount(v, out int validation)
            && TryParseCount(t, out int test)
            && double.TryParse(s, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds)
            && double.IsFinite(seconds))
        {
            rows.Add(new EpochMetrics(epoch, epoch == 0 ? null : cost, validation, test, seconds));
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
