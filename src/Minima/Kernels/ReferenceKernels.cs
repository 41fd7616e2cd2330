using Minima.Kernels.Doubles;
using Minima.Kernels.Strips;
using Minima.Numerics;

namespace Minima.Kernels;

/// <summary>
/// Every kernel as plain loops over single floats, in the order of sums that <see cref="IKernels"/> prescribes: the oracle of the fast
/// ones, equal to the bit. Slow, and meant to be read.
/// </summary>
internal sealed unsafe class ReferenceKernels : IKernels
{
    public string Name => "reference";

    public LitForm Form => LitForm.Groups;

    public IStripKernels<float> Strips { get; } = new ReferenceStrips<float, SingleRow<SimdScalar, float>>(Tile.Strip);

    public IPairKernels Pairs { get; } = new ReferencePairs();

    public void Pass(in PanelPass pass, in PackedInputs previous, in PackedInputs next) =>
        Run(in pass, ReferenceInputs.OfGradient(previous, pass.Rows), ReferenceInputs.OfProduct(next, pass.Rows));

    public void Pass(in PanelPass pass, DenseInputs previous, DenseInputs next) =>
        Run(in pass, ReferenceInputs.Of(previous, pass.Rows), ReferenceInputs.Of(next, pass.Rows));

    public void Multiply(in PanelPass pass, ReadOnlySpan<PackedInputs> inputs)
    {
        PanelPass own = pass;
        foreach (PackedInputs batch in inputs)
        {
            Pass(in own, default(PackedInputs), batch);
            own.Sums += (long)batch.Examples * Tile.Columns;
        }
    }

    public void Activate(Unit unit, float* values, float* biases, int examples, int columns)
    {
        for (int n = 0; n < examples; n++)
        {
            for (int j = 0; j < Tile.Columns; j++)
            {
                float h = Output(unit, values[(n * Tile.Columns) + j] + biases[j]);
                values[(n * Tile.Columns) + j] = j < columns ? h : 0;
            }
        }
    }

    public void ActivateMix(Unit unit, float* a, float* b, float shareA, float shareB, float* values, int count)
    {
        for (int i = 0; i < count; i++)
        {
            float z = MathF.FusedMultiplyAdd(shareB, b[i], shareA * a[i]);
            values[i] = unit == Unit.Tanh ? Lanes<SimdScalar, float>.TanhQuotient(z) : Output(unit, z);
        }
    }

    public void Differentiate(Unit unit, float* outputs, float* deltas, int examples)
    {
        for (int i = 0; i < examples * Tile.Columns; i++)
            deltas[i] *= Slope(unit, outputs[i]);
    }

    public void StepBiases(float* deltas, int stride, int examples, float* biases, int columns, float? minusRate)
    {
        for (int j = 0; j < columns; j++)
        {
            float sum = 0;
            for (int n = 0; n < examples; n++)
                sum += deltas[((long)n * stride) + j];
            biases[j] = minusRate is float rate ? MathF.FusedMultiplyAdd(rate, sum, biases[j]) : biases[j] + sum;
        }
    }

    public void PassBack(in BackPass pass) => ReferenceBack.Run(in pass, this);

    public void StepMoments(in MomentPass pass)
    {
        MomentStep step = pass.Step;
        for (long i = 0; i < pass.Count; i++)
        {
            float w = pass.Values[i], g = pass.Gradient[i];
            if (step.L1 != 0)
                g += w > 0 ? step.L1 : w < 0 ? -step.L1 : 0;
            g = MathF.FusedMultiplyAdd(step.Decay, w, g);
            float direction;
            if (pass.Second == null)
            {
                pass.First[i] = MathF.FusedMultiplyAdd(step.First, pass.First[i], g);
                direction = step.Nesterov ? MathF.FusedMultiplyAdd(step.First, pass.First[i], g) : pass.First[i];
            }
            else
            {
                pass.First[i] = MathF.FusedMultiplyAdd(step.First, g - pass.First[i], pass.First[i]);
                pass.Second[i] = MathF.FusedMultiplyAdd(step.Fresh * g, g, step.Second * pass.Second[i]);
                direction = pass.First[i] / ((MathF.Sqrt(pass.Second[i]) / step.Root) + step.Epsilon);
            }

            pass.Values[i] = MathF.FusedMultiplyAdd(step.MinusRate, direction, step.Beta * w);
            pass.Gradient[i] = 0;
        }
    }

    public void Share(float* hidden, int examples, float* weights, int classes, float* shares)
    {
        for (int n = 0; n < examples; n++)
        {
            for (int k = 0; k < classes; k++)
            {
                float sum = 0;
                for (int j = 0; j < Tile.Columns; j++)
                    sum = MathF.FusedMultiplyAdd(hidden[(n * Tile.Columns) + j], weights[(j * classes) + k], sum);
                shares[((long)n * classes) + k] = sum;
            }
        }
    }

    public void Mix(float* a, float* b, float shareA, float shareB, float* mixed, int count)
    {
        for (int i = 0; i < count; i++)
            mixed[i] = MathF.FusedMultiplyAdd(shareB, b[i], shareA * a[i]);
    }

    public void AddProducts(float* a, float* b, float* sums, int count)
    {
        for (int i = 0; i < count; i++)
            sums[i] = MathF.FusedMultiplyAdd(a[i], b[i], sums[i]);
    }

    public void ShareChanges(in ChangePass pass, float* weights, float* direction, float* logits)
    {
        for (int n = 0; n < pass.Examples; n++)
        {
            for (int k = 0; k < pass.Stride; k++)
            {
                float* sum = logits + ((long)n * pass.Stride) + k;
                for (int j = 0; j < Tile.Columns; j++)
                {
                    *sum = MathF.FusedMultiplyAdd(pass.Changes[(n * Tile.Columns) + j], weights[(j * pass.Stride) + k], *sum);
                    *sum = MathF.FusedMultiplyAdd(pass.Outputs[(n * Tile.Columns) + j], direction[(j * pass.Stride) + k], *sum);
                }
            }
        }
    }

    public void BackChanges(in ChangePass pass, Unit unit, float* bends, float* deltaChanges)
    {
        for (int i = 0; i < pass.Examples * Tile.Columns; i++)
        {
            (int n, int j) = Math.DivRem(i, Tile.Columns);
            float sum = 0;
            for (int k = 0; k < pass.Classes; k++)
            {
                sum = MathF.FusedMultiplyAdd(pass.DeltaChanges[(n * pass.Stride) + k], pass.Weights[(k * Tile.Columns) + j], sum);
                sum = MathF.FusedMultiplyAdd(pass.Deltas[(n * pass.Stride) + k], pass.Direction[(k * Tile.Columns) + j], sum);
            }

            deltaChanges[i] = MathF.FusedMultiplyAdd(bends[i], pass.Changes[i], sum * Slope(unit, pass.Outputs[i]));
        }
    }

    public void AddOutgoing(in ChangePass pass, float* gradient)
    {
        for (int i = 0; i < pass.Classes * Tile.Columns; i++)
        {
            (int k, int j) = Math.DivRem(i, Tile.Columns);
            for (int n = 0; n < pass.Examples; n++)
            {
                gradient[i] = MathF.FusedMultiplyAdd(pass.DeltaChanges[(n * pass.Stride) + k], pass.Outputs[(n * Tile.Columns) + j], gradient[i]);
                gradient[i] = MathF.FusedMultiplyAdd(pass.Deltas[(n * pass.Stride) + k], pass.Changes[(n * Tile.Columns) + j], gradient[i]);
            }
        }
    }

    public void AddShares(float* shares, int panels, long stride)
    {
        for (long i = 0; i < stride; i++)
            shares[i] = SumOfShares(shares + i, 0, panels, stride);
    }

    public void Softmax(in SoftmaxPass pass)
    {
        float* z = stackalloc float[pass.PaddedClasses];
        for (int n = 0; n < pass.Examples; n++)
        {
            int label = pass.Labels == null ? 0 : pass.Labels[n];
            int largest = 0;
            for (int k = 0; k < pass.Classes; k++)
            {
                int parts = (pass.Panels + pass.Part - 1) / pass.Part;
                float* shares = pass.Shares + ((long)n * pass.PaddedClasses) + k;
                z[k] = SumOfShares(shares, 0, parts, (long)pass.Examples * pass.PaddedClasses * pass.Part) + pass.Biases[k];
                if (z[k] > z[largest])
                    largest = k;
            }

            Span<float> exponentials = new float[pass.PaddedClasses];
            for (int k = 0; k < pass.Classes; k++)
                exponentials[k] = Lanes<SimdScalar, float>.ExpOfNegative(z[k] - z[largest]);
            float sum = SumOfStrips(exponentials);
            double logSum = 0;
            foreach (float exponential in exponentials[..pass.Classes])
                logSum += exponential;
            logSum = Elementary.Log(logSum);
            if (pass.Losses != null)
                pass.Losses[n] = logSum - ((double)z[label] - z[largest]);
            if (pass.Predictions != null)
                pass.Predictions[n] = (byte)largest;
            for (int k = 0; k < pass.PaddedClasses; k++)
            {
                long at = ((long)n * pass.PaddedClasses) + k;
                float probability = exponentials[k] / sum;
                if (pass.Deltas != null)
                    pass.Deltas[at] = (k == label ? probability - 1 : probability) * pass.Scale;
                if (pass.LogProbabilities != null && k < pass.Classes)
                    pass.LogProbabilities[at] = (float)((double)z[k] - z[largest] - logSum);
            }
        }
    }

    public void ShareStrip(float* hidden, int units, float* weights, long stride, int groups, float* logits)
    {
        for (int k = 0; k < groups * Tile.ClassGroup; k++)
        {
            float* column = weights + (k / Tile.ClassGroup * stride) + (k % Tile.ClassGroup);
            for (int n = 0; n < Tile.Strip; n++)
            {
                for (int j = 0; j < units; j++)
                {
                    float* sum = logits + (k * Tile.Strip) + n;
                    *sum = MathF.FusedMultiplyAdd(hidden[(j * Tile.Strip) + n], column[j * Tile.ClassGroup], *sum);
                }
            }
        }
    }

    public void SoftmaxStrip(float* logits, int classes, byte* labels, int examples, double* losses, byte* predictions)
    {
        float* shares = stackalloc float[Tile.PadToStrip(classes)], biases = stackalloc float[Tile.PadToStrip(classes)];
        new Span<float>(biases, Tile.PadToStrip(classes)).Fill(-0f);
        for (int n = 0; n < examples; n++)
        {
            for (int k = 0; k < classes; k++)
                shares[k] = logits[(k * Tile.Strip) + n];
            Softmax(new SoftmaxPass
            {
                Shares = shares,
                Panels = 1,
                Part = 1,
                Examples = 1,
                Classes = classes,
                PaddedClasses = Tile.PadToStrip(classes),
                Biases = biases,
                Labels = labels + n,
                Losses = losses + n,
                Predictions = predictions + n,
            });
        }
    }

    public void Encode(in TiedPass pass) => ReferenceTied.Encode(in pass);

    public void Decode(in TiedPass pass) => ReferenceTied.Decode(in pass);

    public void Hide(in TiedUnits units) => ReferenceTied.Hide(in units);

    public void SendBack(in TiedUnits units) => ReferenceTied.SendBack(in units);

    public void Transpose(float* tile, float* destination, int stride)
    {
        for (int r = 0; r < Tile.Rows; r++)
        {
            for (int c = 0; c < Tile.Columns; c++)
                destination[((long)c * stride) + r] = tile[(r * Tile.Columns) + c];
        }
    }

    private static float Output(Unit unit, float z) => unit switch
    {
        Unit.Tanh => Lanes<SimdScalar, float>.Tanh(z),
        Unit.Sigmoid => Lanes<SimdScalar, float>.Sigmoid(z),
        _ => z < 0 ? 0 : z,
    };

    private static float Slope(Unit unit, float h) => unit switch
    {
        Unit.Tanh => MathF.FusedMultiplyAdd(0 - h, h, 1),
        Unit.Sigmoid => h * (1 - h),
        _ => h > 0 ? 1 : 0,
    };

    private static void Run(in PanelPass pass, ReferenceInputs previous, ReferenceInputs next)
    {
        bool steps = pass.Deltas != null && pass.Gradient == null;
        (float Gradient, float Decayed)[] befores = new (float, float)[steps && previous.PutsOff ? pass.Rows * Tile.Columns : 0];
        for (int j = 0; j < Tile.Columns; j++)
        {
            for (int row = 0; row < pass.Rows; row++)
            {
                long at = ((long)row * Tile.Columns) + j;
                if (pass.Deltas != null)
                {
                    float gradient = pass.Gradient == null ? 0 : pass.Gradient[at];
                    for (int n = 0; n < previous.Examples; n++)
                    {
                        if (previous.TryGet(n, row, out float value))
                            gradient = MathF.FusedMultiplyAdd(value, pass.Deltas[((long)n * Tile.Columns) + j], gradient);
                    }

                    if (pass.Gradient != null)
                        pass.Gradient[at] = gradient;
                    for (int owed = steps ? previous.Owed(row) : 0; owed > 0; owed--)
                        pass.Weights[at] = pass.Step.Beta * pass.Weights[at];
                    if (steps && previous.PutsOff)
                        befores[at] = (gradient, pass.Step.Beta * pass.Weights[at]);
                    if (steps && !previous.Waits(row))
                        pass.Weights[at] = Stepped(pass.Weights[at], gradient, pass.Step);
                }

                for (int n = 0; n < next.Examples && pass.Sums != null; n++)
                {
                    float* sum = pass.Sums + ((long)n * Tile.Columns) + j;
                    if (next.TryGet(n, row, out float value))
                        *sum = MathF.FusedMultiplyAdd(value, pass.Weights[at], *sum);
                }
            }
        }

        SumPenalties(in pass, befores, previous);
    }

    private static float Stepped(float weight, float gradient, Step step)
    {
        if (step.Magnitudes)
            gradient += weight > 0 ? step.L1 : weight < 0 ? -step.L1 : 0;
        return MathF.FusedMultiplyAdd(step.MinusRate, gradient, step.Beta * weight);
    }

    /// <summary>
    /// A lane for each column: over sixty-four rows a chain of floats, row by row, then in double. Against decayed weights, if there
    /// are any, the square of w = d - lr g has changed by (w - d) (w + d), which is -lr times g (w + d): one chain over all rows, and a row that
    /// waits adds nothing.
    /// </summary>
    private static void SumPenalties(in PanelPass pass, ReadOnlySpan<(float Gradient, float Decayed)> befores, ReferenceInputs previous)
    {
        for (int lane = 0; lane < PanelPass.PenaltyLanes; lane++)
        {
            float squares = 0, magnitudes = 0;
            for (int row = 0; row < pass.Rows; row++)
            {
                int at = (row * Tile.Columns) + lane;
                float weight = pass.Weights[at];
                if (befores.IsEmpty)
                    squares = MathF.FusedMultiplyAdd(weight, weight, squares);
                else if (!previous.Waits(row))
                    squares = MathF.FusedMultiplyAdd(befores[at].Gradient, weight + befores[at].Decayed, squares);
                magnitudes += MathF.Abs(weight);
                if ((row % 64 != 63 || !befores.IsEmpty) && row != pass.Rows - 1)
                    continue;
                if (pass.Squares != null)
                    pass.Squares[lane] += befores.IsEmpty ? squares : pass.Step.MinusRate * squares;
                if (pass.Magnitudes != null)
                    pass.Magnitudes[lane] += magnitudes;
                (squares, magnitudes) = (0, 0);
            }
        }
    }

    /// <summary>The shares from <paramref name="first"/> on as a binary tree: the left side is the largest power of two below the count.</summary>
    internal static float SumOfShares(float* shares, int first, int count, long stride)
    {
        if (count == 1)
            return shares[first * stride];
        int left = 1;
        while (left * 2 < count)
            left *= 2;
        return SumOfShares(shares, first, left, stride) + SumOfShares(shares, first + left, count - left, stride);
    }

    /// <summary>Strips of sixteen are added in order, then lanes i and i + 8, i and i + 4, i and i + 2, and the last two.</summary>
    private static float SumOfStrips(ReadOnlySpan<float> values)
    {
        Span<float> lanes = stackalloc float[Tile.Strip];
        values[..Tile.Strip].CopyTo(lanes);
        for (int i = Tile.Strip; i < values.Length; i++)
            lanes[i % Tile.Strip] += values[i];
        for (int half = Tile.Strip / 2; half >= 1; half /= 2)
        {
            for (int i = 0; i < half; i++)
                lanes[i] += lanes[i + half];
        }

        return lanes[0];
    }
}
