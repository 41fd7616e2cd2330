using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Minima.Kernels;
using Minima.Numerics;

namespace Minima.Networks;

/// <summary>
/// Sums of squared and of absolute weights, one for each panel of each layer, in two copies used in turn: the workers write those of the
/// next batch while worker 0 still reads this one's.
/// </summary>
internal sealed class Penalties(IEnumerable<int> panels)
{
    private readonly int[] _panels = [.. panels];
    private readonly double[][][] _squares = [Room(panels), Room(panels)];
    private readonly double[][][] _magnitudes = [Room(panels), Room(panels)];

    /// <summary>Keeps what a pass summed over a panel, and clears the lanes for the next.</summary>
    /// <param name="turn">Which of the copies.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="panel">The panel.</param>
    /// <param name="lanes">The sums.</param>
    /// <param name="beta">
    /// Where the squares are changes against the decayed weights (<see cref="PutOff"/>): the decay, so that the sum is beta^2 times the other
    /// copy's, plus the changes; null: they are whole.
    /// </param>
    public void Keep(int turn, int layer, int panel, PenaltyLanes lanes, float? beta = null)
    {
        double squares = TakeSum(lanes.Squares.Span);
        _squares[turn][layer][panel] = beta is float decay ? ((double)decay * decay * _squares[turn ^ 1][layer][panel]) + squares : squares;
        _magnitudes[turn][layer][panel] = TakeSum(lanes.Magnitudes.Span);
    }

    /// <summary>l1 * (sum of |W|) + l2 * (sum of W^2), over the layers and their panels in order.</summary>
    public double Cost(int turn, double l1, double l2)
    {
        double squares = 0, magnitudes = 0;
        for (int layer = 0; layer < _panels.Length; layer++)
        {
            for (int panel = 0; panel < _panels[layer]; panel++)
            {
                squares += _squares[turn][layer][panel];
                magnitudes += _magnitudes[turn][layer][panel];
            }
        }

        return (l1 * magnitudes) + (l2 * squares);
    }

    private static double[][] Room(IEnumerable<int> panels) => [.. panels.Select(static count => new double[count])];

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
