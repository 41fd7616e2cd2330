using Minima.Data;
using Minima.Kernels;

namespace Minima.Networks.Stacks;

/// <summary>A network of any layers over a set of examples, at one point after another.</summary>
internal sealed class StackPoint : IDisposable
{
    private readonly StackPlan _plan;
    private readonly StackWeights<float> _weights;
    private readonly StackEvaluator _evaluator;

    public StackPoint(Network network, Examples examples, WorkerTeam team, IKernels kernels)
    {
        network.RequireFit(examples);
        _plan = new StackPlan(network, kernels.Strips.Lanes);
        _weights = new StackWeights<float>(_plan);
        _evaluator = new StackEvaluator(_plan, _weights, examples, team, kernels.Strips);
    }

    /// <summary>Strips of examples.</summary>
    public int Strips => _evaluator.Strips;

    /// <summary>The evaluator, at a point in the layout's order.</summary>
    public StackEvaluator At(ReadOnlySpan<float> values)
    {
        _weights.Load(values);
        return _evaluator;
    }

    /// <summary>mixed[i] = fma(shareB, b[i], shareA * a[i]), as the kernels mix.</summary>
    public static void Mix(ReadOnlySpan<float> a, ReadOnlySpan<float> b, float shareA, float shareB, Span<float> mixed)
    {
        for (int i = 0; i < mixed.Length; i++)
            mixed[i] = MathF.FusedMultiplyAdd(shareB, b[i], shareA * a[i]);
    }

    public void Dispose()
    {
        foreach (IDisposable part in (IDisposable[])[_evaluator, _weights, _plan])
            part.Dispose();
    }
}
