using Minima.Figures;

namespace Minima.MatrixBench;

/// <summary>One sequential reading and one comparison of the same files, both cold, in turn.</summary>
internal sealed class Trial(string title, GeneratedSeries series, string command)
{
    private readonly List<(double Reading, CommandRun Run)> _rounds = [];

    /// <summary>Whether every claim that is checked holds: 80 % of the reading rate, each byte once, the memory's bound, and agreement to 1e-6.</summary>
    public bool Holds { get; private set; } = true;

    public void Run(int rounds)
    {
        for (int round = 0; round < rounds; round++)
        {
            Console.Error.WriteLine($"{title}: round {round + 1} of {rounds}");
            bool readFirst = round % 2 == 0;
            (double seconds, long bytes) = readFirst ? Read() : default;
            ColdFiles.Drop(series.Files);
            var run = CommandRun.Of(command, series.Folder);
            if (!readFirst)
                (seconds, bytes) = Read();
            _rounds.Add((bytes / seconds / 1e9, run));
            Console.Error.WriteLine($"{title}: read in {seconds:F1} s, compared in {run.Seconds:F1} s, of which {run.Processor:F1} s of processor time");
        }

        (double Seconds, long Bytes) Read()
        {
            ColdFiles.Drop(series.Files);
            return ColdFiles.Read(series.Files);
        }
    }

    /// <summary>A row for each round, and one of the medians.</summary>
    public void AddTo(Table table)
    {
        foreach ((double reading, CommandRun run) in _rounds)
        {
            double rate = Rate(run), part = rate / reading;
            Demand(run.BytesRead == series.Bytes && run.Memory <= 256_000_000);
            table.Add(title, reading, rate, 100 * part, run.BytesRead == series.Bytes ? "yes" : "no", run.Asked / (double)series.Bytes, run.FromDisk / (double)series.Bytes, run.Memory / 1e6, run.Processor);
        }

        double all = Median(static round => round.Reading), mid = Median(round => Rate(round.Run)), share = Median(round => Rate(round.Run) / round.Reading);
        Demand(share >= 0.8);
        table.Add($"{title}, median", all, mid, 100 * share, null, null, null, null, Median(static round => round.Run.Processor));
    }

    /// <summary>A row for each pair that is computed plainly too.</summary>
    public void AddAgreement(Table table)
    {
        (int A, int B)[] pairs = [(GeneratedSeries.Near, GeneratedSeries.Near - 1), (15, 1)];
        var plain = new (double Product, double Distance)[pairs.Length];
        Parallel.For(0, pairs.Length, i => plain[i] = PlainPair.Of(series.Files[0], series.Files[pairs[i].A], series.Files[pairs[i].B], series.Brain));
        for (int i = 0; i < pairs.Length; i++)
        {
            double product = Found("products"), distance = Found("distances");
            double wrongProduct = Math.Abs(product / plain[i].Product - 1), wrongDistance = Math.Abs(distance / plain[i].Distance - 1);
            Demand(wrongProduct <= 1e-6 && wrongDistance <= 1e-6);
            table.Add(title, $"{pairs[i].A}, {pairs[i].B}", distance, distance / _rounds[0].Run.Result.GetProperty("checkpoints")[pairs[i].B].GetProperty("norm").GetDouble(), wrongDistance, wrongProduct);

            double Found(string name) => _rounds[0].Run.Result.GetProperty(name)[pairs[i].A][pairs[i].B].GetDouble();
        }
    }

    private double Rate(CommandRun run) => series.Bytes / run.Seconds / 1e9;

    private double Median(Func<(double Reading, CommandRun Run), double> of) => Middle.Of([.. _rounds.Select(of)]);

    private void Demand(bool condition) => Holds &= condition;
}
