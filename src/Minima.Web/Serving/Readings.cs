using Minima.Data.Pictures;
using Minima.Studies;
using Minima.Trajectories;

namespace Minima.Web.Serving;

/// <summary>Shows a drawing or a picture to every snapshot of a run.</summary>
internal sealed class Readings(RunWatch watch, SnapshotShelf shelf) : IDisposable
{
    /// <summary>The sides that a drawing may have; the smallest is that of the data.</summary>
    private const int SmallestSide = DigitImage.Side;

    private const int LargestSide = 512;

    /// <summary>The most bytes of a drawing.</summary>
    public const int MostDrawn = LargestSide * LargestSide;

    /// <summary>The most bytes of a picture's file.</summary>
    public const int MostOfPicture = 32 << 20;

    private readonly WorkQueue _queue = new("readings", 8);

    /// <summary>What a run's snapshots say of a drawing: a square, row by row, 0 for paper and 255 for ink.</summary>
    /// <exception cref="ProblemException">It is none, or the run cannot read it.</exception>
    /// <exception cref="UnusableInputException">There is no writing in it, or a snapshot is damaged.</exception>
    public Task<ReadingAnswer> OfDrawing(string run, byte[] ink, CancellationToken cancellation)
    {
        int side = (int)Math.Sqrt(ink.Length);
        if (side * side != ink.Length || side is < SmallestSide or > LargestSide)
        {
            throw new ProblemException(Problem.Unusable(
                $"The drawing has {ink.Length} bytes.", $"Expected is a square of {SmallestSide} to {LargestSide} pixels a side, a byte each: 0 for paper, 255 for ink."));
        }

        byte[] grey = [.. ink.Select(static value => (byte)(255 - value))];
        return Read(run, () => new Picture(side, side, grey), "the drawing", cancellation);
    }

    /// <summary>What a run's snapshots say of a PNG or PGM file.</summary>
    /// <exception cref="ProblemException">The run cannot read it.</exception>
    /// <exception cref="UnusableInputException">It is no picture, is damaged or blank, or a snapshot is damaged.</exception>
    public Task<ReadingAnswer> OfPicture(string run, byte[] file, CancellationToken cancellation) =>
        Read(run, () => Picture.Parse(file, "the picture"), "the picture", cancellation);

    /// <inheritdoc/>
    public void Dispose() => _queue.Dispose();

    private Task<ReadingAnswer> Read(string name, Func<Picture> picture, string called, CancellationToken cancellation)
    {
        Run run = watch.Find(name).Run!;
        if (run.SnapshotEpochs.Count == 0)
            throw new ProblemException(Problem.NotNow($"The run {Problem.Shown(name)} has no snapshot yet.", "Wait for its first."));
        if (run.Configuration.Network.Inputs != DigitImage.Pixels)
        {
            throw new ProblemException(Problem.Unusable(
                $"The run {Problem.Shown(name)} takes {run.Configuration.Network.Inputs} numbers, and a drawn digit makes {DigitImage.Pixels}.",
                @do: $"Take a run on images of {DigitImage.Side}x{DigitImage.Side}."));
        }

        return _queue.Do(
            token =>
            {
                var input = PredictionInput.FromPicture(picture(), called);
                IReadOnlyList<int> epochs = SnapshotShelf.Spread(run);
                var reading = SeriesReading.Of(run.Configuration.Network, epochs.Select(epoch => Snapshot(run, epoch, token)), input);
                return new ReadingAnswer(
                    epochs, [.. reading.Probabilities.Select(static all => all.Select(static p => LiveJson.Finite(p)).ToArray())],
                    DigitImage.Side, DigitImage.Side, Convert.ToBase64String(input.Image!),
                    epochs.Count == run.SnapshotEpochs.Count ? null : $"Read by {epochs.Count} of the run's {run.SnapshotEpochs.Count} snapshots, spread evenly.");
            },
            cancellation);
    }

    private Snapshot Snapshot(Run run, int epoch, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return shelf.Read(run, epoch);
    }
}
