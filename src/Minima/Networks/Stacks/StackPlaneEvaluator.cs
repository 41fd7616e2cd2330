using Minima.Data;
using Minima.Kernels;

namespace Minima.Networks.Stacks;

/// <summary>Points of a plane, each evaluated for itself.</summary>
internal sealed class StackPlaneEvaluator(Network network, Examples examples, WorkerTeam team, IKernels kernels) : IPlaneEvaluator
{
    private readonly StackPoint _point = new(network, examples, team, kernels);
    private readonly float[] _row = new float[network.Layout.Count];
    private readonly float[] _mixed = new float[network.Layout.Count];
    private (float[] Origin, float[] U, float[] V) _plane;

    public int Blocks => _point.Strips;

    public void Load(Parameters origin, Parameters u, Parameters v) => _plane = (origin.Values, u.Values, v.Values);

    public Evaluation[] Run(IReadOnlyList<PlanePlace> places, int blocks, Action<double>? progress, CancellationToken cancellation)
    {
        var evaluations = new Evaluation[places.Count];
        for (int i = 0; i < places.Count; i++)
        {
            StackPoint.Mix(_plane.Origin, _plane.U, 1, (float)places[i].X, _row);
            StackPoint.Mix(_row, _plane.V, 1, (float)places[i].Y, _mixed);
            evaluations[i] = _point.At(_mixed).Run(blocks, cancellation);
            progress?.Invoke((double)(i + 1) / places.Count);
        }

        return evaluations;
    }

    public void Dispose() => _point.Dispose();
}
