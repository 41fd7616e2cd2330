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
    public static PolishFile Open(string path, Network network, Parameters start, DataSet data, double l2)
    {
        byte[] what = [.. MemoryMarshal.AsBytes<float>(start.Values), .. Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{data.Fingerprint} {l2:R}"))];
        string identity = Convert.ToHexStringLower(SHA256.HashData(what));
        return new PolishFile(path, identity, File.Exists(path) ? Read(path, identity, network) : null);
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
        new Npz(new Dictionary<string, string> { [Key] = _identity }, [.. PolishArrays.Of(state)]).Write(_path);
        _unwritten = null;
        (_wrote, _took) = (Stopwatch.GetTimestamp(), Stopwatch.GetElapsedTime(began));
    }

    private static PolishState Read(string path, string identity, Network network)
    {
        Npz file = Npz.Read(path);
        if (!file.Metadata.TryGetValue(Key, out string? found) || found != identity)
            throw new UnusableInputException($"'{path}' keeps where another polishing stands: of other parameters, data or l2. Delete it, or begin anew (--force).");
        return PolishArrays.Read(path, file.Tensors, network);
    }
}
