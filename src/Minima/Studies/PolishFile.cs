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

/// <summary>Where an unfinished polishing stands, kept in a file (NumPy's <c>.npz</c>): after a step, at most every five seconds, and when it ends or is stopped.</summary>
internal sealed class PolishFile : IDisposable
{
    private const string Key = "polish";

    private static readonly TimeSpan Often = TimeSpan.FromSeconds(5);

    private readonly string _path;
    private readonly string _identity;
    private PolishState? _unwritten;
    private long _wrote = Stopwatch.GetTimestamp();

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
        if (Stopwatch.GetElapsedTime(_wrote) >= Often)
            Write();
    }

    /// <summary>Writes what is not yet written.</summary>
    public void Dispose() => Write();

    private void Write()
    {
        if (_unwritten is not { } state)
            return;
        double[] point = [.. state.Point], origin = [.. state.Base];
        double[] numbers = [state.Radius, state.Age, state.Steps, state.Products, (int)state.Precision];
        new Npz(
            new Dictionary<string, string> { [Key] = _identity },
            [
                Tensor.FromDoubles("point", [point.Length], point), Tensor.FromDoubles("base", [origin.Length], origin),
                Tensor.FromDoubles("state", [numbers.Length], numbers),
            ]).Write(_path);
        _unwritten = null;
        _wrote = Stopwatch.GetTimestamp();
    }

    private static PolishState Read(string path, string identity, int count)
    {
        Npz file = Npz.Read(path);
        if (!file.Metadata.TryGetValue(Key, out string? found) || found != identity)
            throw new UnusableInputException($"'{path}' keeps where another polishing stands: of other parameters, data or l2. Delete it, or begin anew (--force).");
        double[] state = Numbers("state", 5);
        if (!state.All(static value => value >= 0 && value <= int.MaxValue) || state[4] > (int)ProductPrecision.Mixed)
            throw new UnusableInputException($"'{path}' is damaged: its array state is out of range. Delete it, or begin anew (--force).");
        return new PolishState(Numbers("point", count), Numbers("base", count), state[0], (int)state[1], (int)state[2], (int)state[3], (ProductPrecision)(int)state[4]);

        double[] Numbers(string name, int length)
        {
            double[]? numbers = file.Tensors.FirstOrDefault(tensor => tensor.Name == name)?.ToDoubles();
            return numbers?.Length == length && numbers.All(double.IsFinite) ? numbers
                : throw new UnusableInputException($"'{path}' is damaged: the array {name} of {length} finite numbers is expected. Delete it, or begin anew (--force).");
        }
    }
}
