using Minima.Studies.Clusters;

namespace Minima.Tests.Studies.Clusters;

public sealed class ArrayStatusTests : IDisposable
{
    private readonly TemporaryFolder _files = new();
    private readonly ArrayFolder _folder;

    public ArrayStatusTests() => _folder = ArrayFolder.OfBlocks(_files["grid.npz"]);

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Of_FilesAndAQueue_SaysWhereEachElementIs()
    {
        Said(1, ElementOutcome.Running);
        Said(2, ElementOutcome.Running);
        Said(3, ElementOutcome.Failed, sentence: "The disk is full.");
        Said(4, ElementOutcome.Stopped);
        Said(6, ElementOutcome.Failed, job: "16");
        Said(8, ElementOutcome.Stopped);
        Said(9, ElementOutcome.Failed);
        _files.Add("grid.npz.array/block-0000.npz", []);
        QueuedElement[] queue = [new("17", 0, true, "completing"), new("17", 1, true, "running"), new("17", 5, false, "pending: Resources"), new("17", 8, false, "pending"), new("17", 9, true, "completing")];
        IReadOnlyList<ElementStatus> elements = ArrayStatus.Of(_folder, Record(10), queue);
        Assert.Equal(
            [
                ElementState.Done, ElementState.Running, ElementState.Killed, ElementState.Failed, ElementState.Stopped,
                ElementState.Waiting, ElementState.Missing, ElementState.Missing, ElementState.Waiting, ElementState.Failed,
            ],
            elements.Select(static element => element.State));
        Assert.Equal("The disk is full.", elements[3].Sentence);
        Assert.Equal([2, 3, 4, 6, 7, 9], elements.Where(static element => element.NeedsAnother).Select(static element => element.Index));

        // Without a queue, what says that it runs is believed.
        Assert.Equal(ElementState.Running, ArrayStatus.Of(_folder, Record(10), null)[2].State);
    }

    [Fact]
    public void Of_AFailedElement_HasTheEndOfItsLogWithoutWhatATerminalObeys()
    {
        Said(0, ElementOutcome.Failed);
        string text = string.Concat(Enumerable.Range(0, 5000).Select(static i => $"line {i}\n")) + "\u001b[31mred\u001b[0m\r\n" + new string('x', 9000) + "\n\n";
        File.WriteAllText(_folder.Log(0, "17"), text);
        ElementStatus element = ArrayStatus.Of(_folder, Record(1), [])[0];
        Assert.Equal(_folder.Log(0, "17"), element.Log);
        Assert.Equal(["line 4997", "line 4998", "line 4999", "[31mred[0m", new string('x', 400) + "..."], element.LastLines);
    }

    [Fact]
    public void Begin_OfAnElementThatIsBeingDone_IsRefusedAndLeavesWhatItSaid()
    {
        using (var session = ElementSession.Begin(_folder, 3, "17"))
        {
            Assert.Equal(ElementOutcome.Running, ElementReport.Read(_folder.Outcome(3))!.Outcome);
            Assert.Contains("Another process does the element 3", Assert.Throws<UnusableInputException>(() => ElementSession.Begin(_folder, 3, "18")).Message);
            Assert.Equal("17", ElementReport.Read(_folder.Outcome(3))!.Job);
            session.End(new ElementEnd(ElementOutcome.Done, "It is done."), 0);
        }

        Assert.Equal(new ElementReport(ElementOutcome.Done, "17", 0, "It is done."), ElementReport.Read(_folder.Outcome(3)));
        using var again = ElementSession.Begin(_folder, 3, "18");
        Assert.Equal("18", ElementReport.Read(_folder.Outcome(3))!.Job);
    }

    [Fact]
    public void Queue_WhereThereIsNothingToAsk_AsksNobody() => Assert.Empty(Slurm.Queue([]));

    private void Said(int index, ElementOutcome outcome, string job = "17", string sentence = "Something.")
    {
        Directory.CreateDirectory(_folder.Element(index));
        new ElementReport(outcome, job, 0, sentence).Write(_folder.Outcome(index));
    }

    private static ArrayRecord Record(int elements) => new(
        ["surface"], new ClusterResources(), [.. Enumerable.Range(0, elements).Select(static i => new ArrayElement(ArrayWork.BlockName(i)))], [new("17", [.. Enumerable.Range(0, elements)])]);
}
