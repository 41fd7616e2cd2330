using Minima.Data;
using Minima.Kernels;
using Minima.Kernels.Strips;

namespace Minima.Networks.Stacks;

/// <summary>The precise engine of networks of any layers. It keeps nothing of the examples: every product goes forward again.</summary>
internal sealed class StackPreciseEngine(Network network, Examples examples, WorkerTeam team, IKernels kernels) : IPreciseEngine
{
    private readonly StackPasses<double> _doubles = new(network, examples, team, StripChoice.Doubles);
    private readonly double[] _point = new double[network.Layout.Count];
    private StackPasses<float>? _singles;
    private bool _singlesAreCurrent;

    public (double Loss, int Errors) MoveTo(ReadOnlySpan<double> point)
    {
        point.CopyTo(_point);
        _singlesAreCurrent = false;
        _doubles.Load(point);
        return _doubles.Evaluate();
    }

    public void AddGradient(double[] gradient) => _doubles.AddGradient(gradient);

    public void AddProduct(ReadOnlySpan<double> direction, double[] product, bool fast)
    {
        if (!fast)
        {
            _doubles.AddProduct(direction, product);
            return;
        }

        _singles ??= new StackPasses<float>(network, examples, team, kernels.Strips);
        if (!_singlesAreCurrent)
            _singles.Load(_point);
        _singlesAreCurrent = true;
        _singles.AddProduct(direction, product);
    }

    public LayerFactors[] Factors() => StackFactors.Of(network, _point, examples);

    public void Dispose()
    {
        _doubles.Dispose();
        _singles?.Dispose();
    }
}
