using Minima.Data;
using Minima.Kernels;

namespace Minima.Networks;

/// <summary>The engine of perceptrons, for a functional.</summary>
internal sealed class DenseLossEngine(Network network, Examples examples, WorkerTeam team, IKernels kernels) : ILossEngine
{
    private readonly NetworkPanels _panels = new(network);
    private Evaluator? _evaluator;
    private GradientPass? _pass;

    public IEvaluator At(Parameters parameters)
    {
        _evaluator ??= new Evaluator(_panels, examples, team, kernels);
        _panels.Load(parameters, kernels);
        return _evaluator;
    }

    public double AddGradient(Parameters parameters, double[] sum)
    {
        _pass ??= new GradientPass(_panels, examples, team, kernels);
        _panels.Load(parameters, kernels);
        return _pass.Add(sum);
    }

    public void Dispose()
    {
        _evaluator?.Dispose();
        _pass?.Dispose();
        _panels.Dispose();
    }
}
