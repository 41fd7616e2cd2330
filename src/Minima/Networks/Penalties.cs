using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Minima.Kernels;
using Minima.Numerics;

namespace Minima.Networks;

/// <summary>
/// Sums of squared and of absolute weights, one for each panel of each layer, in two copies used in turn: the workers write those of the
/// next batch while worker 0 still reads this one's. Each worker's are memory of its own: of neighbouring numbers that several cores write, each would
/// wait for the other's.
/// </summary>
internal sealed unsafe class Penalties : IDisposable
{
    private readonly WorkerTeam _team;
    private readonly int[] _panels;
    private readonly int[] _starts;
    private readonly int _all;
    private readonly AlignedBuffer<double>[] _sums;

    /// <summary>Room for the sums.</summary>
    /// <param name="panels">Panels of each layer.</param>
    /// <param name="team">The workers, who share each layer's panels (<see cref="WorkerTeam.Share"/>).</param>
    public Penalties(int[] panels, WorkerTeam team)
    {
        (_panels, _team, _all) = (panels, team, panels.Sum());
        _starts = [.. panels.Select((_, layer) => panels.Take(layer).Sum())];
        _sums = [.. Enumerable.Range(0, team.Count).Select(_ => new AlignedBuffer<double>(4L * _all))];
    }

    /// <summary>Keeps what a pass summed over a panel, and clears the lanes for the next.</summary>
    /// <param name="worker">Whose panel it is.</param>
    /// <param name="turn">Which of the copies.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="panel">The panel.</param>
    /// <param name="lanes">The sums.</param>
    /// <param name="magnitudes">Whether magnitudes were summed.</param>
    /// <param name="beta">
    /// Where the squares are changes against the decayed weights (<see cref="PutOff{T}"/>): the decay, so that the sum is beta^2 times the other
    /// copy's, plus the changes; null: they are whole.
    /// </param>
    public void Keep(int worker, int turn, int layer, int panel, PenaltyLanes lanes, bool magnitudes, float? beta = null)
    {
        int at = _starts[layer] + panel;
        double squares = TakeSum(lanes.Squares.Span);
        Squares(worker, turn)[at] = beta is float decay ? ((double)decay * decay * Squares(worker, turn ^ 1)[at]) + squares : squares;
        Magnitudes(worker, turn)[at] = magnitudes ? TakeSum(lanes.Magnitudes.Span) : 0;
    }

    /// <summary>l1 * (sum of |W|) + l2 * (sum of W^2), over the layers and their panels in order.</summary>
    public double Cost(int turn, double l1, double l2)
    {
        double squares = 0, magnitudes = 0;
        for (int layer = 0; layer < _panels.Length; layer++)
        {
            for (int worker = 0; worker < _team.Active; worker++)
            {
                (int first, int end) = _team.Share(worker, _panels[layer]);
                for (int at = _starts[layer] + first; at < _starts[layer] + end; at++)
                {
                    squares += Squares(worker, turn)[at];
                    magnitudes += Magnitudes(worker, turn)[at];
                }
            }
        }

        return (l1 * magnitudes) + (l2 * squares);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (AlignedBuffer<double> sums in _sums)
            sums.Dispose();
    }

    private double* Squares(int worker, int turn) => _sums[worker].Pointer + ((long)turn * _all);

    private double* Magnitudes(int worker, int turn) => _sums[worker].Pointer + ((2L + turn) * _all);

    /// <summary>The lanes as a fixed tree: i and i + 32, i and i + 16, down to the last two.</summary>
    private static double TakeSum(Span<double> lanes)
    {
        ReadOnlySpan<Vector512<double>> eights = MemoryMarshal.Cast<double, Vector512<double>>(lanes);
        Vector512<double> eight = ((eights[0] + eights[4]) + (eights[2] + eights[6])) + ((eights[1] + eights[5]) + (eights[3] + eights[7]));
        Vector256<double> four = eight.GetLower() + eight.GetUpper();
        Vector128<double> two = four.GetLower() + four.GetUpper();
        lanes.Clear();
        return two.GetElement(0) + two.GetElement(1);
    }
}

/// <summary>The lanes that a pass sums its penalties in.</summary>
internal sealed class PenaltyLanes : IDisposable
{
    public AlignedBuffer<double> Squares { get; } = new(PanelPass.PenaltyLanes);

    public AlignedBuffer<double> Magnitudes { get; } = new(PanelPass.PenaltyLanes);

    public void Dispose()
    {
        Squares.Dispose();
        Magnitudes.Dispose();
    }
}
