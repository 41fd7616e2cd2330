namespace Minima.Kernels;

/// <summary>The autoencoder's kernels as plain loops: the oracle of the fast ones, equal to the bit.</summary>
internal static unsafe class ReferenceTied
{
    public static void Encode(in TiedPass pass)
    {
        for (int i = pass.First * Tile.Rows; i < pass.End * Tile.Rows; i++)
        {
            for (int j = 0; j < pass.Width; j++)
            {
                ref float w = ref pass.Weights[((long)i * pass.Stride) + j];
                for (int n = 0; n < pass.Owed; n++)
                    w = Stepped(in pass, n, i, j, w);
                for (int n = 0; n < pass.Next; n++)
                    Multiply(in pass, n, i, j, w);
            }
        }
    }

    public static void Decode(in TiedPass pass)
    {
        // Group by group, since the rows of a group all send back before any of them takes its step, and each example goes over all four.
        for (int group = pass.First; group < pass.End; group++)
        {
            for (int i = group * Tile.Rows; i < (group + 1) * Tile.Rows; i++)
                DecodeRow(in pass, i);
        }
    }

    public static void Hide(in TiedUnits units)
    {
        for (int n = 0; n < units.Examples; n++)
        {
            for (int j = 0; j < units.Width; j++)
            {
                long at = ((long)n * units.Stride) + j;
                float sum = Sum(in units, at);
                if (units.OwedInputs != null)
                    sum = MathF.FusedMultiplyAdd(Dot(units.OwedInputs, units.NextInputs, units.InputWidth), units.OwedSteps[j], sum);
                units.Hidden[at] = j < units.Units ? Lanes<SimdScalar, float>.Sigmoid(sum + units.Biases[j]) : 0;
                if (units.HiddenSteps != null)
                    units.HiddenSteps[at] = units.MinusRate * units.Hidden[at];
            }
        }
    }

    public static void SendBack(in TiedUnits units)
    {
        for (int n = 0; n < units.Examples; n++)
        {
            for (int j = 0; j < units.Width; j++)
            {
                long at = ((long)n * units.Stride) + j;
                float y = units.Hidden[at];
                units.OwedSteps[at] = units.MinusRate * (Sum(in units, at) * (y * (1 - y)));
                units.Biases[j] += units.OwedSteps[at];
            }
        }
    }

    private static void DecodeRow(in TiedPass pass, int i)
    {
        float* row = pass.Weights + ((long)i * pass.Stride);
        bool learns = pass.HiddenSteps != null, single = learns && pass.Examples == 1;
        for (int j = 0; j < pass.Width && single && pass.Owed > 0; j++)
            row[j] = Stepped(in pass, 0, i, j, row[j]);
        float[] off = new float[pass.Examples];
        for (int n = 0; n < pass.Examples && i < pass.Rows; n++)
            off[n] = Compare(in pass, n, i, Dot(row, pass.Hidden + ((long)n * pass.Stride), pass.Width));
        for (int n = 0; n < pass.Examples && i < pass.Rows && learns; n++)
            pass.VisibleBiases[i] = MathF.FusedMultiplyAdd(pass.MinusRate, off[n], pass.VisibleBiases[i]);
        for (int j = 0; j < pass.Width && learns; j++)
        {
            float before = row[j];
            for (int n = 0; n < pass.Examples; n++)
            {
                long at = ((long)n * pass.Stride) + j;
                pass.HiddenDeltas[at] = MathF.FusedMultiplyAdd(off[n], before, pass.HiddenDeltas[at]);
                row[j] = MathF.FusedMultiplyAdd(off[n], pass.HiddenSteps[at], row[j]);
            }

            if (single && pass.Next > 0)
                Multiply(in pass, 0, i, j, row[j]);
        }
    }

    /// <summary>The cost of an input, and what it is off by.</summary>
    private static float Compare(in TiedPass pass, int n, int i, float product)
    {
        float a = product + pass.VisibleBiases[i];
        float e = Lanes<SimdScalar, float>.ExpOfNegative(0 - MathF.Abs(a));
        long at = ((long)n * pass.InputStride) + i;
        pass.Costs[n].Add(pass.Inputs[at], a, e);
        float z = (a > 0 ? 1 : e) / (1 + e);
        if (pass.Outputs != null)
            pass.Outputs[at] = z;
        return z - pass.Inputs[at];
    }

    private static float Stepped(in TiedPass pass, int n, int i, int j, float w)
    {
        float* x = pass.OwedInputs + ((long)n * pass.InputStride);
        return IsLit(x, i) ? MathF.FusedMultiplyAdd(x[i], pass.OwedSteps[((long)n * pass.Stride) + j], w) : w;
    }

    private static void Multiply(in TiedPass pass, int n, int i, int j, float w)
    {
        float* x = pass.NextInputs + ((long)n * pass.InputStride);
        ref float sum = ref pass.NextSums[((long)n * pass.Stride) + j];
        if (IsLit(x, i))
            sum = MathF.FusedMultiplyAdd(x[i], w, sum);
    }

    private static bool IsLit(float* x, int i)
    {
        float* group = x + (i / Tile.Rows * Tile.Rows);
        return group[0] != 0 || group[1] != 0 || group[2] != 0 || group[3] != 0;
    }

    private static float Sum(in TiedUnits units, long at) => ReferenceKernels.SumOfShares(units.Shares + at, 0, units.ShareCount, units.ShareStride);

    /// <summary>Sixteen chains, and their sum as a tree.</summary>
    private static float Dot(float* a, float* b, int width)
    {
        float* lanes = stackalloc float[Tile.Strip];
        for (int lane = 0; lane < Tile.Strip; lane++)
            lanes[lane] = 0;
        for (int i = 0; i < width; i++)
            lanes[i % Tile.Strip] = MathF.FusedMultiplyAdd(a[i], b[i], lanes[i % Tile.Strip]);
        for (int half = Tile.Strip / 2; half > 0; half /= 2)
        {
            for (int lane = 0; lane < half; lane++)
                lanes[lane] += lanes[lane + half];
        }

        return lanes[0];
    }
}
