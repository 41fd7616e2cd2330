using System.Text.Json;
using Minima.Minimisation;
using Minima.Web.Serving;

namespace Minima.Tests.Web;

/// <summary>What waits to be told to a page that reads slowly.</summary>
public sealed class EventQueueTests
{
    [Fact]
    public void Queue_MoreOfTheSame_TellsTheNewestAtThePlaceOfTheOldest()
    {
        var queue = new EventQueue(8);
        Put(queue, LiveEvent.Of(Run("a", RunState.Training, 1)), LiveEvent.Of(Run("b", RunState.Training, 2)), LiveEvent.Of(Run("a", RunState.Unfinished, 3)));
        Assert.Equal([("run", 3L), ("run", 2L)], Taken(queue).Select(static happened => (happened.Name, ((RunSummary)happened.Content).Order)));

        // A run that is gone and there again is one that stands elsewhere than before.
        Put(queue, LiveEvent.Of(new GoneEvent("a", 4)), LiveEvent.Of(Run("a", RunState.Waiting, 5)));
        Assert.Equal(5, ((RunSummary)Assert.Single(Taken(queue)).Content).Order);
        Put(queue, LiveEvent.Of(Run("a", RunState.Training, 6)), LiveEvent.Of(new GoneEvent("a", 7)));
        Assert.Equal("gone", Assert.Single(Taken(queue)).Name);

        // What was taken is told, and takes no part in what comes.
        Put(queue, LiveEvent.Of(Run("a", RunState.Training, 8)));
        Assert.Equal(8, ((RunSummary)Assert.Single(Taken(queue)).Content).Order);
    }

    [Fact]
    public void Queue_RowsAfterRows_TellsThemAllTogether()
    {
        EpochMetrics[] rows = [.. Enumerable.Range(0, 5000).Select(static i => new EpochMetrics(i, i == 0 ? double.NaN : i, i + 1, i + 2, i + 3))];
        var queue = new EventQueue(8);
        Put(queue, LiveEvent.Of(MetricsEvent.Of("a", rows[..2], 0)), LiveEvent.Of(MetricsEvent.Of("b", rows[..2], 1)), LiveEvent.Of(MetricsEvent.Of("a", rows[..4], 2)));
        LiveEvent[] taken = Taken(queue);
        Assert.Equal(2, taken.Length);
        var all = (MetricsEvent)taken[0].Content;
        Assert.Equal(("a", "b"), (all.Run, ((MetricsEvent)taken[1].Content).Run));
        Assert.Equal([0, 1, 2, 3], all.Epoch);
        Assert.Equal([null, 1, 2, 3], all.TrainCost);
        Assert.Equal([1, 2, 3, 4], all.ValidErrors);
        Assert.Equal([2, 3, 4, 5], all.TestErrors);
        Assert.Equal([3.0, 4, 5, 6], all.Seconds);

        // Of very many the last.
        Put(queue, LiveEvent.Of(MetricsEvent.Of("a", rows[..4000], 0)), LiveEvent.Of(MetricsEvent.Of("a", rows, 4000)));
        IReadOnlyList<int> last = ((MetricsEvent)Assert.Single(Taken(queue)).Content).Epoch;
        Assert.Equal(Enumerable.Range(5000 - last.Count, last.Count), last);
        Assert.InRange(last.Count, 1000, 4999);
    }

    [Fact]
    public void Queue_Remarks_AreEachToldOnce()
    {
        var queue = new EventQueue(8);
        foreach ((int epoch, string? remark) in new (int, string?)[] { (1, null), (2, "cold"), (3, null), (4, "warm"), (5, null) })
            Put(queue, LiveEvent.Of(new TrainingEvent("a", epoch, 9, 0, null, remark)));
        Assert.Equal([(5, null), (2, "cold"), (4, "warm")], Taken(queue).Select(static happened => (TrainingEvent)happened.Content).Select(static told => (told.Epoch, told.Remark)));
    }

    [Fact]
    public async Task Queue_EmptyOrComplete_WaitsOrEnds()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        var queue = new EventQueue(8);
        Task<bool> waiting = queue.Wait(cancellation);
        Assert.False(waiting.IsCompleted);
        Put(queue, LiveEvent.Of(Run("a", RunState.Training, 1)));
        Assert.True(await waiting);
        Assert.Single(Taken(queue));
        Assert.False(queue.Wait(cancellation).IsCompleted);

        // What waits at the end is still told.
        Put(queue, LiveEvent.Of(Run("a", RunState.Unfinished, 2)));
        queue.Complete();
        Assert.True(await queue.Wait(cancellation));
        Assert.Single(Taken(queue));
        Assert.False(await queue.Wait(cancellation));
    }

    [Fact]
    public async Task Hub_PageThatReadsNothing_IsToldTheNewestAndLetGoOfWhereItsQueueIsFull()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        var hub = new EventHub();
        EventQueue asleep = hub.Listen(), awake = hub.Listen();
        for (int i = 1; i <= 100_000; i++)
            hub.Tell(LiveEvent.Of(Run("a", RunState.Training, i)));
        Assert.Equal(100_000, ((RunSummary)Assert.Single(Taken(asleep)).Content).Order);

        // As many different things as no folder has.
        for (int i = 0; i < 10_000; i++)
        {
            hub.Tell(LiveEvent.Of(Run($"run{i}", RunState.Training, i)));
            Assert.NotEmpty(Taken(awake));
        }

        Assert.InRange(Taken(asleep).Length, 1000, 9999);
        Assert.False(await asleep.Wait(cancellation));
        hub.Tell(LiveEvent.Of(Run("a", RunState.Complete, 100_001)));
        Assert.True(await awake.Wait(cancellation));
    }

    [Fact]
    public void Event_AsItGoesOverTheLine_IsAFrameOfOneLineOfJson()
    {
        string frame = LiveEvent.Of(Run("a\nb", RunState.StoppedEarly, 7)).Frame();
        Assert.Matches("^event: run\ndata: [^\n]+\n\n$", frame);
        JsonElement content = JsonDocument.Parse(frame["event: run\ndata: ".Length..]).RootElement;
        Assert.Equal(("a\nb", "stopped-early", 7), (content.GetProperty("name").GetString(), content.GetProperty("state").GetString(), content.GetProperty("order").GetInt64()));
    }

    private static RunSummary Run(string name, RunState state, long order) => new(name, state, "784-3-10", 1, 2, null, null, null, "few", [0], null, order);

    private static void Put(EventQueue queue, params LiveEvent[] events) => Assert.All(events, happened => Assert.True(queue.Put(happened)));

    private static LiveEvent[] Taken(EventQueue queue)
    {
        var taken = new List<LiveEvent>();
        while (queue.TryTake(out LiveEvent? next))
            taken.Add(next);
        return [.. taken];
    }
}
