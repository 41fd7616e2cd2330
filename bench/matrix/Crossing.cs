using System.Diagnostics;
using Minima.Figures;
using Minima.Formats.Checkpoints;
using Minima.Geometry.Checkpoints;

namespace Minima.MatrixBench;

/// <summary>
/// From how many files on the arithmetic, which grows with their square, takes longer than reading them, which grows with their number.
/// </summary>
internal static class Crossing
{
    /// <summary>
    /// A row for each number of files of a series, and one for all of another: the rate of reading them, of comparing them cold, and of comparing them out of
    /// memory.
    /// </summary>
    public static Table Of(GeneratedSeries series, GeneratedSeries brains, int rounds)
    {
        var table = new Table(
            new Column("files", Alignment.Left), new Column("read, cold GB/s", Format: "F2"), new Column("matrix, cold GB/s", Format: "F2"), new Column("part of reading %", Format: "F0"),
            new Column("matrix, from memory GB/s", Format: "F2"));
        Compare(series.Files.Take(8));
        for (int count = 16; count <= series.Count; count *= 2)
            Add($"{count}, F32", [.. series.Files.Take(count)]);
        Add($"{brains.Count}, BF16", [.. brains.Files]);
        return table;

        void Add(string title, string[] files)
        {
            double[] reading = new double[rounds], cold = new double[rounds], part = new double[rounds], warm = new double[rounds];
            for (int round = 0; round < rounds; round++)
            {
                ColdFiles.Drop(files);
                (double seconds, long bytes) = ColdFiles.Read(files);
                reading[round] = bytes / seconds / 1e9;
                ColdFiles.Drop(files);
                cold[round] = bytes / Compare(files) / 1e9;
                part[round] = 100 * cold[round] / reading[round];
                warm[round] = bytes / Compare(files) / 1e9;
                Console.Error.WriteLine($"{title}: {reading[round]:F2}, {cold[round]:F2}, {warm[round]:F2} GB/s");
            }

            table.Add(title, Middle.Of(reading), Middle.Of(cold), Middle.Of(part), Middle.Of(warm));
        }
    }

    private static double Compare(IEnumerable<string> files)
    {
        Checkpoint[] checkpoints = [.. files.Select(Checkpoint.Open)];
        long began = Stopwatch.GetTimestamp();
        CheckpointMatrix.Of(checkpoints, new CheckpointOptions());
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }
}
