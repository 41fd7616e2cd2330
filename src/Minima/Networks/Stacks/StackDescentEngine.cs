using Minima.Data;
using Minima.Kernels;
using Minima.Numerics;

namespace Minima.Networks.Stacks;

/// <summary>
/// Steps of a network of any layers. Workers take the strips of a batch as they come, forward and back; they meet; each sums the gradient
/// of some weights over the whole batch, in the order of its strips, and steps them; they meet again. No sum depends on who took what.
/// </summary>
internal sealed unsafe class StackDescentEngine : IDescentEngine
{
    private readonly Examples _train;
    private readonly int _batchSize;
    private readonly WorkerTeam _team;
    private readonly IKernels _kernels;
    private readonly StackPlan _plan;
    private readonly StackWeights<float> _weights;
    private readonly StackBatch _batch;
    private readonly StackSteps _steps;
    private readonly int _moments;
    private int[]? _order;

    /// <inheritdoc cref="Engines.Descent"/>
    public StackDescentEngine(Network network, Examples train, int batchSize, WorkerTeam team, IKernels kernels, int moments)
    {
        (_train, _batchSize, _team, _kernels, _moments) = (train, batchSize, team, kernels, moments);
        _plan = new StackPlan(network, kernels.Strips.Lanes);
        _weights = new StackWeights<float>(_plan);
        _batch = new StackBatch(_plan, _weights, train, batchSize, team, kernels.Strips);
        _steps = new StackSteps(_plan, _weights, team, kernels, Math.Max(moments, 1));
    }

    public int Batches => _train.Count / _batchSize;

    public int Used => Batches * _batchSize;

    public void Pack(int[]? order, int first) => _order = order;

    public bool CanBegin(int batch) => true;

    public bool Settles(int batch) => true;

    public void Load(Parameters parameters, IReadOnlyList<Parameters>? moments)
    {
        _weights.Load<float>(parameters.Values);
        _steps.Load(moments);
    }

    public void Save(Parameters parameters, IReadOnlyList<Parameters> moments)
    {
        _weights.Values.Save(parameters.Values);
        _steps.Save(moments);
    }

    public void Begin(int worker, Step step)
    {
        _steps.SumPenalties(worker, step);
        _team.Meet(worker);
    }

    public double Batch(int worker, int batch, Step step, double l1, double l2)
    {
        double loss = _batch.Run(worker, _order, batch * _batchSize, _batchSize, 1f / _batchSize, _steps.Gradient);

        // Before anybody steps: the penalties are those of the parameters that gave the loss.
        double cost = worker == 0 ? (loss / _batchSize) + _steps.Penalty(l1, l2) : 0;
        _team.Meet(worker);
        if (_moments == 0)
        {
            _steps.Take(worker, MomentStep.Plain(step), step);
            _team.Meet(worker);
        }

        return cost;
    }

    public void StepMoments(int worker, in MomentStep moment, Step step)
    {
        _steps.Take(worker, in moment, step);
        _team.Meet(worker);
    }

    public void Flush(int worker)
    {
    }

    public IEvaluator Over(Examples examples) => new StackEvaluator(_plan, _weights, examples, _team, _kernels.Strips);

    public void Dispose()
    {
        foreach (IDisposable part in (IDisposable[])[_batch, _steps, _weights, _plan])
            part.Dispose();
    }
}
