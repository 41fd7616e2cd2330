using Minima.Kernels;

namespace Minima.Networks;

/// <summary>
/// What the hidden units of a network get and give, a chunk of examples at a time: the sums that go into them, biases included, and what
/// they make of these, by the kernels that train, as doubles. Results do not depend on the number of workers.
/// </summary>
internal sealed unsafe class UnitReader : IUnitReader
{
    /// <summary>Examples in a block: a block's sums stay in a core's own cache.</summary>
    public const int BlockSize = 64;

    private const int BlocksPerChunk = 16;

    private readonly Network _network;
    private readonly PackedExamples _packed;
    private readonly WorkerTeam _team;
    private readonly IKernels _kernels;
    private readonly NetworkPanels _panels;
    private readonly LayerBuffers[] _workers;
    private readonly double[][] _sums;
    private readonly double[][] _outputs;
    private int _layers;

    /// <summary>A reader of a network with at least one hidden layer.</summary>
    /// <param name="network">The network.</param>
    /// <param name="packed">The examples, packed in blocks of <see cref="BlockSize"/>; several readers may share them.</param>
    /// <param name="team">The workers.</param>
    /// <param name="kernels">The arithmetic.</param>
    public UnitReader(Network network, PackedExamples packed, WorkerTeam team, IKernels kernels)
    {
        (_network, _packed, _team, _kernels) = (network, packed, team, kernels);
        _panels = new NetworkPanels(network);
        int[] widths = [.. network.Layers.Take(network.Layers.Count - 1).Select(static layer => layer.Outputs)];
        _workers = [.. Enumerable.Range(0, team.Count).Select(_ => new LayerBuffers(widths, BlockSize))];
        _sums = [.. widths.Select(static width => new double[BlocksPerChunk * BlockSize * width])];
        _outputs = [.. widths.Select(static width => new double[BlocksPerChunk * BlockSize * width])];
    }

    /// <summary>How many chunks there are.</summary>
    public int Chunks => (_packed.Batches + BlocksPerChunk - 1) / BlocksPerChunk;

    /// <summary>Takes the parameters of the chunks that are read from now on.</summary>
    public void Load(Parameters parameters) => _panels.Load(parameters, _kernels);

    /// <summary>Reads a chunk through the first <paramref name="layers"/> hidden layers.</summary>
    /// <returns>How many examples it has.</returns>
    public int Read(int chunk, int layers)
    {
        _layers = layers;
        int first = chunk * BlocksPerChunk, end = Math.Min(_packed.Batches, first + BlocksPerChunk);
        _team.Run(worker =>
        {
            for (int block = first + worker; block < end; block += _team.Count)
                ReadBlock(_workers[worker], block, block - first);
        });
        return Math.Min(_packed.Count - (first * BlockSize), BlocksPerChunk * BlockSize);
    }

    /// <summary>What went into a layer's units: [examples][units], row-major, of the chunk read last.</summary>
    public ReadOnlySpan<double> Sums(int layer, int examples) => _sums[layer].AsSpan(0, examples * _network.Layers[layer].Outputs);

    /// <summary>What came out of them.</summary>
    public ReadOnlySpan<double> Outputs(int layer, int examples) => _outputs[layer].AsSpan(0, examples * _network.Layers[layer].Outputs);

    /// <inheritdoc/>
    public void Dispose()
    {
        _panels.Dispose();
        foreach (LayerBuffers worker in _workers)
            worker.Dispose();
    }

    private void ReadBlock(LayerBuffers buffers, int block, int place)
    {
        int rows = _packed.Examples(block);
        for (int layer = 0; layer < _layers; layer++)
        {
            Layer shape = _network.Layers[layer];
            for (int panel = 0; panel < Tile.Panels(shape.Outputs); panel++)
            {
                float* values = buffers.Panel(layer, panel);
                Multiply(buffers, layer, panel, block, values, rows);
                int columns = Math.Min(Tile.Columns, shape.Outputs - (panel * Tile.Columns));
                float* biases = _panels.Biases(layer, panel);
                Copy(values, biases, _sums[layer], place, panel, columns, shape.Outputs, rows);
                _kernels.Activate(UnitOf.Layer(shape), values, biases, rows, columns);
                Copy(values, null, _outputs[layer], place, panel, columns, shape.Outputs, rows);
            }
        }
    }

    private void Multiply(LayerBuffers buffers, int layer, int panel, int block, float* values, int rows)
    {
        new Span<float>(values, rows * Tile.Columns).Clear();
        var pass = new PanelPass { Weights = _panels.Weights(layer, panel), Groups = Tile.Groups(_network.Layers[layer].Inputs), Sums = values };
        if (layer == 0)
            _packed.Pass(_kernels, in pass, -1, block);
        else
            _kernels.Pass(in pass, default, buffers.Inputs(layer - 1, rows));
    }

    private static void Copy(float* values, float* biases, double[] target, int place, int panel, int columns, int units, int rows)
    {
        for (int n = 0; n < rows; n++)
        {
            Span<double> row = target.AsSpan((((place * BlockSize) + n) * units) + (panel * Tile.Columns), columns);
            for (int j = 0; j < columns; j++)
                row[j] = values[(n * Tile.Columns) + j] + (biases == null ? 0 : biases[j]);
        }
    }
}
