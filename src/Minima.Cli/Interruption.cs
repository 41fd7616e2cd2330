using System.Runtime.InteropServices;

namespace Minima.Cli;

/// <summary>
/// Ctrl-C (SIGINT) and SIGTERM. The first asks what runs to stop, which saves its state; a second one ends the process at once, as the
/// system would have done with the first.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly List<PosixSignalRegistration> _registrations = [];

    /// <summary>Is cancelled by the first signal.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>What the process is to end with, once <see cref="Token"/> is cancelled.</summary>
    public int ExitCode { get; private set; } = Cli.ExitCode.Done;

    /// <summary>An interruption by this process's signals.</summary>
    public static Interruption FromSignals()
    {
        var interruption = new Interruption();
        interruption.Listen(PosixSignal.SIGINT, Cli.ExitCode.Interrupted);
        interruption.Listen(PosixSignal.SIGTERM, Cli.ExitCode.Terminated);
        return interruption;
    }

    /// <summary>Asks what runs to stop.</summary>
    public void Raise(int exitCode)
    {
        ExitCode = exitCode;
        _source.Cancel();
    }

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
            registration.Dispose();
        _source.Dispose();
    }

    private void Listen(PosixSignal signal, int exitCode) => _registrations.Add(PosixSignalRegistration.Create(signal, context =>
    {
        if (_source.IsCancellationRequested)
            return;
        context.Cancel = true;
        Raise(exitCode);
    }));
}
