using Minima.Cli;
using Minima.Kernels;
using Minima.Numerics;
using Minima.Tests.Data;
using Minima.Tests.Trajectories;

namespace Minima.Tests.Cli;

/// <summary>What only processes can show: signals, kills, other kernels. The runs are small, on a few hundred of the built-in digits.</summary>
[Collection(Alone.Name)]
public sealed class ExecutableTests : IClassFixture<ExecutableTests.Runs>
{
    private readonly Runs _runs;

    public ExecutableTests(Runs runs)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Signals and shells as here are those of Linux and macOS.");
        _runs = runs;
        Executable.AcceptInterrupts();
    }

    [Fact]
    public void Minima_AskedForItsVersion_Prints() =>
        Assert.Matches(@"^minima \d+\.\d+\.\d+\n$", Executable.Run("--version").Results);

    public static TheoryData<string, string> Ways
    {
        get
        {
            var ways = new TheoryData<string, string> { { "1", "" }, { "2", "" }, { "5", "" } };
            foreach (IKernels kernels in KernelChoice.Available)
                ways.Add("3", kernels.Name);
            return ways;
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Train_WithOtherThreadsAndKernels_LeavesTheSameFiles(string threads, string kernels)
    {
        using var folder = new TemporaryFolder();
        Outcome outcome = Executable.Run($"{_runs.Short} --out {folder["run"]} --threads {threads}", ("MINIMA_KERNELS", kernels));
        Assert.Equal(ExitCode.Done, outcome.ExitCode);
        Assert.Equal(_runs.ShortFiles, RunFiles.Of(folder["run"]));
    }

    [Theory]
    [InlineData(Executable.Interrupt, ExitCode.Interrupted)]
    [InlineData(Executable.Terminate, ExitCode.Terminated)]
    public void Train_Signalled_SavesAndSaysHowToGoOnAndDoes(int signal, int exitCode) => Executable.MeetInTheMiddle(folder =>
    {
        string line = $"{_runs.Long} --out {folder["run"]} --json";
        Outcome stopped = Signalled(line, signal);
        if (stopped.ExitCode == ExitCode.Done)
            return false;
        Assert.Equal(exitCode, stopped.ExitCode);
        Assert.Contains("the same command continues it", stopped.Messages);
        Assert.Equal("stopped", stopped.Json.GetProperty("outcome").GetString());
        Assert.True(File.Exists(Path.Combine(folder["run"], "state.safetensors")));
        Outcome continued = Executable.Run(line);
        Assert.Equal("completed", continued.Json.GetProperty("outcome").GetString());
        Assert.Contains("The run goes on after epoch", continued.Messages);
        Assert.Equal(_runs.LongFiles, RunFiles.Of(folder["run"]));
        return true;
    });

    [Fact]
    public void Reproduce_Interrupted_SaysHowToGoOnAndDoes() => Executable.MeetInTheMiddle(folder =>
    {
        string line = $"{_runs.Reproduction} --out {folder["runs"]} --json";
        Outcome stopped = Signalled(line, Executable.Interrupt);
        if (stopped.ExitCode == ExitCode.Done)
            return false;
        Assert.Equal(ExitCode.Interrupted, stopped.ExitCode);
        Assert.Contains("the same command continues it", stopped.Messages);
        Outcome continued = Executable.Run(line);
        Assert.Equal(ExitCode.Done, continued.ExitCode);
        Assert.Equal(6, continued.Json.GetProperty("claims").GetArrayLength());
        return true;
    });

    [Fact]
    public void Train_KilledAtRandomMomentsAndContinued_LeavesTheSameFiles()
    {
        var random = new RandomState(20260);
        Executable.MeetInTheMiddle(folder =>
        {
            string line = $"{_runs.Long} --out {folder["run"]}";
            int kills = 0;
            for (; kills < 8; kills++)
            {
                using var executable = Executable.Start(line);
                if (!executable.WaitForTraining())
                    break;

                // The first two kills come at once, as soon as the training has begun.
                Thread.Sleep(kills < 2 ? 0 : (int)random.Uniform(0, 300));
                executable.KillAtOnce();
                executable.WaitForEnd();
            }

            Assert.Equal(ExitCode.Done, Executable.Run(line).ExitCode);
            Assert.Equal(_runs.LongFiles, RunFiles.Of(folder["run"]));
            return kills >= 2;
        });
    }

    [Fact]
    public void Train_InAFolderThatAnotherProcessWrites_IsRefusedAndDoesNoHarm() => Executable.MeetInTheMiddle(folder =>
    {
        string line = $"{_runs.Long} --out {folder["run"]}";
        using var executable = Executable.Start(line);
        Outcome? second = executable.WaitForTraining() ? Executable.Run(line) : null;
        Assert.Equal(ExitCode.Done, executable.WaitForEnd().ExitCode);
        Assert.Equal(_runs.LongFiles, RunFiles.Of(folder["run"]));
        if (second is null or { ExitCode: ExitCode.Done })
            return false;
        Assert.Equal(ExitCode.Unusable, second.ExitCode);
        Assert.Contains("Another process is writing the run", second.Messages);
        return true;
    });

    [Fact]
    public void Train_OnAFullDisk_FailsWithASentenceAndGoesOnWhereThereIsRoom()
    {
        // A disk of its own that has room for two snapshots of 63 kB, and then a larger one with what was saved on it.
        const string Mount = "unshare -rm sh -c 'mount -t tmpfs -o size=160k none \"$DISK\" && ";
        using var folder = new TemporaryFolder();
        string disk = Directory.CreateDirectory(folder["disk"]).FullName, kept = folder["kept"];
        using (var probe = Executable.StartInShell(Mount + "true'", ("DISK", disk)))
            Assert.SkipUnless(probe.WaitForEnd().ExitCode == 0, "This system lets tests mount no disk of their own.");

        string script = Mount + $"\"$MINIMA\" {_runs.Short} --out \"$DISK/run\"; code=$?; cp -r \"$DISK/run\" {kept}; exit $code'";
        using (var executable = Executable.StartInShell(script, ("DISK", disk)))
        {
            Outcome outcome = executable.WaitForEnd();
            Assert.Equal(ExitCode.Failed, outcome.ExitCode);
            Assert.Contains("could not be saved: No space left on device", outcome.Messages);
            Assert.Contains("the same command continues the run", outcome.Messages);
        }

        Assert.Equal(ExitCode.Done, Executable.Run($"{_runs.Short} --out {kept}").ExitCode);
        Assert.Equal(_runs.ShortFiles, RunFiles.Of(kept));
    }

    [Fact]
    public void Results_OnAFullDevice_AreAFailure()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "There is no /dev/full.");
        using var executable = Executable.StartInShell("\"$MINIMA\" --help >/dev/full");
        Outcome outcome = executable.WaitForEnd();
        Assert.Equal(ExitCode.Failed, outcome.ExitCode);
        Assert.StartsWith("error: ", outcome.Messages);
    }

    // Ends as usual where the process was over before it could be signalled.
    private static Outcome Signalled(string line, int signal)
    {
        using var executable = Executable.Start(line);
        if (executable.WaitForTraining())
            executable.Send(signal);
        return executable.WaitForEnd();
    }

    /// <summary>A data set, and two runs on it that nothing interrupted.</summary>
    public sealed class Runs : IDisposable
    {
        private const int Train = 900;
        private const int Test = 150;

        private readonly TemporaryFolder _folder = new();

        public Runs()
        {
            _folder.AddDigits("data", Train, Test);
            Short = $"train --data {_folder["data"]} --hidden 20 --epochs 3 --save-every 1";
            Long = $"train --data {_folder["data"]} --hidden 150 --epochs 500 --save-every 20 --threads 2";
            Reproduction = $"reproduce --data {_folder["data"]} --epochs 100 --threads 2";
            if (OperatingSystem.IsWindows())
                return;
            ShortFiles = Uninterrupted("short", Short);
            LongFiles = Uninterrupted("long", Long);
        }

        public string Short { get; }

        public string Long { get; }

        public string Reproduction { get; }

        public string[] ShortFiles { get; } = [];

        public string[] LongFiles { get; } = [];

        public void Dispose() => _folder.Dispose();

        private string[] Uninterrupted(string name, string line)
        {
            Outcome outcome = Executable.Run($"{line} --out {_folder[name]}");
            Assert.True(outcome.ExitCode == ExitCode.Done, outcome.Messages);
            return RunFiles.Of(_folder[name]);
        }
    }
}
