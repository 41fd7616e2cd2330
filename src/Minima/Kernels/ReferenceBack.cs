namespace Minima.Kernels;

/// <summary><see cref="BackPass"/> as plain loops: the oracle of the fast ones, equal to the bit.</summary>
internal static unsafe class ReferenceBack
{
    public static void Run(in BackPass pass, ReferenceKernels kernels)
    {
        for (int n = 0; n < pass.Above.Examples; n++)
        {
            for (int j = 0; j < Tile.Columns; j++)
            {
                float sum = 0;
                for (int k = 0; k < pass.Rows; k++)
                    sum = MathF.FusedMultiplyAdd(pass.Weights[((long)k * Tile.Columns) + j], pass.Above.Row(k)[n * pass.Above.Stride], sum);
                pass.Deltas[((long)n * Tile.Columns) + j] = sum;
            }
        }

        kernels.Differentiate(pass.Unit, pass.Outputs, pass.Deltas, pass.Above.Examples);
        kernels.StepBiases(pass.Deltas, Tile.Columns, pass.Above.Examples, pass.Biases, Tile.Columns, pass.MinusRate);
    }
}
