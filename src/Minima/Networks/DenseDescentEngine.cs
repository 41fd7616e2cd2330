using Minima.Data;
using Minima.Kernels;

namespace Minima.Networks;

/// <summary>The engine of perceptrons, for a descent: see <see cref="BatchEngine"/>.</summary>
internal sealed class DenseDescentEngine : IDescentEngine
{
    private readonly WorkerTeam _team;
    private readonly IKernels _kernels;
    private readonly NetworkPanels _panels;
    private readonly PackedExamples _packed;
    private readonly MomentUpdate? _moments;
    private readonly BatchEngine _engine;

    /// <inheritdoc cref="Engines.Descent"/>
    public DenseDescentEngine(Network network, Examples train, int batchSize, WorkerTeam team, IKernels kernels, int moments, int stretch)
    {
        (_team, _kernels) = (team, kernels);
        _panels = new NetworkPanels(network);
        _packed = new PackedExamples(train, kernels.Form, batchSize, dropTail: true, gradients: true, team, stretch);
        _moments = moments == 0 ? null : new MomentUpdate(_panels, team, kernels, moments);
        _engine = new BatchEngine(_panels, _packed, team, kernels, 1f / batchSize, _moments?.Gradient);
    }

    public int Batches => _packed.Batches;

    public int Used => _packed.Count;

    public void Pack(int[]? order, int first) => _packed.Pack(order, first);

    public bool CanBegin(int batch) => _packed.CanBegin(batch);

    public bool Settles(int batch) => _packed.Settles(batch);

    public void Load(Parameters parameters, IReadOnlyList<Parameters>? moments)
    {
        _panels.Load(parameters, _kernels);
        _moments?.Load(moments);
    }

    public void Save(Parameters parameters, IReadOnlyList<Parameters> moments)
    {
        _panels.Save(parameters);
        _moments?.Save(moments);
    }

    public void Begin(int worker, Step step) => _engine.Begin(worker, step);

    public double Batch(int worker, int batch, Step step, double l1, double l2) => _engine.Batch(worker, batch, step, l1, l2);

    public void StepMoments(int worker, in MomentStep moment, Step step)
    {
        // The whole gradient first, then the step; and all that a run of batches begins with, for the batch after.
        _engine.Flush(worker);
        _moments!.Take(worker, in moment);
        _team.Meet(worker);
        _engine.Begin(worker, step);
    }

    public void Flush(int worker) => _engine.Flush(worker);

    public IEvaluator Over(Examples examples) => new Evaluator(_panels, examples, _team, _kernels);

    public void Dispose()
    {
        foreach (IDisposable part in (IDisposable[])[_engine, _packed, _panels])
            part.Dispose();
        _moments?.Dispose();
    }
}
