using Minima.Kernels;

namespace Minima.Tests.Kernels;

public sealed class WorkerTeamTests
{
    // A team that waits for ever shall fail, not hang.
    private const int Timeout = 20_000;

    [Theory(Timeout = Timeout), InlineData(1), InlineData(2), InlineData(3), InlineData(5)]
    public Task Meet_ManyTimes_WhatWasWrittenBeforeIsSeenAfter(int count) => Timely(() =>
    {
        using var team = new WorkerTeam(count);
        var written = new int[2, count];
        int wrong = 0;
        for (int run = 0; run < 20; run++)
        {
            team.Run(worker =>
            {
                for (int meeting = 1; meeting <= 100; meeting++)
                {
                    // Two copies used in turn: nobody writes one before all have read it.
                    written[meeting % 2, worker] = meeting;
                    team.Meet(worker);
                    for (int other = 0; other < count; other++)
                    {
                        if (written[meeting % 2, other] != meeting)
                            Interlocked.Increment(ref wrong);
                    }
                }

                team.Meet(worker);
            });
        }

        Assert.Equal(0, wrong);
    });

    [Theory(Timeout = Timeout), InlineData(2), InlineData(3)]
    public Task Meet_SomeComeLate_TheOthersAreWoken(int count) => Timely(() =>
    {
        using var team = new WorkerTeam(count);
        int met = 0;
        for (int run = 0; run < 5; run++)
        {
            // Now one is late, now another; and one is done last.
            team.Run(worker =>
            {
                for (int meeting = 0; meeting < 2 * count; meeting++)
                {
                    if (meeting % count == worker)
                        Thread.Sleep(3);
                    team.Meet(worker);
                    Interlocked.Increment(ref met);
                }

                if (worker == run % count)
                    Thread.Sleep(3);
            });

            // Long enough for all to fall asleep.
            Thread.Sleep(3);
        }

        Assert.Equal(5 * 2 * count * count, met);
    });

    [Fact(Timeout = Timeout)]
    public Task Run_AnyWorker_IsToldItsNumberOnce() => Timely(() =>
    {
        using var team = new WorkerTeam(4);
        var calls = new int[4];
        for (int run = 0; run < 100; run++)
            team.Run(worker => Interlocked.Increment(ref calls[worker]));
        Assert.Equal([100, 100, 100, 100], calls);
    });

    [Fact(Timeout = Timeout)]
    public Task Run_WithFewerActive_LeavesTheOthersOutAndThenMeetsAgain() => Timely(() =>
    {
        using var team = new WorkerTeam(3);
        foreach (int active in (int[])[3, 1, 2, 3, 1, 3])
        {
            var parts = new int[3];
            team.Active = active;
            team.Run(worker =>
            {
                (int first, int end) = team.Share(worker, 10);
                for (int meeting = 0; meeting < 50; meeting++)
                    team.Meet(worker);
                parts[worker] = end - first;
            });
            Assert.Equal(10, parts.Sum());
            Assert.All(parts[active..], static part => Assert.Equal(0, part));
        }
    });

    [Theory(Timeout = Timeout), InlineData(0), InlineData(1), InlineData(2)]
    public Task Run_BodyFails_SurfacesAndTheTeamGoesOn(int failing) => Timely(() =>
    {
        using var team = new WorkerTeam(3);
        var failure = Assert.Throws<AggregateException>(() => team.Run(worker =>
        {
            if (worker == failing)
                throw new InvalidOperationException($"worker {worker}");
        }));
        Assert.Equal($"worker {failing}", Assert.IsType<InvalidOperationException>(failure.InnerException).Message);
        team.Run(static _ => { });
    });

    [Fact(Timeout = Timeout)]
    public Task Run_AllBodiesFail_LeavesNoFailureForTheNextRun() => Timely(() =>
    {
        using var team = new WorkerTeam(3);
        Assert.Throws<AggregateException>(() => team.Run(static _ => throw new InvalidOperationException()));
        team.Run(static _ => { });
    });

    [Fact]
    public void Share_AnyCounts_PartitionsInOrder()
    {
        foreach (int count in (int[])[1, 2, 3, 7])
        {
            using var team = new WorkerTeam(count);
            foreach (int things in (int[])[0, 1, 2, 8, 9, 1_000_003, int.MaxValue])
            {
                int end = 0;
                for (int worker = 0; worker < count; worker++)
                {
                    (int first, int next) = team.Share(worker, things);
                    Assert.Equal(end, first);
                    Assert.InRange(next - first - (things / count), 0, 1);
                    end = next;
                }

                Assert.Equal(things, end);
            }
        }
    }

    [Fact(Timeout = Timeout)]
    public Task Dispose_IdleThreads_EndsThem() => Timely(() =>
    {
        var unused = new WorkerTeam(3);
        unused.Dispose();
        var team = new WorkerTeam(3);
        team.Run(static _ => { });
        team.Dispose();
    });

    private static Task Timely(Action body) => Task.Run(body, TestContext.Current.CancellationToken);
}
