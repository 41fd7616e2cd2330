using Minima.Data;
using Minima.Kernels;

namespace Minima.Networks;

/// <summary>The engine of perceptrons, for curves.</summary>
internal sealed class DenseCurveEngine : ICurveEngine
{
    private readonly WorkerTeam _team;
    private readonly PackedExamples _packed;
    private readonly CurvePanels _panels;
    private readonly MomentUpdate _update;
    private readonly BatchEngine _engine;

    public DenseCurveEngine(Network network, Examples examples, int batchSize, WorkerTeam team, IKernels kernels)
    {
        _team = team;
        _packed = new PackedExamples(examples, kernels.Form, batchSize, dropTail: true, gradients: true, team);
        _panels = new CurvePanels(network, team, kernels);
        _update = new MomentUpdate(_panels.Bend, team, kernels, moments: 2);
        _engine = new BatchEngine(_panels.Point, _packed, team, kernels, 1f / batchSize, _update.Gradient);
    }

    public int Batches => _packed.Batches;

    public int Used => _packed.Count;

    public void Pack(int[] order) => _packed.Pack(order);

    public void Load(Parameters a, Parameters bend, Parameters b)
    {
        _panels.Load(a, bend, b);
        _update.Load(null);
    }

    public void Save(Parameters bend) => _panels.Bend.Save(bend);

    // All that follows the engine's last meeting is each worker's own: nobody waits between the gradient and the next point.
    public void Step(int worker, int batch, float ofA, float ofBend, float ofB, float decay, in MomentStep step)
    {
        _panels.MixPoint(worker, ofA, ofBend, ofB);
        _team.Meet(worker);
        _engine.Begin(worker, default);
        _engine.Batch(worker, batch, default, 0, 0);
        _engine.Flush(worker);
        _panels.ToBend(worker, _update.Gradient, ofBend, decay);
        _update.Take(worker, in step);
    }

    public void Dispose()
    {
        foreach (IDisposable part in (IDisposable[])[_engine, _update, _panels, _packed])
            part.Dispose();
    }
}
