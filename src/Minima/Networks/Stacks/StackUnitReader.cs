using Minima.Data;
using Minima.Kernels;

namespace Minima.Networks.Stacks;

/// <summary>Readers of networks of any layers need nothing made ready.</summary>
internal sealed class StackUnitSource(Network network, Examples examples, WorkerTeam team, IKernels kernels) : IUnitSource
{
    public IUnitReader Reader() => new StackUnitReader(network, examples, team, kernels);

    public void Dispose()
    {
    }
}

/// <summary>Reads the units of a network of any layers, strip by strip.</summary>
internal sealed unsafe class StackUnitReader : IUnitReader
{
    private const int ExamplesInChunk = 512;

    private readonly Examples _examples;
    private readonly WorkerTeam _team;
    private readonly StackPlan _plan;
    private readonly StackWeights<float> _weights;
    private readonly StackStrip<float>[] _workers;
    private readonly double[][] _sums;
    private readonly double[][] _outputs;

    public StackUnitReader(Network network, Examples examples, WorkerTeam team, IKernels kernels)
    {
        network.RequireFit(examples);
        (_examples, _team) = (examples, team);
        _plan = new StackPlan(network, kernels.Strips.Lanes);
        _weights = new StackWeights<float>(_plan);
        _workers = [.. Enumerable.Range(0, team.Count).Select(_ => new StackStrip<float>(_plan, kernels.Strips))];
        int chunk = Math.Min(ExamplesInChunk, examples.Count);
        _sums = [.. network.Layers.SkipLast(1).Select(layer => new double[chunk * layer.Outputs])];
        _outputs = [.. network.Layers.SkipLast(1).Select(layer => new double[chunk * layer.Outputs])];
    }

    public int Chunks => (_examples.Count + ExamplesInChunk - 1) / ExamplesInChunk;

    public void Load(Parameters parameters) => _weights.Load<float>(parameters.Values);

    public int Read(int chunk, int layers)
    {
        int first = chunk * ExamplesInChunk, count = Math.Min(ExamplesInChunk, _examples.Count - first), next = -1;
        _team.Run(worker =>
        {
            StackStrip<float> own = _workers[worker];
            for (int strip = Interlocked.Increment(ref next); strip < _plan.Strips(count); strip = Interlocked.Increment(ref next))
            {
                int at = strip * _plan.Lanes;
                own.Take(_examples, null, first + at, Math.Min(_plan.Lanes, count - at));
                own.Forward(_weights, layers, layer => Copy(own, layer, at, _weights.Biases(layer), _sums[layer]));
                for (int layer = 0; layer < layers; layer++)
                    Copy(own, layer, at, null, _outputs[layer]);
            }
        });
        return count;
    }

    public ReadOnlySpan<double> Sums(int layer, int examples) => _sums[layer].AsSpan(0, examples * _plan.Layers[layer].Layer.Outputs);

    public ReadOnlySpan<double> Outputs(int layer, int examples) => _outputs[layer].AsSpan(0, examples * _plan.Layers[layer].Layer.Outputs);

    public void Dispose()
    {
        foreach (IDisposable part in (IDisposable[])[.. _workers, _weights, _plan])
            part.Dispose();
    }

    private void Copy(StackStrip<float> own, int layer, int first, float* biases, double[] target)
    {
        Layer shape = _plan.Layers[layer].Layer;
        float* values = own.Outputs[layer];
        for (int unit = 0; unit < shape.Units; unit++)
        {
            for (int place = 0; place < shape.Places; place++, values += _plan.Lanes)
            {
                for (int n = 0; n < own.Examples; n++)
                    target[((((first + n) * shape.Places) + place) * shape.Units) + unit] = values[n] + (biases == null ? 0 : biases[unit]);
            }
        }
    }
}
