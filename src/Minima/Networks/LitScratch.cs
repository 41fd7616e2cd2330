using Minima.Kernels;

namespace Minima.Networks;

/// <summary>What a worker needs beside the lists that it fills.</summary>
/// <param name="width">Numbers that an example has.</param>
/// <param name="batchSize">Examples in a batch.</param>
internal sealed class LitScratch(int width, int batchSize)
{
    /// <summary>[groups][3]: where the next visit of each list goes.</summary>
    public int[] GroupEnds { get; } = new int[Tile.Groups(width) * GroupVisits.Parts];

    /// <summary>[rows]: the same, for lists of single rows or of pairs.</summary>
    public int[] RowEnds { get; } = new int[Tile.Groups(width) * Tile.Rows];

    /// <summary>[blocks][examples]: the same.</summary>
    public int[] BlockEnds { get; } = new int[SingleInputs.BlocksOf(Tile.Groups(width) * Tile.Rows) * batchSize];

    /// <summary>An example's numbers, and zeros up to a whole group.</summary>
    public float[] Row { get; } = new float[Tile.Groups(width) * Tile.Rows];
}
