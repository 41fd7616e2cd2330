using System.Runtime.InteropServices;
using Minima.Data;
using Minima.Kernels;
using Minima.Numerics;

namespace Minima.Networks;

/// <summary>
/// How well an autoencoder gives examples back, uncorrupted, as a function of its parameters: the mean over the examples of
/// -sum over the inputs of x ln z + (1 - x) ln(1 - z), in nats. Results do not depend on the number of threads.
/// </summary>
public sealed unsafe class Reconstruction : IDisposable
{
    // A group of four rows stays in the first-level cache while so many examples are multiplied with it; they stay in the second-level cache.
    private const int BlockSize = 32;

    private readonly Examples _examples;
    private readonly WorkerTeam _team;
    private readonly bool _ownsTeam;
    private readonly bool _ownsWeights;
    private readonly IKernels _kernels;
    private readonly TiedWeights _weights;
    private readonly Room[] _rooms;
    private readonly double[] _costs;
    private float[]? _hidden;
    private float[]? _outputs;
    private bool _decode;

    /// <summary>The reconstruction of some examples; take <see cref="Examples.Slice"/> for a part of a set.</summary>
    /// <param name="network">An autoencoder.</param>
    /// <param name="examples">The examples, values from 0 to 1.</param>
    /// <param name="threads">How many threads compute; 0: one for each core.</param>
    /// <exception cref="UnusableInputException">The network is no autoencoder, or the examples do not fit it.</exception>
    public Reconstruction(Network network, Examples examples, int threads = 0)
        : this(network, examples, new WorkerTeam(threads == 0 ? Environment.ProcessorCount : threads), KernelChoice.Current, null) => _ownsTeam = true;

    /// <summary>The same by a team at hand, and with weights at hand if there are any.</summary>
    internal Reconstruction(Network network, Examples examples, WorkerTeam team, IKernels kernels, TiedWeights? weights)
    {
        (_examples, _team, _kernels) = (examples, team, kernels);
        RequireFit(network, examples);
        (_weights, _ownsWeights) = (weights ?? new TiedWeights(network), weights is null);
        _rooms = [.. Enumerable.Range(0, team.Count).Select(_ => new Room(_weights))];
        _costs = new double[examples.Count];
    }

    private int Blocks => (_examples.Count + BlockSize - 1) / BlockSize;

    /// <summary>The mean cost of an example at a point, in nats.</summary>
    public double Cost(Parameters parameters)
    {
        _weights.Load(parameters);
        return Cost();
    }

    /// <summary>The same at the point that the weights hold.</summary>
    internal double Cost()
    {
        Run(decode: true);
        double sum = 0;
        foreach (double cost in _costs)
            sum += cost;
        return sum / _costs.Length;
    }

    /// <summary>The cost of each example at a point.</summary>
    public double[] Costs(Parameters parameters)
    {
        _weights.Load(parameters);
        Run(decode: true);
        return [.. _costs];
    }

    /// <summary>What the examples are given back as, [examples][inputs].</summary>
    public float[] Outputs(Parameters parameters)
    {
        _outputs = new float[(long)_examples.Count * _weights.Inputs];
        _weights.Load(parameters);
        Run(decode: true);
        float[] outputs = _outputs;
        _outputs = null;
        return outputs;
    }

    /// <summary>What the hidden units make of the examples, [examples][units].</summary>
    public float[] Hidden(Parameters parameters)
    {
        _hidden = new float[(long)_examples.Count * _weights.Units];
        _weights.Load(parameters);
        Run(decode: false);
        float[] hidden = _hidden;
        _hidden = null;
        return hidden;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Room room in _rooms)
            room.Dispose();
        if (_ownsWeights)
            _weights.Dispose();
        if (_ownsTeam)
            _team.Dispose();
    }

    /// <summary>Makes sure that an autoencoder can be held against examples.</summary>
    /// <exception cref="UnusableInputException">The network is no autoencoder, or the examples do not fit it.</exception>
    internal static void RequireFit(Network network, Examples examples)
    {
        if (!network.IsAutoencoder)
            throw new UnusableInputException("The network tells classes apart and gives nothing back; only an autoencoder has a cost of reconstruction.");
        network.RequireWidth(examples);
        foreach (float value in examples.Values)
        {
            if (!(value is >= 0 and <= 1))
                throw new UnusableInputException($"An example holds the number {value}, but an autoencoder gives back numbers from 0 to 1 only.");
        }
    }

    private void Run(bool decode)
    {
        _decode = decode;
        _team.Run(worker =>
        {
            for (int block = worker; block < Blocks; block += _team.Active)
                Run(_rooms[worker], block * BlockSize, Math.Min(BlockSize, _examples.Count - (block * BlockSize)));
        });
    }

    private void Run(Room room, int first, int count)
    {
        for (int n = 0; n < count; n++)
            _examples.CopyRow(first + n, new Span<float>(room.Inputs.Pointer + ((long)n * _weights.InputWidth), _weights.Inputs));
        NativeMemory.Clear(room.Sums.Pointer, (nuint)(room.Sums.Length * sizeof(float)));
        TiedPass pass = _weights.Pass(0, _weights.Groups);
        pass.Encode(count, room.Inputs.Pointer, room.Sums.Pointer);
        _kernels.Encode(in pass);
        TiedUnits units = _weights.Hidden(count);
        units.Shares = room.Sums.Pointer;
        units.ShareCount = 1;
        units.Biases = _weights.HiddenBiases.Pointer;
        units.Hidden = room.Hidden.Pointer;
        _kernels.Hide(in units);
        for (int n = 0; n < count && _hidden is not null; n++)
        {
            new ReadOnlySpan<float>(room.Hidden.Pointer + ((long)n * _weights.Stride), _weights.Units)
                .CopyTo(_hidden.AsSpan((first + n) * _weights.Units));
        }

        if (_decode)
            Decode(room, first, count);
    }

    private void Decode(Room room, int first, int count)
    {
        TiedPass pass = _weights.Pass(0, _weights.Groups);
        pass.Examples = count;
        pass.Inputs = room.Inputs.Pointer;
        pass.Hidden = room.Hidden.Pointer;
        pass.Scratch = room.Scratch.Pointer;
        pass.Costs = room.Costs.Pointer;
        pass.Outputs = _outputs is null ? null : room.Outputs.Pointer;
        room.Costs.Span.Fill(CrossEntropy.Zero);
        _kernels.Decode(in pass);
        for (int n = 0; n < count; n++)
        {
            _costs[first + n] = room.Costs.Pointer[n].Total;
            if (_outputs is not null)
            {
                new ReadOnlySpan<float>(room.Outputs.Pointer + ((long)n * _weights.InputWidth), _weights.Inputs)
                    .CopyTo(_outputs.AsSpan((first + n) * _weights.Inputs));
            }
        }
    }

    /// <summary>A worker's room for a block.</summary>
    private sealed class Room(TiedWeights weights) : IDisposable
    {
        public AlignedBuffer<float> Inputs { get; } = new((long)BlockSize * weights.InputWidth);

        public AlignedBuffer<float> Outputs { get; } = new((long)BlockSize * weights.InputWidth);

        public AlignedBuffer<float> Sums { get; } = new((long)BlockSize * weights.Stride);

        public AlignedBuffer<float> Hidden { get; } = new((long)BlockSize * weights.Stride);

        public AlignedBuffer<float> Scratch { get; } = new(2L * BlockSize * Tile.Rows);

        public AlignedBuffer<CrossEntropy> Costs { get; } = new(BlockSize);

        public void Dispose()
        {
            foreach (IDisposable buffer in (IDisposable[])[Inputs, Outputs, Sums, Hidden, Scratch, Costs])
                buffer.Dispose();
        }
    }
}
