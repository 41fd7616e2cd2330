using Minima.Minimisation;
using Minima.Trajectories;

namespace Minima.Tests.Trajectories;

public sealed class EarlyStoppingRunTests : IDisposable
{
    // Batches of 3 and a patience of 14: epoch 4 raises it to 22, which ends the run with epoch 7.
    private static readonly int[] Errors = [90, 50, 40, 45, 30, 35, 36, 30, 20, 25, 25, 25, 25];
    private static readonly EarlyStopping Stopping = new(14, 3);

    private readonly TemporaryFolder _folder = new();

    private string Folder => _folder["run"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Run_ThatStoppedEarly_IsCompleteAndSaysSo()
    {
        Train(Stopping);
        var run = Run.Open(Folder);
        Assert.True(run.IsComplete && run.HasStoppedEarly && !run.HasDiverged);
        Assert.Equal((7, 4, 30), (run.Metrics[^1].Epoch, run.Best!.Epoch, run.Best.ValidationErrors));
        Assert.Equal(Stopping, run.Stopping);
        Assert.Equal([0, 6, 7], run.SnapshotEpochs);
        Assert.Equal(Samples.At(4, 0).Values, SnapshotName.Read(Folder + "@best").Parameters.Values);
        SortedDictionary<string, byte[]> before = TemporaryFolder.Content(Folder);
        using (RunWriter again = Open(Stopping))
            Assert.True(again.IsOver);
        Assert.Equal(before, TemporaryFolder.Content(Folder));
    }

    [Fact]
    public void Best_OfARunThatWatchesForNone_IsRefused()
    {
        Train(null);
        Assert.Null(Run.Open(Folder).Best);
        Assert.False(Run.Open(Folder).HasStoppedEarly);
        Assert.Contains("--patience", Assert.Throws<UnusableInputException>(() => SnapshotName.Read(Folder + "@best")).Message);
    }

    [Fact]
    public void Patience_LeftOut_IsRefusedAndChangesNothing()
    {
        Train(Stopping);
        RefusesWith("watches for its best epoch, with a patience of 14 batches", null);
    }

    [Fact]
    public void Patience_ThatWouldHaveEndedTheRunEarlier_IsRefused()
    {
        Train(new EarlyStopping(1000, 3));
        RefusesWith("With a patience of 14 the run in", Stopping);
        RefusesWith("ended with epoch 7, but it has gone on to epoch 12", Stopping);
    }

    [Fact]
    public void Patience_AskedForLater_NeedsTheBestSnapshot()
    {
        Train(null, steps: 20);
        RefusesWith("kept no snapshot of epoch 4, the one with the fewest validation errors", Stopping);
        _folder.Dispose();
        Directory.CreateDirectory(_folder.Path);
        Train(null, steps: 20, new SaveSchedule(4));
        Train(Stopping, schedule: new SaveSchedule(4));
        Assert.Equal((4, 7), (Run.Open(Folder).ReadBest().Epoch, Run.Open(Folder).Metrics[^1].Epoch));
    }

    [Fact]
    public void BestSnapshot_Deleted_IsComputedAgain()
    {
        Train(Stopping);
        SortedDictionary<string, byte[]> before = TemporaryFolder.Content(Folder);
        File.Delete(RunFolder.Best(Folder));
        using (RunWriter writer = Open(Stopping))
            Assert.Contains("goes back from epoch 7 to 0: the snapshot with the fewest validation errors", writer.Remark);
        Train(Stopping);
        Assert.Equal(before["best.safetensors"], File.ReadAllBytes(RunFolder.Best(Folder)));
        Assert.Equal(before.Keys, TemporaryFolder.Content(Folder).Keys);
    }

    [Fact]
    public void BestSnapshot_Damaged_IsNamed()
    {
        Train(Stopping);
        File.WriteAllBytes(RunFolder.Best(Folder), File.ReadAllBytes(RunFolder.Best(Folder))[..^1]);
        RefusesWith("best.safetensors", Stopping);
        RefusesWith("Delete it, and it is computed again", Stopping);
    }

    [Fact]
    public void Force_DiscardsTheBestSnapshotToo()
    {
        Train(Stopping);
        using var writer = RunWriter.Open(Folder, Samples.Configuration, 12, new SaveSchedule(6), force: true);
        Assert.False(File.Exists(RunFolder.Best(Folder)));
        Assert.Null(Run.Open(Folder).Stopping);
    }

    [Fact]
    public void GivenStart_WithFewerEpochs_IsRefused() => Assert.Contains(
        "4 epochs behind it", Assert.Throws<UnusableInputException>(() => RunWriter.Open(Folder, Samples.Given, 3, new SaveSchedule(6))).Message);

    [Fact]
    public void GivenStart_WithAStateBeforeIt_IsRefused()
    {
        using (RunWriter writer = RunWriter.Open(Folder, Samples.Given, 9, new SaveSchedule(6), time: new FakeClock()))
            new FakeDescent(9) { First = 4 }.Run(writer, new FakeClock(), steps: 5);
        File.WriteAllBytes(RunFolder.State(Folder), RunState.ToBytes(new PathPosition(3, 1, 0, 0, Samples.At(3, 1)), Samples.Given));
        var e = Assert.Throws<UnusableInputException>(() => RunWriter.Open(Folder, Samples.Given, 9, new SaveSchedule(6)));
        Assert.Contains("before the run's first, 4", e.Message);
    }

    private void RefusesWith(string words, EarlyStopping? stopping)
    {
        SortedDictionary<string, byte[]> before = TemporaryFolder.Content(Folder);
        Assert.Contains(words, Assert.Throws<UnusableInputException>(() => Open(stopping)).Message);
        Assert.Equal(before, TemporaryFolder.Content(Folder));
    }

    private RunWriter Open(EarlyStopping? stopping, SaveSchedule? schedule = null) =>
        RunWriter.Open(Folder, Samples.Configuration, 12, schedule ?? new SaveSchedule(6), time: new FakeClock(), stopping: stopping);

    private void Train(EarlyStopping? stopping, int steps = int.MaxValue, SaveSchedule? schedule = null)
    {
        using RunWriter writer = Open(stopping, schedule);
        new FakeDescent(12) { Errors = epoch => Errors[epoch] }.Run(writer, new FakeClock(), steps);
    }
}
