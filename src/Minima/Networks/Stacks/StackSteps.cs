using Minima.Kernels;

namespace Minima.Networks.Stacks;

/// <summary>
/// Steps along a gradient, by a team of workers, and the penalties of the weights. Plain descent is the step with momentum whose moment forgets
/// all, with a decay of its own: the contract's rule to the bit.
/// </summary>
internal sealed unsafe class StackSteps : IDisposable
{
    private const int Block = 1024;

    private readonly StackPlan _plan;
    private readonly StackWeights<float> _weights;
    private readonly WorkerTeam _team;
    private readonly IKernels _kernels;
    private readonly StackValues<float>[] _moments;
    private readonly double[][] _squares;
    private readonly double[][] _magnitudes;

    public StackSteps(StackPlan plan, StackWeights<float> weights, WorkerTeam team, IKernels kernels, int moments)
    {
        (_plan, _weights, _team, _kernels) = (plan, weights, team, kernels);
        Gradient = new StackValues<float>(plan);
        _moments = [.. Enumerable.Range(0, moments).Select(_ => new StackValues<float>(plan))];
        _squares = [.. plan.Layers.Select(static layer => new double[Blocks(layer)])];
        _magnitudes = [.. plan.Layers.Select(static layer => new double[Blocks(layer)])];
    }

    /// <summary>The batch's gradient of the loss. A step leaves it at zero.</summary>
    public StackValues<float> Gradient { get; }

    /// <summary>A worker's part of so many numbers, in blocks whose sums of squares are taken each for itself.</summary>
    public static (int First, int End) Share(WorkerTeam team, int worker, int count)
    {
        (int first, int end) = team.Share(worker, (count + Block - 1) / Block);
        return (first * Block, Math.Min(end * Block, count));
    }

    /// <summary>Copies the moments in; null: they become zero.</summary>
    public void Load(IReadOnlyList<Parameters>? moments)
    {
        Gradient.Clear();
        for (int i = 0; i < _moments.Length; i++)
        {
            if (moments is null)
                _moments[i].Clear();
            else
                _moments[i].Load<float>(moments[i].Values);
        }
    }

    /// <summary>Copies them out, as many as are asked for.</summary>
    public void Save(IReadOnlyList<Parameters> moments)
    {
        for (int i = 0; i < moments.Count; i++)
            _moments[i].Save(moments[i].Values);
    }

    /// <summary>Called by every worker: its part of the sums of squares and magnitudes.</summary>
    public void SumPenalties(int worker, Step step)
    {
        for (int layer = 0; layer < _plan.Layers.Count; layer++)
        {
            (int first, int end) = Share(_team, worker, _plan.Layers[layer].Rows * _plan.Layers[layer].Units);
            SumPenalties(layer, first, end, step);
        }
    }

    /// <summary>l1 * (sum of |W|) + l2 * (sum of W^2), from what was summed.</summary>
    public double Penalty(double l1, double l2)
    {
        double penalty = 0;
        for (int layer = 0; layer < _plan.Layers.Count; layer++)
            penalty += (l1 == 0 ? 0 : l1 * InOrder(_magnitudes[layer])) + (l2 == 0 ? 0 : l2 * InOrder(_squares[layer]));
        return penalty;
    }

    /// <summary>Called by every worker when the gradient is complete: steps its part. All must meet before anybody reads the parameters.</summary>
    public void Take(int worker, in MomentStep moment, Step step)
    {
        MomentStep onBiases = moment.OnBiases();
        for (int layer = 0; layer < _plan.Layers.Count; layer++)
        {
            StackLayer own = _plan.Layers[layer];
            (int first, int end) = Share(_team, worker, own.Rows * own.Units);
            if (first < end)
            {
                Step(in moment, own.WeightsAt + first, end - first);
                _weights.Pack(layer, first, end);
                SumPenalties(layer, first, end, step);
            }

            if (worker == 0)
                Step(in onBiases, own.BiasesAt, own.Units);
        }
    }

    public void Dispose()
    {
        foreach (StackValues<float> part in (StackValues<float>[])[Gradient, .. _moments])
            part.Dispose();
    }

    private static int Blocks(StackLayer layer) => ((layer.Rows * layer.Units) + Block - 1) / Block;

    private static double InOrder(double[] parts)
    {
        double sum = 0;
        foreach (double part in parts)
            sum += part;
        return sum;
    }

    // Gaps up to the next sixteen are zero, with a gradient of zero, and stay so.
    private void Step(in MomentStep moment, long at, int count)
    {
        var pass = new MomentPass
        {
            Values = _weights.Values.Pointer + at,
            Gradient = Gradient.Pointer + at,
            First = _moments[0].Pointer + at,
            Second = _moments.Length > 1 ? _moments[1].Pointer + at : null,
            Count = (count + Tile.Strip - 1) / Tile.Strip * Tile.Strip,
            Step = moment,
        };
        _kernels.StepMoments(in pass);
    }

    private void SumPenalties(int layer, int first, int end, Step step)
    {
        float* weights = _weights.Values.Weights(layer);
        for (int from = first; from < end; from += Block)
        {
            double squares = 0, magnitudes = 0;
            for (int i = from; i < Math.Min(from + Block, end) && (step.Squares || step.Magnitudes); i++)
            {
                squares += (double)weights[i] * weights[i];
                magnitudes += Math.Abs((double)weights[i]);
            }

            (_squares[layer][from / Block], _magnitudes[layer][from / Block]) = (squares, magnitudes);
        }
    }
}
