using System.Diagnostics;
using System.Globalization;
using System.Text;
using Minima.Figures;

namespace Minima.VersusPyTorch;

/// <summary>Runs both sides in turn and keeps the table.</summary>
internal sealed class Match(string python, int rounds)
{
    // Rounding of the decay differs (docs/update-rule.md), and PyTorch's products sum in another order.
    private const double LossTolerance = 2e-3;

    private const int SelectionRounds = 2;

    // What the side before has left in the caches, and the clock that it has left behind, are not what a training of many epochs meets.
    private const double SecondsOfATurn = 0.5;

    private readonly Table _seconds = new(
        new Column("work", Alignment.Left), new Column("side", Alignment.Left), new Column("s per epoch", Format: "F3"), new Column("least", Format: "F3"),
        new Column("most", Format: "F3"), new Column("test errors"), new Column("test loss", Format: "F4"));

    private readonly Table _ratios = new(
        new Column("work", Alignment.Left), new Column("times as fast", Alignment.Left), new Column("median", Format: "F2"),
        new Column("least", Format: "F2"), new Column("most", Format: "F2"));

    private string _version = "";

    /// <summary>Whether both sides reached the same loss in every work.</summary>
    public bool LossesAgree { get; private set; } = true;

    /// <summary>
    /// One epoch of each contender in turn. The first three rounds are not counted: one warms up, and two find each PyTorch variant's best
    /// number of threads (by the lesser time); the other drops out.
    /// </summary>
    public void Alternate(Workload work)
    {
        using var folder = new WorkFolder(work);
        using var ours = new Sides(new MinimaContender(work, 2), new MinimaContender(work, 1));
        using var theirs = new Sides(
            Torch(work, folder, "steps", 1), Torch(work, folder, "steps", 2), Torch(work, folder, "autograd", 1), Torch(work, folder, "autograd", 2));
        double[] best = [.. Enumerable.Repeat(double.PositiveInfinity, theirs.All.Count)];
        for (int round = 0; round <= SelectionRounds; round++)
        {
            foreach (IContender side in ours.All)
                side.Epoch();
            for (int i = 0; i < best.Length; i++)
            {
                double seconds = theirs.All[i].Epoch().Seconds;
                best[i] = round == 0 ? best[i] : Math.Min(best[i], seconds);
            }
        }

        Console.Error.WriteLine($"{work.Name}: PyTorch {string.Join("  ", best.Select(static seconds => $"{seconds:F3} s"))}");
        IContender steps = theirs.All[best[0] <= best[1] ? 0 : 1];
        IContender autograd = theirs.All[best[2] <= best[3] ? 2 : 3];
        IContender[] sides = [.. ours.All, steps, autograd, .. steps == theirs.All[0] ? (IContender[])[] : [theirs.All[0]]];
        double[][] times = Run(work.Name, sides);
        Compare(work, "two threads against PyTorch's best", times, 0, 2);
        Compare(work, "one thread against PyTorch's one", times, 1, sides.Length == 5 ? 4 : 2);
        Compare(work, "two threads against autograd's best", times, 0, 3);
    }

    /// <summary>Two runs at the same time, one thread each; the time is that of both.</summary>
    public void TwoAtOnce(Workload work)
    {
        using var folder = new WorkFolder(work);
        using var ours = new Sides(new MinimaContender(work, 1), new MinimaContender(work, 1));
        using var theirs = new Sides(Torch(work, folder, "steps", 1), Torch(work, folder, "steps", 1));
        using var alone = new Sides(new MinimaContender(work, 1));
        var times = new double[3][];
        for (int i = 0; i < times.Length; i++)
            times[i] = new double[rounds];
        for (int round = -1; round < rounds; round++)
        {
            double together = Together(ours), torch = Together(theirs), one = Together(alone);
            if (round >= 0)
                (times[0][round], times[1][round], times[2][round]) = (together, torch, one);
        }

        Row(work.Name + ", two runs at once", "Minima, one thread each, both", times[0], null);
        Row(work.Name + ", two runs at once", "PyTorch steps, one thread each, both", times[1], null);
        Compare(work with { Name = "two runs at once" }, "both runs against PyTorch's both", times, 0, 1);
        double[] gain = [.. Enumerable.Range(0, rounds).Select(i => 2 * times[2][i] / times[0][i])];
        _ratios.Add("two runs at once", "throughput against one run on one thread", Median(gain), gain.Min(), gain.Max());
    }

    /// <summary>One run while another process keeps one core busy.</summary>
    public void BesideBusyCore(Workload work)
    {
        using Process busy = Process.Start("/bin/sh", ["-c", "while :; do :; done"]);
        try
        {
            Alternate(work with { Name = "default, one core kept busy" });
        }
        finally
        {
            busy.Kill();
        }
    }

    /// <summary>The tables, with what they were measured on.</summary>
    public string Report()
    {
        var text = new StringBuilder();
        text.Append("# Minima beside PyTorch\n\n");
        text.Append("`dotnet run -c Release --project bench/versus-pytorch` printed this. One epoch: all minibatch steps, then errors on the validation and\n");
        text.Append("the test set. Both sides begin at the same parameters, see the same batches in the same order, and take turns in one process run. An epoch that\n");
        text.Append("takes less than half a second is taken again from the same parameters, until half a second is over, and the mean counts; a ratio is\n");
        text.Append("formed within each round. Loading the data, and Minima's packing of it, are not counted (once a run).\n\n");
        text.Append(CultureInfo.InvariantCulture, $"- Processor: {Machine.Processor()}, {Environment.ProcessorCount} cores\n");
        text.Append(CultureInfo.InvariantCulture, $"- {Machine.System()}, .NET {Environment.Version}; PyTorch {_version}\n");
        text.Append(CultureInfo.InvariantCulture, $"- {rounds} rounds after those that are not counted; median, least and most. The default work is {Workloads.Described()}, the others its\n  first {Workloads.SomeExamples} training digits (dense: as many vectors of uniform numbers), LeNet {Workloads.LeNetExamples},\n  autoencoders {Workloads.FewExamples}; their loss is the cost of reconstruction, and they have no errors;\n  both sides draw their masks within the epoch\n\n");
        text.Append(_ratios.ToMarkdown()).Append('\n').Append(_seconds.ToMarkdown());
        return text.ToString();
    }

    private double[][] Run(string name, IReadOnlyList<IContender> sides)
    {
        double[][] times = [.. sides.Select(_ => new double[rounds])];
        var last = new EpochTime[sides.Count];
        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < sides.Count; i++)
            {
                last[i] = Turn(sides[i]);
                times[i][round] = last[i].Seconds;
            }

            Console.Error.WriteLine($"{name}: round {round + 1} of {rounds}: {string.Join("  ", last.Select(static time => $"{time.Seconds:F3} s"))}");
        }

        for (int i = 0; i < sides.Count; i++)
        {
            Row(name, sides[i].Name, times[i], last[i]);
            bool agrees = Math.Abs(last[i].TestLoss - last[0].TestLoss) <= LossTolerance * last[0].TestLoss;
            if (!agrees)
                Console.Error.WriteLine($"{name}: {sides[i].Name} ends at a test loss of {last[i].TestLoss}, {sides[0].Name} at {last[0].TestLoss}.");
            LossesAgree &= agrees;
        }

        return times;
    }

    private void Compare(Workload work, string what, double[][] times, int ours, int theirs)
    {
        double[] ratios = [.. Enumerable.Range(0, rounds).Select(round => times[theirs][round] / times[ours][round])];
        _ratios.Add(work.Name, what, Median(ratios), ratios.Min(), ratios.Max());
    }

    private void Row(string work, string side, double[] times, EpochTime? last) =>
        _seconds.Add(work, side, Median(times), times.Min(), times.Max(), last?.TestErrors, last?.TestLoss);

    /// <summary>An epoch, once more as long as the turn lasts; the mean of their times.</summary>
    private static EpochTime Turn(IContender side)
    {
        EpochTime first = side.Epoch();
        double seconds = first.Seconds;
        int epochs = 1;
        for (; seconds < SecondsOfATurn; epochs++)
            seconds += side.Again().Seconds;
        return first with { Seconds = seconds / epochs };
    }

    private static double Together(Sides sides)
    {
        long began = Stopwatch.GetTimestamp();
        Task[] tasks = [.. sides.All.Select(static side => Task.Factory.StartNew(() => side.Epoch(), TaskCreationOptions.LongRunning))];
        Task.WaitAll(tasks);
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private PyTorchContender Torch(Workload work, WorkFolder folder, string variant, int threads)
    {
        var contender = new PyTorchContender(python, work, folder.Path, variant, threads);
        _version = contender.Version;
        return contender;
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
