using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Minima.Tests.Cli;

/// <summary>The built command, run as a process of its own.</summary>
internal sealed partial class Executable : IDisposable
{
    public const int Interrupt = 2;
    public const int Terminate = 15;

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _messages = new();
    private readonly SemaphoreSlim _training = new(0);

    // Threads of their own: those of the pool may all be busy with other tests while a process comes to its end.
    private readonly Thread _readingResults, _readingMessages;

    private string _results = "";

    private Executable(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        _process = Process.Start(start)!;
        _readingResults = new Thread(() => _results = _process.StandardOutput.ReadToEnd());
        _readingMessages = new Thread(ReadMessages);
        _readingResults.Start();
        _readingMessages.Start();
    }

    /// <summary>Where the build puts the command: beside the tests' own folder, under the same configuration.</summary>
    public static string Path { get; } = System.IO.Path.Combine(
        AppContext.BaseDirectory,
        "..", "..", "Minima.Cli", new DirectoryInfo(AppContext.BaseDirectory).Name,
        OperatingSystem.IsWindows() ? "minima.exe" : "minima");

    public static Executable Start(string arguments, params (string Name, string Value)[] environment) =>
        Start(new ProcessStartInfo(Path, arguments), environment);

    /// <summary>Through a shell, which may set limits or redirect first; <c>$MINIMA</c> is the command.</summary>
    public static Executable StartInShell(string script, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("/bin/sh");
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(script);
        return Start(start, [("MINIMA", Path), .. environment]);
    }

    public static Outcome Run(string arguments, params (string Name, string Value)[] environment)
    {
        using Executable executable = Start(arguments, environment);
        return executable.WaitForEnd();
    }

    /// <summary>
    /// What only a process in the middle of its work can show. A machine that lets the process run and not the test may end it before it is met; that says
    /// nothing, and all is tried again in a new folder.
    /// </summary>
    /// <param name="attempt">False where the process was over before.</param>
    public static void MeetInTheMiddle(Func<TemporaryFolder, bool> attempt)
    {
        for (int i = 0; i < 20; i++)
        {
            using var folder = new TemporaryFolder();
            if (attempt(folder))
                return;
        }

        Assert.Fail("Each of twenty processes was over before it was met in the middle.");
    }

    /// <summary>Waits until the training has begun; false where the process ended before.</summary>
    public bool WaitForTraining()
    {
        Assert.True(_training.Wait(TimeSpan.FromMinutes(5)), "The training did not begin within five minutes: " + string.Join('\n', _messages));
        return !_process.HasExited;
    }

    public void Send(int signal) => Send(_process, signal);

    public static void Send(Process process, int signal)
    {
        if (Kill(process.Id, signal) != 0 && !process.HasExited)
            throw new InvalidOperationException($"The signal {signal} could not be sent.");
    }

    public void KillAtOnce() => _process.Kill();

    public Outcome WaitForEnd()
    {
        if (!_process.WaitForExit(TimeSpan.FromMinutes(5)))
        {
            _process.Kill();
            Assert.Fail("The process did not end within five minutes: " + string.Join('\n', _messages));
        }

        _readingResults.Join();
        _readingMessages.Join();
        return new Outcome(_process.ExitCode, _results, string.Join('\n', _messages));
    }

    public void Dispose()
    {
        // A test that failed may have left it running.
        if (!_process.HasExited)
            _process.Kill();
        _readingResults.Join();
        _readingMessages.Join();
        _process.Dispose();
        _training.Dispose();
    }

    private static Executable Start(ProcessStartInfo start, (string Name, string Value)[] environment)
    {
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        return new Executable(start);
    }

    private void ReadMessages()
    {
        while (_process.StandardError.ReadLine() is { } line)
        {
            _messages.Enqueue(line);
            if (line.StartsWith("epoch ", StringComparison.Ordinal) || line.Contains(": epoch ", StringComparison.Ordinal))
                _training.Release();
        }

        _training.Release();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);

    /// <summary>
    /// Processes that a shell starts in the background ignore SIGINT, and hand that on to those they start: undone here, so that a test
    /// of Ctrl-C means the same however the tests were started.
    /// </summary>
    public static void AcceptInterrupts()
    {
        const nint Default = 0, Ignore = 1;
        nint before = Signal(Interrupt, Default);
        if (before != Ignore)
            Signal(Interrupt, before);
    }

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint Signal(int signal, nint handler);
}
