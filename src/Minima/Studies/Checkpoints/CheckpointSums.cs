using System.Runtime.ExceptionServices;
using Minima.Formats;
using Minima.Formats.Checkpoints;
using Minima.Geometry.Checkpoints;

namespace Minima.Studies.Checkpoints;

/// <summary>Looks at every number of a checkpoint, each byte once, in a few blocks of memory however large it is.</summary>
internal static class CheckpointSums
{
    // A multiple of every element's bytes.
    private const int Block = 4 << 20;

    /// <summary>The tensors in the order of their bytes; one thread to a tensor, so that sums have one order.</summary>
    /// <exception cref="UnusableInputException">A file cannot be read, or has changed since it was opened.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static IReadOnlyList<SummedArray> Of(Checkpoint checkpoint, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        var reporter = new PassReporter(progress, [checkpoint]);
        SummedArray[] arrays = [.. checkpoint.Tensors.Select(static tensor => new SummedArray(tensor.Name, tensor.Type, tensor.Shape, new RunningSummary()))];
        long all = checkpoint.Tensors.Sum(static tensor => tensor.Bytes), done = 0;
        var gate = new Lock();
        try
        {
            Parallel.For(
                0, arrays.Length, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation },
                () => (Reader: new CheckpointReader(checkpoint), Bytes: new byte[Block]),
                (i, _, own) =>
                {
                    Sum(checkpoint.Tensors[i], arrays[i].Sums, own.Reader, own.Bytes);
                    return own;
                },
                static own => own.Reader.Dispose());
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }

        checkpoint.DemandUnchanged();
        return arrays;

        void Sum(CheckpointTensor tensor, RunningSummary sums, CheckpointReader reader, byte[] bytes)
        {
            if (!tensor.Type.HasNumbers())
            {
                sums.AddOthers(tensor.Count);
                Count(tensor.Bytes);
                return;
            }

            for (long first = 0; first < tensor.Bytes; first += Block)
            {
                cancellation.ThrowIfCancellationRequested();
                Span<byte> block = bytes.AsSpan(0, (int)Math.Min(Block, tensor.Bytes - first));
                reader.Read(tensor.Shard, tensor.Offset + first, block);
                sums.Add(block, tensor.Type);
                Count(block.Length);
            }
        }

        void Count(long bytes)
        {
            lock (gate)
            {
                done += bytes;
                reporter.Report(new PassProgress(done, all, 0));
            }
        }
    }
}
