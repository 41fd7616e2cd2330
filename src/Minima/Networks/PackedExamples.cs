using Minima.Data;
using Minima.Kernels;
using Minima.Numerics;

namespace Minima.Networks;

/// <summary>
/// Examples as the first layer's kernels walk them, batch after batch. A digit lights 150 of 784 pixels, and only those are listed, some with a dark
/// neighbour (<see cref="PackedInputs"/>); where most pairs are lit, the examples stand as they are (<see cref="DenseInputs"/>).
/// The choice changes no result that is finite: a product with zero adds nothing.
/// </summary>
internal sealed unsafe class PackedExamples : IDisposable
{
    private readonly Examples _examples;
    private readonly BatchOrder _order;
    private readonly WorkerTeam _team;
    private readonly AlignedBuffer<byte> _labels;
    private readonly AlignedBuffer<float> _dense;
    private readonly ILitLists? _lists;
    private readonly Stretches? _stretches;
    private readonly LitScratch[] _scratch;
    private readonly Action<int> _fill;
    private readonly Action<int> _fillPutOff;
    private bool _putsOff;

    /// <summary>Makes room for the batches; <see cref="Pack"/> fills them.</summary>
    /// <param name="examples">The examples.</param>
    /// <param name="form">How they are listed: <see cref="IKernels.Form"/> of those that will take them.</param>
    /// <param name="batchSize">Examples in a batch.</param>
    /// <param name="dropTail">Whether a trailing partial batch is left out.</param>
    /// <param name="gradients">Whether gradients are taken: they have lists of their own, as long as the products'.</param>
    /// <param name="team">The workers that pack.</param>
    /// <param name="stretch">
    /// Examples within which a row that a batch does not light may take its decays later (<see cref="PutOffRows{T}"/>), which asks for steps
    /// of one beta and no l1; 0: it may not.
    /// </param>
    /// <param name="alwaysLists">Whether there are lists even where most is lit.</param>
    public PackedExamples(
        Examples examples, LitForm form, int batchSize, bool dropTail, bool gradients, WorkerTeam team, int stretch = 0, bool alwaysLists = false)
    {
        (_examples, _order, _team) = (examples, new BatchOrder(examples.Count, batchSize, dropTail), team);
        int[] litPairs = LitCounts.Of(examples, 2, team);
        IsDense = !alwaysLists && litPairs.Sum(static count => (long)count) > (long)examples.Count * Pairs * 2 / 3;
        _labels = new AlignedBuffer<byte>(Count);

        // Rows behind the examples' last number stay zero.
        _dense = new AlignedBuffer<float>(IsDense ? (long)Count * Rows : 0);
        _stretches = stretch > 0 && !IsDense ? new Stretches(Batches, batchSize, stretch) : null;
        _lists = IsDense ? null
            : form == LitForm.Singles ? new SingleLists(examples, _order, gradients, _stretches, team)
            : new GroupLists(examples, _order, gradients ? litPairs : null, _stretches, team);
        _scratch = [.. Enumerable.Range(0, team.Count).Select(_ => new LitScratch(examples.Width, batchSize))];
        (_fill, _fillPutOff) = (Fill, FillPutOff);
    }

    /// <summary>Whether so much is lit that nothing is skipped.</summary>
    public bool IsDense { get; }

    /// <summary>Examples in a full batch.</summary>
    public int BatchSize => _order.BatchSize;

    /// <summary>How many batches there are.</summary>
    public int Batches => _order.Batches;

    /// <summary>How many examples they hold together.</summary>
    public int Count => _order.Count;

    private int Rows => Tile.Groups(_examples.Width) * Tile.Rows;

    private int Pairs => Rows / 2;

    /// <summary>Packs the examples in the given order, or as they stand. Allocates nothing.</summary>
    /// <param name="order">Which example stands at each place; null: file order.</param>
    /// <param name="first">The batch that is taken first, with parameters that owe nothing; unless <see cref="CanBegin"/>, nothing is put off.</param>
    public void Pack(int[]? order, int first = 0)
    {
        _order.Order = order;
        _putsOff = _stretches is not null && CanBegin(first);
        _lists?.Arrange();
        _team.Run(_fill);
        if (_putsOff)
            _team.Run(_fillPutOff);
    }

    /// <summary>Whether parameters that owe nothing can begin with a batch: the one before settles.</summary>
    public bool CanBegin(int batch) => _stretches is not Stretches some || batch == 0 || some.Settles(batch - 1);

    /// <summary>Whether after a batch's step no row of the first layer owes a decay.</summary>
    public bool Settles(int batch) => !_putsOff || _stretches!.Value.Settles(batch);

    /// <summary>Examples in a batch: fewer in the last one.</summary>
    public int Examples(int batch) => _order.Examples(batch);

    /// <summary>The labels of a batch.</summary>
    public byte* Labels(int batch) => _labels.Pointer + ((long)batch * BatchSize);

    /// <summary>The product's visits of a batch; only where they are listed, by groups.</summary>
    public Visits<LitGroup> Groups(int batch) => Packed(batch).Grouped.Groups;

    /// <summary>A pass over a panel of the first layer.</summary>
    /// <param name="kernels">The arithmetic.</param>
    /// <param name="pass">The panel.</param>
    /// <param name="previous">The batch that its deltas belong to; -1: none.</param>
    /// <param name="next">The batch to multiply; -1: none.</param>
    public void Pass(IKernels kernels, in PanelPass pass, int previous, int next) => Pass(kernels, in pass, Inputs(previous), Inputs(next));

    /// <summary>A pass over a panel of the first layer, between batches that are asked for once for all panels.</summary>
    /// <param name="kernels">The arithmetic.</param>
    /// <param name="pass">The panel.</param>
    /// <param name="previous"><see cref="Inputs"/> of the batch that its deltas belong to.</param>
    /// <param name="next"><see cref="Inputs"/> of the batch to multiply.</param>
    public void Pass(IKernels kernels, in PanelPass pass, in ExampleInputs previous, in ExampleInputs next)
    {
        if (IsDense)
            kernels.Pass(in pass, previous.Dense, next.Dense);
        else
            kernels.Pass(in pass, in previous.Packed, in next.Packed);
    }

    /// <summary>What the kernels take of a batch; of -1, nothing.</summary>
    public ExampleInputs Inputs(int batch) =>
        batch < 0 ? default : IsDense ? new ExampleInputs(default, Dense(batch)) : new ExampleInputs(Packed(batch), default);

    /// <summary>Multiplies several batches with a panel of the first layer.</summary>
    /// <param name="kernels">The arithmetic.</param>
    /// <param name="pass">The panel; its sums are those of all batches, one behind the other.</param>
    /// <param name="first">The first batch.</param>
    /// <param name="end">Up to this batch.</param>
    public void Multiply(IKernels kernels, in PanelPass pass, int first, int end)
    {
        Span<PackedInputs> inputs = stackalloc PackedInputs[IsDense ? 0 : end - first];
        for (int batch = first; batch < end && !IsDense; batch++)
            inputs[batch - first] = Packed(batch);
        PanelPass own = pass;
        for (int batch = first; batch < end && IsDense; batch++, own.Sums += (long)BatchSize * Tile.Columns)
            kernels.Pass(in own, default, Dense(batch));
        if (!IsDense)
            kernels.Multiply(in pass, inputs);
    }

    /// <summary>The first layer's sums of a batch, from the biases on, at the point that <paramref name="panels"/> holds.</summary>
    /// <param name="kernels">The arithmetic.</param>
    /// <param name="panels">The point.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="sums">Where they go, [panels][batch size][64].</param>
    public void Multiply(IKernels kernels, NetworkPanels panels, int batch, float* sums)
    {
        for (int panel = 0; panel < Tile.Panels(panels.Hidden[0].Outputs); panel++, sums += (long)BatchSize * Tile.Columns)
        {
            var biases = new ReadOnlySpan<float>(panels.Biases(0, panel), Tile.Columns);
            for (int n = 0; n < Examples(batch); n++)
                biases.CopyTo(new Span<float>(sums + ((long)n * Tile.Columns), Tile.Columns));
            var pass = new PanelPass { Weights = panels.Weights(0, panel), Groups = Tile.Groups(_examples.Width), Sums = sums };
            Pass(kernels, in pass, -1, batch);
        }
    }

    /// <summary>Copies a batch's inputs from 64 * <paramref name="panel"/> on into [examples][64], zeros included.</summary>
    public void Unpack(int batch, int panel, float* values)
    {
        int first = panel * Tile.Columns;
        for (int n = 0; n < Examples(batch); n++, values += Tile.Columns)
            _examples.CopyPart(_order.Source(batch, n), first, new Span<float>(values, Tile.Columns));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (IDisposable? part in (IDisposable?[])[_labels, _dense, _lists])
            part?.Dispose();
    }

    /// <summary>A batch's lists; only where not <see cref="IsDense"/>.</summary>
    private PackedInputs Packed(int batch) => _lists!.Of(batch, _putsOff);

    private DenseInputs Dense(int batch) => new(_dense.Pointer + ((long)batch * BatchSize * Rows), Examples(batch), Rows, 0);

    private void Fill(int worker)
    {
        (int first, int end) = _team.Share(worker, Batches);
        for (int batch = first; batch < end; batch++)
        {
            for (int n = 0; n < Examples(batch); n++)
                Labels(batch)[n] = _examples.Labels[_order.Source(batch, n)];
            if (IsDense)
                FillDense(batch);
            else
                _lists!.Fill(batch, _scratch[worker]);
        }
    }

    private void FillPutOff(int worker)
    {
        (int first, int end) = _team.Share(worker, _stretches!.Value.Count);
        for (int stretch = first; stretch < end; stretch++)
            _lists!.PutOff(stretch, _scratch[worker]);
    }

    private void FillDense(int batch)
    {
        for (int n = 0; n < Examples(batch); n++)
        {
            long place = ((long)batch * BatchSize) + n;
            _examples.CopyRow(_order.Source(batch, n), new Span<float>(_dense.Pointer + (place * Rows), Rows));
        }
    }
}
