using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Minima.Figures;
using Minima.Formats;
using Minima.Geometry;
using Minima.Trajectories;

namespace Minima.Studies.Pairs;

/// <summary>
/// Barriers that were measured once, as a file: a study that was stopped measures only what is missing. A line's key is the SHA-256 of all
/// that its barrier is a function of (both ends' numbers, the data, the penalties, the grid), so nothing in the file can be out of date.
/// The file is replaced at most every five seconds, and by <see cref="Save"/>.
/// </summary>
public sealed class LineCache
{
    private const string Header = "line,train_loss,train_cost,train_error,test_loss,test_error";
    private const int MostBytes = 256 << 20;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly string _path;
    private readonly Dictionary<string, LineBarrier> _lines = new(StringComparer.Ordinal);
    private readonly LineCache? _further;
    private long _saved = Stopwatch.GetTimestamp();
    private bool _changed;

    private LineCache(string path, LineCache? further) => (_path, _further) = (path, further);

    /// <summary>How many lines are known.</summary>
    public int Count => _lines.Count;

    /// <summary>Reads the file of that name; one that is not there knows nothing.</summary>
    /// <param name="path">The file.</param>
    /// <param name="further">A further file, of which what is asked for is taken over; it remains as it is. Null: none.</param>
    /// <exception cref="UnusableInputException">It cannot be read, or is no such file.</exception>
    public static LineCache Open(string path, string? further = null)
    {
        var cache = new LineCache(path, further is null ? null : Open(further));
        if (!File.Exists(path))
            return cache;
        string[] rows = Encoding.ASCII.GetString(InputFile.ReadAll(path, MostBytes)).Split('\n');
        if (rows[0] != Header)
            throw Bad(path, 1, Header);
        for (int i = 1; i < rows.Length; i++)
        {
            // The file ends with a line feed.
            if (i == rows.Length - 1 && rows[i].Length == 0)
                break;
            string[] cells = rows[i].Split(',');
            var numbers = new double[5];
            if (cells.Length != 6 || !RunConfiguration.IsSha256(cells[0])
                || !Enumerable.Range(0, 5).All(k => double.TryParse(cells[k + 1], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[k])))
            {
                throw Bad(path, i + 1, "a SHA-256 and five numbers");
            }

            cache._lines[cells[0]] = new LineBarrier(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]);
        }

        return cache;
    }

    /// <summary>The name of a line: what its barrier depends on.</summary>
    /// <param name="a">SHA-256 of the numbers at t = 0.</param>
    /// <param name="b">Of those at t = 1.</param>
    /// <param name="network">The layers, as JSON: the same numbers in other units are another network.</param>
    /// <param name="data">The data's fingerprint.</param>
    /// <param name="options">The penalties and the grid.</param>
    public static string Key(string a, string b, string network, string data, PairOptions options)
    {
        string text = string.Create(CultureInfo.InvariantCulture, $"minima-line-1|{a}|{b}|{network}|{data}|{options.L1:R}|{options.L2:R}|{options.Points}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>The barrier of a line; null where it was not measured.</summary>
    public LineBarrier? Find(string key)
    {
        if (!_lines.TryGetValue(key, out LineBarrier? barrier) && _further?.Find(key) is { } known)
            (_lines[key], barrier, _changed) = (known, known, true);
        return barrier;
    }

    /// <summary>Takes a barrier, and writes the file where that was long ago.</summary>
    /// <exception cref="IOException">The disk is full or fails; the file is as it was.</exception>
    public void Add(string key, LineBarrier barrier)
    {
        _lines[key] = barrier;
        _changed = true;
        if (Stopwatch.GetElapsedTime(_saved) >= Interval)
            Save();
    }

    /// <summary>Writes what is not in the file yet.</summary>
    /// <inheritdoc cref="Add" path="/exception"/>
    public void Save()
    {
        if (!_changed)
            return;
        var text = new StringBuilder(Header + "\n");
        foreach ((string key, LineBarrier barrier) in _lines.OrderBy(static pair => pair.Key, StringComparer.Ordinal))
        {
            double[] numbers = [barrier.TrainLoss, barrier.TrainCost, barrier.TrainError, barrier.TestLoss, barrier.TestError];
            text.Append(Csv.Row([key, .. numbers.Select(Csv.Number)]));
        }

        AtomicFile.Write(_path, text.ToString());
        (_saved, _changed) = (Stopwatch.GetTimestamp(), false);
    }

    private static UnusableInputException Bad(string path, int line, string expected) => new(
        $"'{path}', line {line}: expected {expected}. Delete the file, and the lines are measured again.");
}
