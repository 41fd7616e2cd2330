using Minima.Minimisation;
using Minima.Networks;
using Minima.Trajectories;

namespace Minima.Tests.Trajectories;

public sealed class RunWriterTests
{
    private static readonly SaveSchedule Schedule = new(2);

    [Fact]
    public void Run_Finished_HasTheFilesOfTheContractAndNoOthers()
    {
        using var folder = new TemporaryFolder();
        Train(folder["run"], 5);
        Assert.Equal(
            ["lock", "metrics.csv", "run.json", "snapshots/epoch-00000.safetensors", "snapshots/epoch-00002.safetensors",
             "snapshots/epoch-00004.safetensors", "snapshots/epoch-00005.safetensors"],
            TemporaryFolder.Content(folder["run"]).Keys.Select(static name => name.Replace('\\', '/')));
        string[] lines = File.ReadAllLines(Path.Combine(folder["run"], "metrics.csv"));
        Assert.Equal("epoch,train_cost,valid_errors,test_errors,seconds", lines[0]);
        Assert.Equal("0,,10,11,0.250000", lines[1]);
        Assert.Equal(7, lines.Length);
    }

    [Fact]
    public void Run_OpenedAgainWhenFinished_IsOverAndUntouched()
    {
        using var folder = new TemporaryFolder();
        Train(folder["run"], 5);
        SortedDictionary<string, byte[]> before = TemporaryFolder.Content(folder["run"]);
        using (RunWriter writer = Open(folder["run"], 5))
        {
            Assert.True(writer.IsOver);
            Assert.Equal(5, writer.Position!.Epoch);
            Assert.Null(writer.Remark);
        }

        Assert.Equal(before, TemporaryFolder.Content(folder["run"]));
    }

    [Fact]
    public void State_IsWrittenAtMostEveryFiveSeconds()
    {
        using var folder = new TemporaryFolder();
        var clock = new FakeClock();
        string state = RunFolder.State(folder["run"]);
        using RunWriter writer = RunWriter.Open(folder["run"], Samples.Configuration, 9, Schedule, time: clock);
        writer.EpochEnded(new EpochMetrics(0, null, 1, 2, 0), Position(0, 0));
        clock.Advance(4.9);
        writer.Paused(Position(0, 1), stopping: false);
        Assert.False(File.Exists(state));
        clock.Advance(0.2);
        writer.Paused(Position(0, 2), stopping: false);
        Assert.True(File.Exists(state));
        File.Delete(state);
        writer.EpochEnded(new EpochMetrics(1, 0.5, 1, 2, 0), Position(1, 0));
        clock.Advance(4.9);
        writer.EpochEnded(new EpochMetrics(2, 0.5, 1, 2, 0), Position(2, 0));
        Assert.False(File.Exists(state));
        writer.Paused(Position(2, 1), stopping: true);
        Assert.True(File.Exists(state));
    }

    [Fact]
    public void SecondWriter_WhileTheFirstIsOpen_IsRefusedAndTheFirstGoesOn()
    {
        using var folder = new TemporaryFolder();
        using (RunWriter first = Open(folder["run"], 5))
        {
            var e = Assert.Throws<UnusableInputException>(() => Open(folder["run"], 5));
            Assert.Contains("Another process", e.Message);
            new FakeDescent(5).Run(first, new FakeClock());
        }

        Assert.True(Run.Open(folder["run"]).IsComplete);
    }

    [Fact]
    public void Lock_FoughtForByMany_IsHeldByOneAtATime()
    {
        using var folder = new TemporaryFolder();
        int holders = 0, most = 0, taken = 0;
        Parallel.For(0, 8, _ =>
        {
            for (int i = 0; i < 300; i++)
            {
                try
                {
                    using var held = RunLock.Take(folder.Path);
                    int now = Interlocked.Increment(ref holders);
                    InterlockedMax(ref most, now);
                    Interlocked.Increment(ref taken);
                    Thread.Yield();
                    Interlocked.Decrement(ref holders);
                }
                catch (UnusableInputException)
                {
                    // Another has it.
                }
            }
        });
        Assert.Equal(1, most);
        Assert.True(taken > 0);
        Assert.Empty(File.ReadAllBytes(RunFolder.Lock(folder.Path)));

        static void InterlockedMax(ref int target, int value)
        {
            for (int seen = Volatile.Read(ref target); seen < value; seen = Volatile.Read(ref target))
                Interlocked.CompareExchange(ref target, value, seen);
        }
    }

    [Fact]
    public void OtherSchedule_NamingSnapshotsThatWereNeverTaken_IsRefusedAndChangesNothing()
    {
        using var folder = new TemporaryFolder();
        Train(folder["run"], 5);
        Train(folder["stopped"], 5, steps: 13);
        foreach (string run in new[] { folder["run"], folder["stopped"] })
        {
            SortedDictionary<string, byte[]> before = TemporaryFolder.Content(run);
            var e = Assert.Throws<UnusableInputException>(() => Open(run, 9, new SaveSchedule(2, [3])));
            Assert.Contains("A snapshot of epoch 3 was asked for", e.Message);
            Assert.Contains("(--save-every 2), name another folder, or discard that run (--force)", e.Message);
            Assert.Equal(before, TemporaryFolder.Content(run));
            using RunWriter forced = RunWriter.Open(run, Samples.Configuration, 9, new SaveSchedule(2, [3]), force: true);
            Assert.Null(forced.Position);
        }
    }

    [Fact]
    public void OtherSchedule_NamingFewer_KeepsWhatEarlierOnesNamedHoweverOftenItIsOpened()
    {
        using var folder = new TemporaryFolder();
        Train(folder["run"], 5, schedule: new SaveSchedule(0, [1, 2]));
        for (int attempt = 0; attempt < 2; attempt++)
        {
            // 5 was kept as the last only.
            Train(folder["run"], 6 + attempt, steps: 1, new SaveSchedule(6));
            Assert.Equal([0, 1, 2], Run.Open(folder["run"]).SnapshotEpochs);
            Assert.Equal(6, Run.Open(folder["run"]).Schedule.Every);
        }

        Train(folder["run"], 8, schedule: new SaveSchedule(6));
        Assert.Equal([0, 1, 2, 6, 8], Run.Open(folder["run"]).SnapshotEpochs);
    }

    [Fact]
    public void GoingBack_BehindASnapshotThatTheScheduleDoesNotName_IsRefused()
    {
        using var folder = new TemporaryFolder();
        Train(folder["run"], 6, schedule: new SaveSchedule(2, [5]));
        Train(folder["run"], 6);
        Assert.Equal([0, 2, 4, 5, 6], Run.Open(folder["run"]).SnapshotEpochs);
        File.Delete(RunFolder.Snapshot(folder["run"], 4));
        SortedDictionary<string, byte[]> before = TemporaryFolder.Content(folder["run"]);
        Assert.Contains("--save-at 5", Assert.Throws<UnusableInputException>(() => Open(folder["run"], 6)).Message);
        Assert.Equal(before, TemporaryFolder.Content(folder["run"]));
        Train(folder["run"], 6, schedule: new SaveSchedule(2, [5]));
        Assert.Equal([0, 2, 4, 5, 6], Run.Open(folder["run"]).SnapshotEpochs);
    }

    [Fact]
    public void Version_OfARunThatIsOver_StaysThatWhichComputedIt()
    {
        using var folder = new TemporaryFolder();
        Train(folder["run"], 5);
        string description = RunFolder.Description(folder["run"]);
        File.WriteAllBytes(description, (RunFile.Read(description) with { Version = "0.0.1" }).ToBytes());
        Train(folder["run"], 5, schedule: new SaveSchedule(4));
        Assert.Equal(("0.0.1", 4), (Run.Open(folder["run"]).Version, Run.Open(folder["run"]).Schedule.Every));
        Train(folder["run"], 6, steps: 1);
        Assert.Equal(RunFile.ThisVersion, Run.Open(folder["run"]).Version);
    }

    [Fact]
    public void OtherConfiguration_IsRefusedByNamingEveryDifference()
    {
        using var folder = new TemporaryFolder();
        Train(folder["run"], 2);
        SortedDictionary<string, byte[]> before = TemporaryFolder.Content(folder["run"]);
        var other = new RunConfiguration(
            Network.Perceptron(3, [4], 2, Activation.Relu), new Start(1234, OutputStart.Random), new DescentOptions { LearningRate = 0.02, L2 = 1e-5 },
            "digits", Samples.Fingerprint);
        var e = Assert.Throws<UnusableInputException>(() => RunWriter.Open(folder["run"], other, 2, Schedule));
        Assert.Contains("learning_rate is 0.01 in the folder but 0.02 was asked for", e.Message);
        Assert.Contains("l2 is 0.0001 in the folder but 1E-05 was asked for", e.Message);
        Assert.Contains("network is hidden 3x2 tanh - output 2x2 softmax in the folder but hidden 3x4 relu - output 4x2 softmax was asked for", e.Message);
        Assert.Contains("output_init is zero in the folder but random was asked for", e.Message);
        Assert.DoesNotContain("batch_size", e.Message);
        Assert.Equal(before, TemporaryFolder.Content(folder["run"]));

        using RunWriter forced = RunWriter.Open(folder["run"], other, 2, Schedule, force: true);
        Assert.Null(forced.Position);
        Assert.Empty(Run.Open(folder["run"]).SnapshotEpochs);
    }

    [Fact]
    public void OtherNameOfTheSameData_IsTheSameRun()
    {
        using var folder = new TemporaryFolder();
        Train(folder["run"], 2);
        var renamed = new RunConfiguration(Samples.Network, new Start(), new DescentOptions(), "my/digits", Samples.Fingerprint);
        using RunWriter writer = RunWriter.Open(folder["run"], renamed, 2, Schedule);
        Assert.True(writer.IsOver);
        Assert.Equal("my/digits", Run.Open(folder["run"]).Configuration.DataName);
    }

    [Fact]
    public void MoreEpochs_StoppedAtOnce_StillStandsAtTheOldEnd()
    {
        // The old end, epoch 5, is no longer kept as a snapshot; the state takes its place before it goes.
        using var folder = new TemporaryFolder();
        Train(folder["run"], 5);
        for (int attempt = 0; attempt < 2; attempt++)
        {
            using RunWriter writer = Open(folder["run"], 9);
            Assert.Equal(5, writer.Position!.Epoch);
            Assert.Null(writer.Remark);
            Assert.Equal([0, 2, 4], Run.Open(folder["run"]).SnapshotEpochs);
        }
    }

    [Fact]
    public void FewerEpochsThanDone_IsRefused()
    {
        using var folder = new TemporaryFolder();
        Train(folder["run"], 5);
        SortedDictionary<string, byte[]> before = TemporaryFolder.Content(folder["run"]);
        var e = Assert.Throws<UnusableInputException>(() => Open(folder["run"], 3));
        Assert.Contains("already reached epoch 5", e.Message);
        Assert.Equal(before, TemporaryFolder.Content(folder["run"]));
    }

    [Fact]
    public void FolderThatIsNoRun_IsRefused()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["thesis.tex"], "years of work");
        var e = Assert.Throws<UnusableInputException>(() => Open(folder.Path, 3));
        Assert.Contains("'thesis.tex'", e.Message);
        Assert.Equal(["thesis.tex"], TemporaryFolder.Content(folder.Path).Keys);
        Assert.Contains("is a file", Assert.Throws<UnusableInputException>(() => Open(folder["thesis.tex"], 3)).Message);
        Assert.ThrowsAny<IOException>(() => Open(Path.Combine(folder["thesis.tex"], "run"), 3));
    }

    [Fact]
    public void DeletedSnapshot_IsComputedAgain()
    {
        using var folder = new TemporaryFolder();
        Train(folder["run"], 5);
        byte[] snapshot = File.ReadAllBytes(RunFolder.Snapshot(folder["run"], 4));
        File.Delete(RunFolder.Snapshot(folder["run"], 4));
        using (RunWriter writer = Open(folder["run"], 5))
        {
            Assert.Equal("The run goes back from epoch 5 to 2: a snapshot of epoch 4 is to be kept, and there is none.", writer.Remark);
            Assert.Equal(3, Run.Open(folder["run"]).Metrics.Count);
            Assert.Equal([0, 2], Run.Open(folder["run"]).SnapshotEpochs);
            new FakeDescent(5).Run(writer, new FakeClock());
        }

        Assert.Equal(snapshot, File.ReadAllBytes(RunFolder.Snapshot(folder["run"], 4)));
    }

    [Fact]
    public void DamagedFiles_AreNamedAndLeftAlone()
    {
        using var folder = new TemporaryFolder();
        Train(folder["run"], 4, steps: 10);
        foreach (string name in new[] { "state.safetensors", "run.json", "metrics.csv" })
        {
            string path = Path.Combine(folder["run"], name);
            byte[] whole = File.ReadAllBytes(path);
            File.WriteAllBytes(path, name == "metrics.csv" ? [.. whole[10..]] : whole[..(whole.Length / 2)]);
            SortedDictionary<string, byte[]> before = TemporaryFolder.Content(folder["run"]);
            Assert.Contains(name, Assert.Throws<UnusableInputException>(() => Open(folder["run"], 4)).Message);
            Assert.Equal(before, TemporaryFolder.Content(folder["run"]));
            File.WriteAllBytes(path, whole);
        }

        File.Delete(RunFolder.State(folder["run"]));
        string snapshot = RunFolder.Snapshot(folder["run"], 2);
        File.WriteAllBytes(snapshot, File.ReadAllBytes(snapshot)[..^1]);
        Assert.Contains("epoch-00002", Assert.Throws<UnusableInputException>(() => Open(folder["run"], 4)).Message);
    }

    [Fact]
    public void StateOfAnotherRun_IsRefused()
    {
        using var folder = new TemporaryFolder();
        Train(folder["run"], 4, steps: 4);
        var other = new RunConfiguration(Samples.Network, new Start(5), new DescentOptions(), "digits", Samples.Fingerprint);
        File.WriteAllBytes(RunFolder.State(folder["run"]), RunState.ToBytes(Position(3, 1), other));
        Assert.Contains("belongs to another run", Assert.Throws<UnusableInputException>(() => Open(folder["run"], 4)).Message);
    }

    [Fact]
    public void FullDisk_IsAClearErrorAndTheRunContinues()
    {
        using var folder = new TemporaryFolder();
        var clock = new FakeClock();
        var disk = new FullDisk();
        using (RunWriter writer = RunWriter.Open(folder["run"], Samples.Configuration, 4, Schedule, false, clock, disk))
        {
            new FakeDescent(4).Run(writer, clock, steps: 5);
            byte[] state = File.ReadAllBytes(RunFolder.State(folder["run"]));
            disk.IsFull = true;
            var e = Assert.Throws<IOException>(() => writer.Paused(Position(1, 2), stopping: true));
            Assert.Contains("No space left", e.Message);
            Assert.Contains("the same command continues", e.Message);
            Assert.Equal(state, File.ReadAllBytes(RunFolder.State(folder["run"])));
        }

        Train(folder["run"], 4);
        Assert.True(Run.Open(folder["run"]).IsComplete);
    }

    [Fact]
    public void Diverged_IsOverAndKept()
    {
        using var folder = new TemporaryFolder();
        var clock = new FakeClock();
        using (RunWriter writer = Open(folder["run"], 6))
            new FakeDescent(6, divergesAt: 3).Run(writer, clock);
        Assert.True(Run.Open(folder["run"]).HasDiverged);
        Assert.False(Run.Open(folder["run"]).IsComplete);
        Assert.Equal([0, 2, 3], Run.Open(folder["run"]).SnapshotEpochs);
        using RunWriter again = Open(folder["run"], 6);
        Assert.True(again.IsOver && again.HasDiverged);
    }

    [Fact]
    public void Sink_CalledOutOfTurn_Throws()
    {
        using var folder = new TemporaryFolder();
        using RunWriter writer = Open(folder["run"], 6);
        Assert.Throws<InvalidOperationException>(() => writer.EpochEnded(new EpochMetrics(1, 0.5, 1, 1, 1), Position(1, 0)));
        writer.EpochEnded(new EpochMetrics(0, null, 1, 1, 1), Position(0, 0));
        Assert.Throws<InvalidOperationException>(() => writer.Finish(Position(0, 0)));
    }

    private static RunWriter Open(string run, int epochs, SaveSchedule? schedule = null) =>
        RunWriter.Open(run, Samples.Configuration, epochs, schedule ?? Schedule, time: new FakeClock());

    private static void Train(string run, int epochs, int steps = int.MaxValue, SaveSchedule? schedule = null)
    {
        using RunWriter writer = Open(run, epochs, schedule);
        new FakeDescent(epochs).Run(writer, new FakeClock(), steps);
    }

    private static PathPosition Position(int epoch, int batch) => new(epoch, batch, 0, 0, Samples.At(epoch, batch));

    private sealed class FullDisk : IRunStorage
    {
        private readonly DiskStorage _disk = new();

        public bool IsFull { get; set; }

        public void Replace(string path, ReadOnlySpan<byte> content)
        {
            Demand();
            _disk.Replace(path, content);
        }

        public void Append(string path, ReadOnlySpan<byte> content, bool durable)
        {
            Demand();
            _disk.Append(path, content, durable);
        }

        public void Delete(string path) => _disk.Delete(path);

        private void Demand()
        {
            if (IsFull)
                throw new IOException("No space left on device.");
        }
    }
}
