using Minima.Data;
using Minima.Kernels;

namespace Minima.Networks;

/// <summary>
/// The loss over a set of examples in double precision: value, gradient, and the Hessian's product with a direction. The outputs of all
/// hidden layers are kept, so that a product needs two products with the first layer's inputs and none for going to the point again.
/// </summary>
/// <remarks>
/// The examples are cut into at most sixteen slices, each summed for itself, chunk by chunk of eight blocks of 64; the slices' sums are
/// added in order. Workers take whole slices and never wait for one another, and no sum depends on who took which.
/// </remarks>
internal sealed class PreciseEngine : IPreciseEngine
{
    private const int MaxSlices = 16;

    private readonly Examples _examples;
    private readonly WorkerTeam _team;
    private readonly IKernels _kernels;
    private readonly PreciseState _state;
    private readonly DoublePanels _direction;
    private readonly DoublePanels[] _sums;
    private readonly PreciseWorker[] _workers;
    private readonly PreciseGradient _gradient;
    private readonly PreciseProduct _product;
    private SingleEngine? _singles;
    private readonly double[] _point;
    private int _next;

    public PreciseEngine(Network network, Examples examples, WorkerTeam team, IKernels kernels)
    {
        (_examples, _team, _kernels) = (examples, team, kernels);
        _state = new PreciseState(network, examples, team);
        _direction = new DoublePanels(network, turned: true);
        _sums = [.. Enumerable.Range(0, Math.Min(MaxSlices, _state.Packed.Batches)).Select(_ => new DoublePanels(network, turned: false))];
        _workers = [.. Enumerable.Range(0, team.Count).Select(_ => new PreciseWorker(network))];
        _point = new double[network.Layout.Count];
        (_gradient, _product) = (new PreciseGradient(_state), new PreciseProduct(_state, _direction));
    }

    /// <summary>Goes to a point, and keeps what the network makes of the examples there.</summary>
    /// <returns>The mean loss and the errors.</returns>
    public (double Loss, int Errors) MoveTo(ReadOnlySpan<double> point)
    {
        _state.Point.Load(point);
        point.CopyTo(_point);
        if (_singles is not null)
            _singles.IsCurrent = false;
        var parts = new (double Loss, int Errors)[_sums.Length];
        Slices(_state.Packed.Batches, (_, slice, first, end) => parts[slice] = _state.Evaluate(first, end));
        return (parts.Sum(static part => part.Loss) / _state.Packed.Count, parts.Sum(static part => part.Errors));
    }

    /// <summary>Adds the loss's gradient at the point.</summary>
    public void AddGradient(double[] gradient)
    {
        Slices(_state.Packed.Batches, (worker, slice, first, end) =>
        {
            for (int chunk = first; chunk < end; chunk += PreciseWorker.Chunk)
                _gradient.Add(_workers[worker], _sums[slice], chunk, Math.Min(chunk + PreciseWorker.Chunk, end));
        });
        AddSlices(gradient);
    }

    /// <summary>Adds the product of the loss's Hessian at the point with a direction.</summary>
    /// <param name="direction">The direction, in the layout's order.</param>
    /// <param name="product">What is added to.</param>
    /// <param name="fast">Whether each example's part is taken in single precision.</param>
    public void AddProduct(ReadOnlySpan<double> direction, double[] product, bool fast)
    {
        if (fast && _state.Hidden > 0)
        {
            AddFastProduct(direction, product);
            return;
        }

        _direction.Load(direction, relative: true);
        Slices(_state.Packed.Batches, (worker, slice, first, end) =>
        {
            for (int chunk = first; chunk < end; chunk += PreciseWorker.Chunk)
                _product.Add(_workers[worker], _sums[slice], chunk, Math.Min(chunk + PreciseWorker.Chunk, end));
        });
        AddSlices(product);
    }

    /// <summary>The factors of each layer's Gauss-Newton matrix at the point.</summary>
    public LayerFactors[] Factors() => GaussNewtonFactors.Of(_state, _point, _examples);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (IDisposable part in (IDisposable[])[_state, _direction, .. _sums, .. _workers])
            part.Dispose();
        _singles?.Dispose();
    }

    private void AddFastProduct(ReadOnlySpan<double> direction, double[] product)
    {
        SingleEngine singles = _singles ??= new SingleEngine(_state, _examples, _sums.Length, _team, _kernels);
        if (!singles.IsCurrent)
        {
            singles.Load(_point);
            Slices(singles.Blocks, (_, _, first, end) => singles.Take(first, end));
            singles.IsCurrent = true;
        }

        singles.LoadDirection(direction);
        Slices(singles.Blocks, singles.Add);
        _team.Run(worker => singles.Unload(worker, product));
    }

    private void Slices(int blocks, Action<int, int, int, int> work)
    {
        _next = 0;
        int slices = _sums.Length;
        _team.Run(worker =>
        {
            int slice;
            while ((slice = Interlocked.Increment(ref _next) - 1) < slices)
                work(worker, slice, (int)((long)blocks * slice / slices), (int)((long)blocks * (slice + 1) / slices));
        });
    }

    private void AddSlices(double[] sum) => _team.Run(worker =>
    {
        foreach (DoublePanels part in _sums)
            part.Unload(sum, worker, _team.Active);
    });
}
