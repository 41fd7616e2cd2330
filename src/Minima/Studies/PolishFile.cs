using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Minima.Curvature;
using Minima.Data;
using Minima.Formats;
using Minima.Networks;

namespace Minima.Studies;

/// <summary>Where an unfinished polishing stands, kept in a file (NumPy's <c>.npz</c>): after a step, at most every five seconds and for a twentieth of the time, and when it ends or is stopped.</summary>
internal sealed class PolishFile : IDisposable
{
    private const string Key = "polish";

    private static readonly TimeSpan Often = TimeSpan.FromSeconds(5);

    private readonly string _path;
    private readonly string _identity;
    private PolishState? _unwritten;
    private long _wrote = Stopwatch.GetTimestamp();
    private TimeSpan _took;

    private PolishFile(string path, string identity, PolishState? found) => (_path, _identity, Found) = (path, identity, found);

    /// <summary>What the file held; null: there was none.</summary>
    public PolishState? Found { get; }

    /// <summary>Opens the file of a polishing from a start.</summary>
    /// <exception cref="UnusableInputException">It cannot be read, or is another polishing's.</exception>
    public static PolishFile Open(string path, Parameters start, DataSet data, double l2)
    {
        byte[] what = [.. MemoryMarshal.AsBytes<float>(start.Values), .. Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{data.Fingerprint} {l2:R}"))];
        string identity = Convert.ToHexStringLower(SHA256.HashData(what));
        return new PolishFile(path, identity, File.Exists(path) ? Read(path, identity, start.Values.Length) : null);
    }

    /// <summary>Keeps where it stands.</summary>
    public void Keep(PolishState state)
    {
        _unwritten = state;
        TimeSpan since = Stopwatch.GetElapsedTime(_wrote);
        if (since >= Often && since >= 20 * _took)
            Write();
    }

    /// <summary>Writes what is not yet written.</summary>
    public void Dispose() => Write();

    private void Write()
    {
        if (_unwritten is not { } state)
            return;
        long began = Stopwatch.GetTimestamp();
        double[] point = [.. state.Point], origin = [.. state.Base];
        double[] steps = [.. state.Memory.SelectMany(static pair => pair.Step)], changes = [.. state.Memory.SelectMany(static pair => pair.Change)];
        double[] numbers = [state.Scale, state.Radius, state.Near, state.Age, state.Gradients, state.Steps, state.Products, (int)state.Precision, state.Rough ? 1 : 0, state.Exact ? 1 : 0];
        new Npz(
            new Dictionary<string, string> { [Key] = _identity },
            [
                Tensor.FromDoubles("point", [point.Length], point), Tensor.FromDoubles("base", [origin.Length], origin),
                Tensor.FromDoubles("steps", [state.Memory.Count, point.Length], steps), Tensor.FromDoubles("changes", [state.Memory.Count, point.Length], changes),
                Tensor.FromDoubles("state", [numbers.Length], numbers),
            ]).Write(_path);
        _unwritten = null;
        (_wrote, _took) = (Stopwatch.GetTimestamp(), Stopwatch.GetElapsedTime(began));
    }

    private static PolishState Read(string path, string identity, int count)
    {
        Npz file = Npz.Read(path);
        if (!file.Metadata.TryGetValue(Key, out string? found) || found != identity)
            throw new UnusableInputException($"'{path}' keeps where another polishing stands: of other parameters, data or l2. Delete it, or begin anew (--force).");
        double[] state = Numbers("state", finite: false), steps = Numbers("steps"), changes = Numbers("changes"), point = Numbers("point"), origin = Numbers("base");
        if (state.Length != 10 || !state[3..].All(static value => value >= 0 && value <= int.MaxValue) || state[7] > (int)ProductPrecision.Mixed)
            throw Damaged("state");
        if (point.Length != count || origin.Length != count || steps.Length % count != 0 || changes.Length != steps.Length)
            throw Damaged("point, base, steps or changes");
        SecantPair[] memory = [.. Enumerable.Range(0, steps.Length / count).Select(i => new SecantPair(steps.AsSpan(i * count, count).ToArray(), changes.AsSpan(i * count, count).ToArray()))];
        return new PolishState(
            point, origin, memory, state[0], state[1], state[2], (int)state[3], (int)state[4], (int)state[5], (int)state[6], (ProductPrecision)(int)state[7], state[8] > 0, state[9] > 0);

        double[] Numbers(string name, bool finite = true) =>
            file.Tensors.FirstOrDefault(tensor => tensor.Name == name)?.ToDoubles() is { } numbers && (!finite || numbers.All(double.IsFinite)) ? numbers : throw Damaged(name);

        UnusableInputException Damaged(string what) => new($"'{path}' is damaged, or of another version, in its array {what}. Delete it, or begin anew (--force).");
    }
}
