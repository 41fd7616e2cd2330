using Minima.Data;
using Minima.Kernels;

namespace Minima.Networks.Stacks;

/// <summary>Points of lines, each evaluated for itself: of a convolution's sums nothing is left to share once they are pooled.</summary>
internal sealed class StackLineEvaluator(Network network, Examples examples, WorkerTeam team, IKernels kernels) : ILineEvaluator
{
    private readonly StackPoint _point = new(network, examples, team, kernels);
    private readonly float[] _mixed = new float[network.Layout.Count];

    public Evaluation[] Run(
        Parameters a, Parameters shared, IReadOnlyList<LineEnd> ends, IReadOnlyList<LinePlace> places, IReadOnlyList<ExampleResults>? each = null)
    {
        var evaluations = new Evaluation[places.Count];
        for (int i = 0; i < places.Count; i++)
        {
            double t = places[i].T;
            StackPoint.Mix(a.Values, ends[places[i].End].Parameters.Values, (float)(1 - t), (float)t, _mixed);
            StackEvaluator evaluator = _point.At(_mixed);
            evaluations[i] = evaluator.Run();
            if (each is not null)
                Keep(evaluator, each[i]);
        }

        return evaluations;
    }

    public void Forget()
    {
    }

    public void Dispose() => _point.Dispose();

    private void Keep(StackEvaluator evaluator, ExampleResults results)
    {
        evaluator.Losses.CopyTo(results.Losses);
        evaluator.Predictions.CopyTo(results.Predictions);
        for (int n = 0; n < examples.Count; n++)
            results.Wrong[n] = results.Predictions[n] != examples.Labels[n];
    }
}
