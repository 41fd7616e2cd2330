using System.Numerics;
using Minima.Data;
using Minima.Kernels;

namespace Minima.Networks;

/// <summary>How much each example lights: what its lists will need.</summary>
internal static class LitCounts
{
    /// <summary>How many inputs (1), or pairs (2) or groups (4) of neighbouring inputs each example lights. NaN counts as lit.</summary>
    public static int[] Of(Examples examples, int inputs, WorkerTeam team)
    {
        var counts = new int[examples.Count];
        team.Run(worker =>
        {
            (int first, int end) = team.Share(worker, examples.Count);
            for (int example = first; example < end; example++)
            {
                for (int input = 0; input < examples.Width; input += Tile.Columns)
                    counts[example] += BitOperations.PopCount(First(examples.Lit(example, input), inputs));
            }
        });
        return counts;
    }

    /// <summary>Of up to 64 inputs of which some are lit, the first of each 1, 2 or 4 that have one, as bits.</summary>
    public static ulong First(ulong lit, int inputs) => inputs switch
    {
        1 => lit,
        2 => (lit | (lit >> 1)) & 0x5555_5555_5555_5555,
        _ => (lit | (lit >> 1) | (lit >> 2) | (lit >> 3)) & 0x1111_1111_1111_1111,
    };
}
