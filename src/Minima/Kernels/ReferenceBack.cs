namespace Minima.Kernels;

/// <summary><see cref="BackPass"/> as plain loops: the oracle of the fast ones, equal to the bit.</summary>
internal static unsafe class ReferenceBack
{
    public static void Run(in BackPass pass)
    {
        for (int j = 0; j < Tile.Columns; j++)
        {
            float gradient = 0;
            for (int n = 0; n < pass.Above.Examples; n++)
            {
                float sum = 0;
                for (int k = 0; k < pass.Rows; k++)
                    sum = MathF.FusedMultiplyAdd(pass.Weights[((long)k * Tile.Columns) + j], pass.Above.Row(k)[n * pass.Above.Stride], sum);
                int at = (n * Tile.Columns) + j;
                pass.Deltas[at] = sum * ReferenceKernels.Slope(pass.Unit, pass.Outputs[at]);
                gradient += pass.Deltas[at];
            }

            ref float bias = ref pass.Biases[j];
            bias = pass.MinusRate is float rate ? MathF.FusedMultiplyAdd(rate, gradient, bias) : bias + gradient;
        }
    }
}
