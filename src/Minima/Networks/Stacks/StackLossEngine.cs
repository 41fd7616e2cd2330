using Minima.Data;
using Minima.Kernels;

namespace Minima.Networks.Stacks;

/// <summary>The engine of networks of any layers, for a functional.</summary>
internal sealed class StackLossEngine(Network network, Examples examples, WorkerTeam team, IKernels kernels) : ILossEngine
{
    private StackPoint? _point;
    private StackPasses<float>? _passes;

    public IEvaluator At(Parameters parameters) => (_point ??= new StackPoint(network, examples, team, kernels)).At(parameters.Values);

    public double AddGradient(Parameters parameters, double[] sum)
    {
        _passes ??= new StackPasses<float>(network, examples, team, kernels.Strips);
        _passes.Load([.. parameters.Values.Select(static value => (double)value)]);
        return _passes.AddGradient(sum);
    }

    public void Dispose()
    {
        _point?.Dispose();
        _passes?.Dispose();
    }
}
