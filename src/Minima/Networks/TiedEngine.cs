using System.Runtime.InteropServices;
using Minima.Kernels;
using Minima.Numerics;

namespace Minima.Networks;

/// <summary>
/// Trains an autoencoder batch after batch, by a team of workers of which each owns some of the eight parts of W's rows, whatever there are
/// of it. See docs/autoencoders.md for the derivation.
/// </summary>
/// <remarks>
/// <para>With a batch of one, W is read and written once an example: the decoder's pass takes the encoder's step of the example before and
/// encodes the one after, which lacks the encoder's step of this one, x~ d'; so its sums get (x~ . next) d afterwards. Every 1,024 batches and at
/// an epoch's end the step is taken at once, and the next example is encoded by a pass of its own: there the weights are what they should be, and
/// a run may stop. With larger batches that is so after each.</para>
/// <para>Workers meet once an example. What one writes while another may still read has two copies, used in turn. What belongs to hidden units each
/// worker computes for itself.</para>
/// </remarks>
internal sealed unsafe class TiedEngine : IDisposable
{
    /// <summary>Batches of one example from one place where a run may stop to the next.</summary>
    public const int UsualStretch = 1024;

    private readonly TiedWeights _weights;
    private readonly CorruptedBatches _batches;
    private readonly WorkerTeam _team;
    private readonly IKernels _kernels;
    private readonly int _stretch;
    private readonly float _minusRate;
    private readonly TiedWorker[] _workers;
    private readonly AlignedBuffer<float>[] _sums;
    private readonly AlignedBuffer<float>[] _deltas;
    private readonly AlignedBuffer<CrossEntropy>[] _costs;

    /// <summary>An engine over the batches.</summary>
    /// <param name="weights">The parameters.</param>
    /// <param name="batches">What is learnt.</param>
    /// <param name="rate">The length of a step, as a multiple of the gradient of the mean over a batch.</param>
    /// <param name="team">The workers.</param>
    /// <param name="kernels">The arithmetic.</param>
    /// <param name="stretch">See <see cref="UsualStretch"/>.</param>
    public TiedEngine(TiedWeights weights, CorruptedBatches batches, double rate, WorkerTeam team, IKernels kernels, int stretch)
    {
        (_weights, _batches, _team, _kernels) = (weights, batches, team, kernels);
        _stretch = batches.BatchSize == 1 ? stretch : 1;
        _minusRate = -(float)(rate / batches.BatchSize);
        long shares = (long)TiedUnits.Parts * batches.BatchSize;
        _workers = [.. Enumerable.Range(0, team.Count).Select(_ => new TiedWorker(batches.BatchSize, weights.Stride))];
        _sums = [new(shares * weights.Stride), new(shares * weights.Stride)];
        _deltas = [new(shares * weights.Stride), new(shares * weights.Stride)];
        _costs = [new(shares), new(shares)];
    }

    private int Examples => _batches.BatchSize;

    private long PartFloats => (long)Examples * _weights.Stride;

    /// <summary>Whether the weights are as they should be after a batch.</summary>
    public bool Settles(int batch) => (batch + 1) % _stretch == 0 || batch == _batches.Batches - 1;

    /// <summary>Called by every worker before a run of batches.</summary>
    public void Begin(int worker, int batch)
    {
        TiedWorker own = _workers[worker];
        (own.Turn, own.IsOwed) = (0, false);
        _weights.HiddenBiases.Span.CopyTo(own.Biases.Span);
        Encode(worker, batch);
    }

    /// <summary>Called by every worker: one batch. Worker 0 gets the mean of its examples' costs before the step; the others get 0.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="batch">The batch, which the last call or <see cref="Begin"/> has encoded.</param>
    public double Batch(int worker, int batch)
    {
        TiedWorker own = _workers[worker];
        bool settles = Settles(batch);
        int turn = own.Turn;
        (int first, int end) = _team.Share(worker, TiedUnits.Parts);
        for (int i = first; i < end; i++)
        {
            // To and fro: what the last example left in the second-level cache comes first.
            int part = turn == 0 ? i : first + end - 1 - i;
            TiedPass pass = PassOf(part);
            pass.Examples = Examples;
            pass.Inputs = _batches.Clean(batch);
            pass.Hidden = own.Hidden.Pointer;
            pass.HiddenSteps = own.HiddenSteps.Pointer;
            pass.HiddenDeltas = Cleared(_deltas[turn], part);
            pass.MinusRate = _minusRate;
            pass.Costs = _costs[turn].Pointer + ((long)part * Examples);
            pass.Scratch = own.Scratch.Pointer;
            new Span<CrossEntropy>(pass.Costs, Examples).Fill(CrossEntropy.Zero);
            if (own.IsOwed)
                pass.Owe(1, _batches.Corrupted(batch - 1), own.OwedSteps.Pointer);
            if (!settles)
                pass.Encode(1, _batches.Corrupted(batch + 1), Cleared(_sums[turn], part));
            _kernels.Decode(in pass);
        }

        AddShares(_deltas[turn], first, end);
        if (!settles)
            AddShares(_sums[turn], first, end);
        if (worker == 0)
            _batches.Prepare(batch + 2);
        _team.Meet(worker);
        own.Turn ^= 1;
        SendBack(own, turn);
        own.IsOwed = !settles;
        if (settles)
            Settle(worker, batch);
        else
            Hide(own, turn, batch + 1, batch);
        return worker == 0 ? Cost(turn) : 0;
    }

    /// <summary>Called by every worker after a batch that settles, where another follows in the same run.</summary>
    public void Encode(int worker, int batch)
    {
        TiedWorker own = _workers[worker];
        if (worker == 0)
        {
            _batches.Prepare(batch);
            _batches.Prepare(batch + 1);
        }

        _team.Meet(worker);
        int turn = own.Turn;
        (int first, int end) = _team.Share(worker, TiedUnits.Parts);
        for (int part = first; part < end; part++)
        {
            TiedPass pass = PassOf(part);
            pass.Encode(Examples, _batches.Corrupted(batch), Cleared(_sums[turn], part));
            _kernels.Encode(in pass);
        }

        AddShares(_sums[turn], first, end);
        _team.Meet(worker);
        own.Turn ^= 1;
        Hide(own, turn, batch, owed: -1);
    }

    /// <summary>Called by every worker after a run of batches, the last of which settles: puts the hidden biases back.</summary>
    public void Flush(int worker)
    {
        if (worker == 0)
            _workers[0].Biases.Span.CopyTo(_weights.HiddenBiases.Span);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (IDisposable part in (IDisposable[])[.. _workers, .. _sums, .. _deltas, .. _costs])
            part.Dispose();
    }

    private TiedPass PassOf(int part) => _weights.Pass(
        (int)((long)_weights.Groups * part / TiedUnits.Parts), (int)((long)_weights.Groups * (part + 1) / TiedUnits.Parts));

    private float* Cleared(AlignedBuffer<float> shares, int part)
    {
        float* share = shares.Pointer + (part * PartFloats);
        NativeMemory.Clear(share, (nuint)PartFloats * sizeof(float));
        return share;
    }

    /// <summary>Adds up a worker's own parts, so that what another has to fetch is one share of each worker.</summary>
    private void AddShares(AlignedBuffer<float> shares, int first, int end)
    {
        int part = _team.Even(TiedUnits.Parts);
        for (; first < end; first += part)
            _kernels.AddShares(shares.Pointer + (first * PartFloats), Math.Min(part, end - first), PartFloats);
    }

    private void SendBack(TiedWorker own, int turn)
    {
        TiedUnits units = UnitsOf(own, _deltas[turn]);
        units.OwedSteps = own.OwedSteps.Pointer;
        _kernels.SendBack(in units);
    }

    private void Hide(TiedWorker own, int turn, int batch, int owed)
    {
        TiedUnits units = UnitsOf(own, _sums[turn]);
        units.HiddenSteps = own.HiddenSteps.Pointer;
        if (owed >= 0)
        {
            units.OwedInputs = _batches.Corrupted(owed);
            units.NextInputs = _batches.Corrupted(batch);
            units.OwedSteps = own.OwedSteps.Pointer;
        }

        _kernels.Hide(in units);
    }

    private TiedUnits UnitsOf(TiedWorker own, AlignedBuffer<float> shares)
    {
        TiedUnits units = _weights.Hidden(Examples);
        units.Shares = shares.Pointer;
        int part = _team.Even(TiedUnits.Parts);
        (units.ShareCount, units.ShareStride) = (TiedUnits.Parts / part, part * PartFloats);
        units.MinusRate = _minusRate;
        units.Hidden = own.Hidden.Pointer;
        units.Biases = own.Biases.Pointer;
        return units;
    }

    private void Settle(int worker, int batch)
    {
        (int first, int end) = _team.Share(worker, TiedUnits.Parts);
        for (int part = first; part < end; part++)
        {
            TiedPass pass = PassOf(part);
            pass.Owe(Examples, _batches.Corrupted(batch), _workers[worker].OwedSteps.Pointer);
            _kernels.Encode(in pass);
        }
    }

    /// <summary>Over an example its parts in order, over the examples in order.</summary>
    private double Cost(int turn)
    {
        double sum = 0;
        for (int n = 0; n < Examples; n++)
        {
            double cost = 0;
            for (int part = 0; part < TiedUnits.Parts; part++)
                cost += _costs[turn].Pointer[((long)part * Examples) + n].Total;
            sum += cost;
        }

        return sum / Examples;
    }
}
