using Minima.Data;
using Minima.Kernels;

namespace Minima.Networks;

/// <summary>
/// Products with the loss's Hessian in mixed precision: each example's part, and the sums over a slice of at most some thousand examples, in
/// single; the sum of the slices in double. For networks with a hidden layer.
/// </summary>
internal sealed unsafe class SingleEngine : IDisposable
{
    private readonly PreciseState _precise;
    private readonly WorkerTeam _team;
    private readonly IKernels _kernels;
    private readonly SingleState _state;
    private readonly NetworkPanels _direction;
    private readonly NetworkPanels[] _sums;
    private readonly SingleProduct[] _workers;
    private readonly Parameters _parameters;

    /// <param name="precise">The point and its activations.</param>
    /// <param name="examples">The examples.</param>
    /// <param name="slices">Slices of the examples that are summed each for itself.</param>
    /// <param name="team">The workers.</param>
    /// <param name="kernels">The arithmetic.</param>
    public SingleEngine(PreciseState precise, Examples examples, int slices, WorkerTeam team, IKernels kernels)
    {
        (_precise, _team, _kernels) = (precise, team, kernels);
        _state = new SingleState(precise, examples, team, kernels);
        _direction = new NetworkPanels(precise.Network);
        _sums = [.. Enumerable.Range(0, slices).Select(_ => new NetworkPanels(precise.Network))];
        _workers = [.. Enumerable.Range(0, team.Count).Select(_ => new SingleProduct(_state, _direction, kernels))];
        _parameters = new Parameters(precise.Network.Layout);
    }

    /// <summary>Whether <see cref="Take"/> was called since the point changed.</summary>
    public bool IsCurrent { get; set; }

    /// <summary>Takes over the point at which the precise state stands; <see cref="Take"/> must follow for all blocks.</summary>
    public void Load(ReadOnlySpan<double> point) => Load(_state.Point, point, relative: false);

    /// <summary>Takes over what the network makes of some blocks.</summary>
    public void Take(int first, int end) => _state.Take(first, end);

    /// <summary>Takes a direction, less what softmax does not see of it: see <see cref="DoublePanels.Load"/>.</summary>
    public void LoadDirection(ReadOnlySpan<double> direction) => Load(_direction, direction, relative: true);

    /// <summary>Adds the products of a slice's blocks to its sum.</summary>
    public void Add(int worker, int slice, int first, int end)
    {
        for (int chunk = first; chunk < end; chunk += PreciseWorker.Chunk)
            _workers[worker].Add(_sums[slice], chunk, Math.Min(chunk + PreciseWorker.Chunk, end));
    }

    /// <summary>Adds a worker's part of all slices' sums, in their order and divided by the number of examples, and sets it to zero.</summary>
    public void Unload(int worker, double[] product)
    {
        for (int layer = 0; layer < _state.Hidden; layer++)
        {
            Layer own = _precise.Network.Layers[layer];
            int weights = Offset(own.Weights), biases = Offset(own.Biases);
            (int first, int end) = _team.Share(worker, own.Inputs);
            for (int panel = 0; panel < Tile.Panels(own.Outputs); panel++)
            {
                int at = panel * Tile.Columns, columns = Math.Min(Tile.Columns, own.Outputs - at);
                for (int row = first; row < end; row++)
                    Add(slice => _sums[slice].Weights(layer, panel) + ((long)row * Tile.Columns), product.AsSpan(weights + (row * own.Outputs) + at, columns));
                if (worker == 0)
                    Add(slice => _sums[slice].Biases(layer, panel), product.AsSpan(biases + at, columns));
            }
        }

        Layer output = _precise.Network.Layers[^1];
        (int firstLast, int endLast) = _team.Share(worker, output.Inputs);
        for (int j = firstLast; j < endLast; j++)
            AddColumn(j, product.AsSpan(Offset(output.Weights) + (j * output.Outputs), output.Outputs));
        if (worker == 0)
            Add(slice => _sums[slice].OutputBiases.Pointer, product.AsSpan(Offset(output.Biases), output.Outputs));
    }

    public void Dispose()
    {
        foreach (IDisposable part in (IDisposable[])[_state, _direction, .. _sums, .. _workers])
            part.Dispose();
    }

    private delegate float* RowOf(int slice);

    private int Offset(string name) => _precise.Network.Layout[name].Offset;

    private void Add(RowOf rowOf, Span<double> product)
    {
        for (int slice = 0; slice < _sums.Length; slice++)
        {
            float* row = rowOf(slice);
            for (int j = 0; j < product.Length; j++)
                product[j] += row[j] * _precise.Scale;
            new Span<float>(row, product.Length).Clear();
        }
    }

    private void AddColumn(int input, Span<double> product)
    {
        foreach (NetworkPanels sum in _sums)
        {
            float* column = sum.OutgoingPanel(input / Tile.Columns) + (input % Tile.Columns);
            for (int k = 0; k < product.Length; k++)
            {
                product[k] += column[k * Tile.Columns] * _precise.Scale;
                column[k * Tile.Columns] = 0;
            }
        }
    }

    private void Load(NetworkPanels panels, ReadOnlySpan<double> values, bool relative)
    {
        for (int i = 0; i < values.Length; i++)
            _parameters.Values[i] = (float)values[i];
        Layer output = _precise.Network.Layers[^1];
        foreach (string name in relative ? (string[])[output.Weights, output.Biases] : [])
        {
            ParameterSlot slot = _precise.Network.Layout[name];
            for (int i = slot.Offset; i < slot.Offset + slot.Count; i++)
                _parameters.Values[i] = (float)(values[i] - values[slot.Offset + ((i - slot.Offset) / output.Outputs * output.Outputs)]);
        }

        panels.Load(_parameters, _kernels);
    }
}
