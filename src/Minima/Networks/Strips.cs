using Minima.Kernels;

namespace Minima.Networks;

/// <summary>
/// A layer's numbers with sixteen examples side by side, [strips][units][16]: what is done to each of them fills the lanes whatever the
/// number of classes, and no sum runs across lanes.
/// </summary>
internal static unsafe class Strips
{
    /// <summary>Floats of a strip of a layer, its units padded to whole panels.</summary>
    public static long Floats(int units) => (long)Tile.Panels(units) * Tile.Columns * Tile.Strip;

    /// <summary>From [panels][examples][64] to strips. Lanes behind the last example hold anything.</summary>
    /// <param name="kernels">The arithmetic.</param>
    /// <param name="panels">The layer in panels, which have room for a multiple of 16 examples.</param>
    /// <param name="distance">Floats from one panel to the next.</param>
    /// <param name="rows">Examples that there are.</param>
    /// <param name="units">The layer's units.</param>
    /// <param name="strips">Where to.</param>
    public static void Turn(IKernels kernels, float* panels, long distance, int rows, int units, float* strips)
    {
        for (int panel = 0; panel < Tile.Panels(units); panel++)
        {
            float* from = panels + (panel * distance);
            for (int row = 0; row < rows; row += Tile.Rows)
            {
                float* to = strips + (row / Tile.Strip * Floats(units)) + ((long)panel * Tile.Columns * Tile.Strip) + (row % Tile.Strip);
                kernels.Transpose(from + ((long)row * Tile.Columns), to, Tile.Strip);
            }
        }
    }
}
