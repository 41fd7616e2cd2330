using Minima.Trajectories;

namespace Minima.Tests.Trajectories;

public sealed class RunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _run;

    public RunTests()
    {
        _run = _folder["zero"];
        var clock = new FakeClock();
        using var writer = RunWriter.Open(_run, Samples.Configuration, 25, new SaveSchedule(10), time: clock);
        new FakeDescent(25).Run(writer, clock);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Open_FinishedRun_GivesWhatWasWritten()
    {
        var run = Run.Open(_run);
        Assert.Equal(Samples.Configuration.Identity, run.Configuration.Identity);
        Assert.Equal([0, 10, 20, 25], run.SnapshotEpochs);
        Assert.True(run.IsComplete);
        Assert.Equal(26, run.Metrics.Count);
        Assert.Equal(35, run.Metrics[25].ValidationErrors);
        Assert.Equal(Samples.At(20, 0).Values, run.Read(20).Parameters.Values);
        Assert.Equal(25, run.ReadLast().Epoch);
    }

    [Fact]
    public void Read_MissingEpoch_NamesThoseNearIt()
    {
        var run = Run.Open(_run);
        Assert.EndsWith("the nearest are 10 and 20.", Assert.Throws<UnusableInputException>(() => run.Read(11)).Message);
        Assert.EndsWith("the last is 25.", Assert.Throws<UnusableInputException>(() => run.Read(500)).Message);
    }

    [Fact]
    public void Read_SnapshotOfAnotherEpochOrRun_IsRefused()
    {
        File.Copy(RunFolder.Snapshot(_run, 10), RunFolder.Snapshot(_run, 20), overwrite: true);
        Assert.Contains("states the epoch 10", Assert.Throws<UnusableInputException>(() => Run.Open(_run).Read(20)).Message);
        new Snapshot(Samples.Network, Samples.At(20, 0), 20, new string('a', 64)).Write(RunFolder.Snapshot(_run, 20));
        Assert.Contains("another run", Assert.Throws<UnusableInputException>(() => Run.Open(_run).Read(20)).Message);
    }

    [Fact]
    public void Open_NoRun_SaysSo()
    {
        Assert.Contains("no run.json", Assert.Throws<UnusableInputException>(() => Run.Open(_folder.Path)).Message);
        Assert.Contains("There is no folder", Assert.Throws<UnusableInputException>(() => Run.Open(_folder["none"])).Message);
        Assert.True(Run.Exists(_run));
    }

    [Fact]
    public void Open_WhileBeingWritten_GivesWhatIsThere()
    {
        File.AppendAllText(Path.Combine(_run, "metrics.csv"), "26,0.1");
        Assert.Equal(26, Run.Open(_run).Metrics.Count);
    }

    [Theory]
    [InlineData("@10", 10)]
    [InlineData("@last", 25)]
    [InlineData("", 25)]
    [InlineData("/snapshots/epoch-00020.safetensors", 20)]
    public void SnapshotName_OfEachKind_IsFound(string ending, int epoch) => Assert.Equal(epoch, SnapshotName.Read(_run + ending).Epoch);

    [Fact]
    public void SnapshotName_ExistingFile_WinsOverAt()
    {
        File.Copy(RunFolder.Snapshot(_run, 20), _run + "@10");
        Assert.Equal(20, SnapshotName.Read(_run + "@10").Epoch);
    }

    [Theory]
    [InlineData("@11", "the nearest are 10 and 20")]
    [InlineData("@first", "a number, 'last' or 'best' was expected")]
    [InlineData("x", "There is no file or run")]
    [InlineData("x@10", "There is no folder")]
    public void SnapshotName_OfNothing_SaysWhatIsExpected(string ending, string message) =>
        Assert.Contains(message, Assert.Throws<UnusableInputException>(() => SnapshotName.Read(_run + ending)).Message);
}
