using Minima.Kernels;
using Minima.Kernels.Strips;
using Minima.Numerics;

namespace Minima.Networks.Stacks;

/// <summary>A layer as strips see it: where its numbers lie, and which input each weight meets.</summary>
internal sealed unsafe class StackLayer : IDisposable
{
    private const int Group = IStripKernels<float>.Group;

    private readonly AlignedBuffer<int> _offsets;

    public StackLayer(Layer layer, int lanes, long place, long partPlace)
    {
        Layer = layer;
        Grid = layer.Convolution is { } c ? new StripGrid(c.Channels, c.Height, c.Width, c.Maps, c.Kernel, c.Pool) : default;
        (WeightsAt, BiasesAt) = (place, place + Pad((long)layer.FanIn * layer.Units));
        End = BiasesAt + Pad(layer.Units);
        (PartWeightsAt, PartBiasesAt) = (partPlace, partPlace + (IsConvolution ? BiasesAt - WeightsAt : 0));
        PartEnd = PartBiasesAt + Pad(layer.Units);
        _offsets = new AlignedBuffer<int>(layer.FanIn);
        for (int row = 0; row < layer.FanIn; row++)
            _offsets.Pointer[row] = lanes * (layer.Convolution is { } own ? Turned(own, row) : row);
    }

    public Layer Layer { get; }

    public bool IsConvolution => Layer.Convolution is not null;

    /// <summary>The places of a convolution.</summary>
    public StripGrid Grid { get; }

    public int Rows => Layer.FanIn;

    public int Units => Layer.Units;

    /// <summary>Groups of five units.</summary>
    public int UnitGroups => (Units + Group - 1) / Group;

    /// <summary>Groups of five rows.</summary>
    public int RowGroups => (Rows + Group - 1) / Group;

    /// <summary>Numbers that go out, with those that fill the last group of five: products come in such groups, on the way back too.</summary>
    public int PaddedOutputs => (Layer.Outputs + Group - 1) / Group * Group;

    /// <summary>Where its weights begin in the values of a <see cref="StackValues{T}"/>.</summary>
    public long WeightsAt { get; }

    /// <summary>Where its biases begin.</summary>
    public long BiasesAt { get; }

    /// <summary>Where the next layer's numbers begin.</summary>
    public long End { get; }

    /// <summary>Where a convolution's weights begin in a strip's own part of the gradient, which has none of a dense layer's.</summary>
    public long PartWeightsAt { get; }

    /// <summary>Where the biases begin in it.</summary>
    public long PartBiasesAt { get; }

    /// <summary>Where the next layer begins in it.</summary>
    public long PartEnd { get; }

    /// <summary>[rows]: where the input of each row lies, in numbers.</summary>
    public int* Offsets => _offsets.Pointer;

    /// <summary>What the units do to their sums; of the output layer it has no meaning.</summary>
    public Unit Unit => UnitOf.Layer(Layer);

    public void Dispose() => _offsets.Dispose();

    private static long Pad(long count) => (count + Tile.Strip - 1) / Tile.Strip * Tile.Strip;

    // A true convolution: the kernel's first number meets the last input of the window.
    private static int Turned(Convolution own, int row)
    {
        int square = own.Kernel * own.Kernel, within = row % square;
        int y = own.Kernel - 1 - (within / own.Kernel), x = own.Kernel - 1 - (within % own.Kernel);
        return (row / square * own.Height * own.Width) + (y * own.Width) + x;
    }
}
