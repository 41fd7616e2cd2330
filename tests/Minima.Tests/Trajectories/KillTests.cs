using System.Text;
using Minima.Minimisation;
using Minima.Trajectories;

namespace Minima.Tests.Trajectories;

public sealed class KillTests
{
    private const int Epochs = 7;
    private static readonly SaveSchedule Schedule = new(3, [5]);

    public static TheoryData<KillMoment> Moments => [KillMoment.Before, KillMoment.Halfway, KillMoment.After];

    [Theory]
    [MemberData(nameof(Moments))]
    public void Run_KilledAtAnyChangeOfItsFiles_EndsAsIfUninterrupted(KillMoment moment)
    {
        using var folder = new TemporaryFolder();
        SortedDictionary<string, byte[]> expected = Whole(folder["whole"], new FakeDescent(Epochs), Epochs, Schedule);
        int kills = ForEachChange(change =>
        {
            string run = folder[$"{change}"];
            bool killed = Attempt(run, new FakeDescent(Epochs), Epochs, Schedule, change, moment);
            if (killed)
                Attempt(run, new FakeDescent(Epochs), Epochs, Schedule);
            AssertSame(expected, run);
            return killed;
        });
        Assert.InRange(kills, 18, 60);
    }

    [Fact]
    public void Run_KilledAgainWhileContinued_EndsAsIfUninterrupted()
    {
        using var folder = new TemporaryFolder();
        SortedDictionary<string, byte[]> expected = Whole(folder["whole"], new FakeDescent(Epochs), Epochs, Schedule);
        for (int first = 0; first < 26; first += 2)
        {
            ForEachChange(second =>
            {
                string run = folder[$"{first}-{second}"];
                Attempt(run, new FakeDescent(Epochs), Epochs, Schedule, first, KillMoment.Halfway);
                bool killed = Attempt(run, new FakeDescent(Epochs), Epochs, Schedule, second, KillMoment.Halfway);
                if (killed)
                    Attempt(run, new FakeDescent(Epochs), Epochs, Schedule);
                AssertSame(expected, run);
                return killed;
            });
        }
    }

    [Theory]
    [MemberData(nameof(Moments))]
    public void MoreEpochs_KilledAtAnyChange_EndsLikeTheLongRun(KillMoment moment)
    {
        // The end of the short run, epoch 7, is a snapshot that the long run does not keep.
        using var folder = new TemporaryFolder();
        SortedDictionary<string, byte[]> expected = Whole(folder["whole"], new FakeDescent(10), 10, Schedule);
        ForEachChange(change =>
        {
            string run = folder[$"{change}"];
            Attempt(run, new FakeDescent(Epochs), Epochs, Schedule);
            bool killed = Attempt(run, new FakeDescent(10), 10, Schedule, change, moment);
            if (killed)
                Attempt(run, new FakeDescent(10), 10, Schedule);
            AssertSame(expected, run);
            return killed;
        });
    }

    [Theory]
    [MemberData(nameof(Moments))]
    public void Diverged_KilledAtAnyChange_EndsAsIfUninterrupted(KillMoment moment)
    {
        using var folder = new TemporaryFolder();
        SortedDictionary<string, byte[]> expected = Whole(folder["whole"], new FakeDescent(Epochs, divergesAt: 4), Epochs, Schedule);
        Assert.Contains(Path.Combine("snapshots", "epoch-00004.safetensors"), expected.Keys);
        ForEachChange(change =>
        {
            string run = folder[$"{change}"];
            bool killed = Attempt(run, new FakeDescent(Epochs, divergesAt: 4), Epochs, Schedule, change, moment);
            if (killed)
                Attempt(run, new FakeDescent(Epochs, divergesAt: 4), Epochs, Schedule);
            AssertSame(expected, run);
            return killed;
        });
    }

    [Theory]
    [MemberData(nameof(Moments))]
    public void OtherSchedule_KilledAtAnyChange_KeepsWhatBothNameAndEndsAsIfUninterrupted(KillMoment moment)
    {
        using var folder = new TemporaryFolder();
        var other = new SaveSchedule(6);
        Whole(folder["whole"], new FakeDescent(Epochs), Epochs, Schedule);
        SortedDictionary<string, byte[]> expected = Whole(folder["whole"], new FakeDescent(13), 13, other);
        Assert.Equal([0, 3, 5, 6, 12, 13], Run.Open(folder["whole"]).SnapshotEpochs);
        ForEachChange(change =>
        {
            string run = folder[$"{change}"];
            Attempt(run, new FakeDescent(Epochs), Epochs, Schedule);
            bool killed = Attempt(run, new FakeDescent(13), 13, other, change, moment);
            if (killed)
                Attempt(run, new FakeDescent(13), 13, other);
            AssertSame(expected, run);
            return killed;
        });
    }

    [Theory]
    [MemberData(nameof(Moments))]
    public void StoppingEarly_KilledAtAnyChange_EndsAsIfUninterrupted(KillMoment moment)
    {
        // Batches of 3 and a patience of 14: epoch 4 raises it to 22, which ends the run with epoch 7. Neither is scheduled.
        using var folder = new TemporaryFolder();
        var stopping = new EarlyStopping(14, 3);
        int[] errors = [90, 50, 40, 45, 30, 35, 36, 30, 20];
        FakeDescent Descent() => new(12) { Errors = epoch => errors[epoch] };
        SortedDictionary<string, byte[]> expected = Whole(folder["whole"], Descent(), 12, Schedule, stopping);
        Assert.Equal([0, 3, 5, 6, 7], Run.Open(folder["whole"]).SnapshotEpochs);
        Assert.Equal(4, Run.Open(folder["whole"]).ReadBest().Epoch);
        int kills = ForEachChange(change =>
        {
            string run = folder[$"{change}"];
            bool killed = Attempt(run, Descent(), 12, Schedule, change, moment, stopping);
            if (killed)
                Attempt(run, Descent(), 12, Schedule, stopping: stopping);
            AssertSame(expected, run);
            return killed;
        });
        Assert.InRange(kills, 18, 60);
    }

    [Theory]
    [MemberData(nameof(Moments))]
    public void MorePatience_KilledAtAnyChange_EndsLikeThePatientRun(KillMoment moment)
    {
        using var folder = new TemporaryFolder();
        EarlyStopping little = new(14, 3), more = new(25, 3);
        int[] errors = [90, 50, 40, 45, 30, 35, 36, 30, 20, 21, 22];
        FakeDescent Descent() => new(10) { Errors = epoch => errors[epoch] };
        SortedDictionary<string, byte[]> expected = Whole(folder["whole"], Descent(), 10, Schedule, more);
        Assert.Equal(8, Run.Open(folder["whole"]).ReadBest().Epoch);
        ForEachChange(change =>
        {
            string run = folder[$"{change}"];
            Attempt(run, Descent(), 10, Schedule, stopping: little);
            bool killed = Attempt(run, Descent(), 10, Schedule, change, moment, more);
            if (killed)
                Attempt(run, Descent(), 10, Schedule, stopping: more);
            AssertSame(expected, run);
            return killed;
        });
    }

    [Theory]
    [MemberData(nameof(Moments))]
    public void GivenStart_KilledAtAnyChange_EndsAsIfUninterrupted(KillMoment moment)
    {
        using var folder = new TemporaryFolder();
        FakeDescent Descent() => new(9) { First = 4 };
        SortedDictionary<string, byte[]> expected = Whole(folder["whole"], Descent(), 9, Schedule, configuration: Samples.Given);
        Assert.Equal([4, 5, 6, 9], Run.Open(folder["whole"]).SnapshotEpochs);
        int kills = ForEachChange(change =>
        {
            string run = folder[$"{change}"];
            bool killed = Attempt(run, Descent(), 9, Schedule, change, moment, configuration: Samples.Given);
            if (killed)
                Attempt(run, Descent(), 9, Schedule, configuration: Samples.Given);
            AssertSame(expected, run);
            return killed;
        });
        Assert.InRange(kills, 12, 60);
    }

    [Theory]
    [MemberData(nameof(Moments))]
    public void Moments_KilledAtAnyChangeAndExtended_EndAsIfUninterrupted(KillMoment moment)
    {
        using var folder = new TemporaryFolder();
        static FakeDescent Descent(int epochs) => new(epochs) { Moments = 2 };
        SortedDictionary<string, byte[]> expected = Whole(folder["whole"], Descent(10), 10, Schedule, configuration: Samples.Adam);
        ForEachChange(change =>
        {
            string run = folder[$"{change}"];
            Attempt(run, Descent(Epochs), Epochs, Schedule, change, moment, configuration: Samples.Adam);
            bool killed = Attempt(run, Descent(10), 10, Schedule, change, moment, configuration: Samples.Adam);
            if (killed)
                Attempt(run, Descent(10), 10, Schedule, configuration: Samples.Adam);
            AssertSame(expected, run);
            return killed;
        });
    }

    [Fact]
    public void Run_InterruptedAfterEachBatch_EndsAsIfUninterrupted()
    {
        using var folder = new TemporaryFolder();
        SortedDictionary<string, byte[]> expected = Whole(folder["whole"], new FakeDescent(Epochs), Epochs, Schedule);
        var clock = new FakeClock();
        bool over = false;
        for (int i = 0; !over; i++)
        {
            Assert.True(i <= Epochs * 3);
            using var writer = RunWriter.Open(folder["run"], Samples.Configuration, Epochs, Schedule, time: clock);
            new FakeDescent(Epochs).Run(writer, clock, steps: 1);
            over = writer.IsOver;
        }

        AssertSame(expected, folder["run"]);
    }

    private static SortedDictionary<string, byte[]> Whole(string run, FakeDescent descent, int epochs, SaveSchedule schedule, EarlyStopping? stopping = null,
        RunConfiguration? configuration = null)
    {
        // On the disk itself; the runs that are killed write through the storage that kills.
        var clock = new FakeClock();
        using (var writer = RunWriter.Open(run, configuration ?? Samples.Configuration, epochs, schedule, time: clock, stopping: stopping))
            descent.Run(writer, clock);
        return TemporaryFolder.Content(run);
    }

    private static int ForEachChange(Func<int, bool> killedAt)
    {
        int change = 0;
        while (killedAt(change))
            change++;
        return change;
    }

    private static bool Attempt(
        string run, FakeDescent descent, int epochs, SaveSchedule schedule, int change = int.MaxValue, KillMoment moment = KillMoment.Before,
        EarlyStopping? stopping = null, RunConfiguration? configuration = null)
    {
        var storage = new KillingStorage(change, moment);
        var clock = new FakeClock();
        try
        {
            using var writer = RunWriter.Open(run, configuration ?? Samples.Configuration, epochs, schedule, false, clock, storage, stopping);

            // No kill makes a run go back behind a snapshot or a state that was written.
            Assert.Null(writer.Remark);
            descent.Run(writer, clock);
        }
        catch (KilledException)
        {
            // A killed process leaves its lock file behind.
            File.WriteAllBytes(RunFolder.Lock(run), []);
        }

        return storage.Killed;
    }

    private static void AssertSame(SortedDictionary<string, byte[]> expected, string run)
    {
        SortedDictionary<string, byte[]> actual = TemporaryFolder.Content(run);
        Assert.Equal(expected.Keys, actual.Keys);
        foreach ((string name, byte[] content) in expected)
        {
            if (name == "metrics.csv")
                Assert.Equal(WithoutSeconds(content), WithoutSeconds(actual[name]));
            else
                Assert.True(content.AsSpan().SequenceEqual(actual[name]), $"{name} differs in {run}.");
        }
    }

    private static string WithoutSeconds(byte[] metrics) =>
        string.Join('\n', Encoding.UTF8.GetString(metrics).Split('\n').Select(static line => line[..Math.Max(line.LastIndexOf(','), 0)]));
}
