using Minima.Data;
using Minima.Kernels;

namespace Minima.Networks;

/// <summary>Examples for readers of perceptrons.</summary>
internal sealed class DenseUnitSource : IUnitSource
{
    private readonly Network _network;
    private readonly WorkerTeam _team;
    private readonly IKernels _kernels;
    private readonly PackedExamples _packed;

    public DenseUnitSource(Network network, Examples examples, WorkerTeam team, IKernels kernels)
    {
        (_network, _team, _kernels) = (network, team, kernels);
        _packed = new PackedExamples(examples, kernels.Form, UnitReader.BlockSize, dropTail: false, gradients: false, team);
        _packed.Pack(null);
    }

    public IUnitReader Reader() => new UnitReader(_network, _packed, _team, _kernels);

    public void Dispose() => _packed.Dispose();
}
