using Minima.Kernels;
using Minima.Numerics;
using static Minima.Tests.Kernels.Draw;

namespace Minima.Tests.Kernels;

/// <summary>The kernels around the pass: units, biases, shares, and turning a tile.</summary>
public sealed unsafe class LayerKernelTests
{
    [Theory, MemberData(nameof(KernelPaths.Fast), MemberType = typeof(KernelPaths))]
    public void Activate_AllUnitsAndShapes_EqualsReference(string path)
    {
        for (int number = 0; number < 150; number++)
        {
            var random = new RandomState(4, (uint)number);
            int examples = Between(random, 0, 70), columns = Between(random, 1, Tile.Columns);
            double scale = Math.Pow(10, random.Uniform(-3, 3));
            using Guarded<float> values = Floats(random, examples * Tile.Columns, SpecialShare(number), scale);
            using Guarded<float> biases = Floats(random, Tile.Columns, SpecialShare(number)), copy = values.Copy();
            var unit = (Unit)(number % 3);
            KernelPaths.Reference.Activate(unit, values.Pointer, biases.Pointer, examples, columns);
            KernelChoice.Choose(path).Activate(unit, copy.Pointer, biases.Pointer, examples, columns);
            copy.AssertSame(values, $"{path}, case {number}, {unit}");
        }
    }

    [Theory, MemberData(nameof(KernelPaths.Fast), MemberType = typeof(KernelPaths))]
    public void ActivateMix_AllUnitsAndLengths_EqualsReference(string path)
    {
        for (int number = 0; number < 150; number++)
        {
            var random = new RandomState(10, (uint)number);
            int count = Tile.Strip * Between(random, 0, 200);
            using Guarded<float> a = Floats(random, count, SpecialShare(number)), b = Floats(random, count, SpecialShare(number));
            using Guarded<float> values = Floats(random, count, 0), copy = values.Copy();
            float shareA = Coin(random) ? 1 : (float)random.NextDouble(), shareB = (float)random.Uniform(-3, 3);
            var unit = (Unit)(number % 3);
            KernelPaths.Reference.ActivateMix(unit, a.Pointer, b.Pointer, shareA, shareB, values.Pointer, count);
            KernelChoice.Choose(path).ActivateMix(unit, a.Pointer, b.Pointer, shareA, shareB, copy.Pointer, count);
            copy.AssertSame(values, $"{path}, case {number}, {unit}, {count} numbers");
        }
    }

    [Theory, MemberData(nameof(KernelPaths.Fast), MemberType = typeof(KernelPaths))]
    public void Differentiate_AllUnits_EqualsReference(string path)
    {
        for (int number = 0; number < 150; number++)
        {
            var random = new RandomState(5, (uint)number);
            int examples = Between(random, 0, 70);
            using Guarded<float> outputs = Floats(random, examples * Tile.Columns, SpecialShare(number));
            using Guarded<float> deltas = Floats(random, examples * Tile.Columns, SpecialShare(number)), copy = deltas.Copy();
            var unit = (Unit)(number % 3);
            KernelPaths.Reference.Differentiate(unit, outputs.Pointer, deltas.Pointer, examples);
            KernelChoice.Choose(path).Differentiate(unit, outputs.Pointer, copy.Pointer, examples);
            copy.AssertSame(deltas, $"{path}, case {number}, {unit}");
        }
    }

    [Theory, MemberData(nameof(KernelPaths.Fast), MemberType = typeof(KernelPaths))]
    public void AddProducts_AnyNumbers_EqualsReference(string path)
    {
        for (int number = 0; number < 150; number++)
        {
            var random = new RandomState(11, (uint)number);
            int count = 16 * Between(random, 0, 70);
            using Guarded<float> a = Floats(random, count, SpecialShare(number)), b = Floats(random, count, SpecialShare(number));
            using Guarded<float> sums = Floats(random, count, SpecialShare(number)), copy = sums.Copy();
            KernelPaths.Reference.AddProducts(a.Pointer, b.Pointer, sums.Pointer, count);
            KernelChoice.Choose(path).AddProducts(a.Pointer, b.Pointer, copy.Pointer, count);
            copy.AssertSame(sums, $"{path}, case {number}");
        }
    }

    [Theory, MemberData(nameof(KernelPaths.Fast), MemberType = typeof(KernelPaths))]
    public void StepBiases_StepOrSum_EqualsReference(string path)
    {
        for (int number = 0; number < 150; number++)
        {
            var random = new RandomState(6, (uint)number);
            int columns = 16 * Between(random, 1, 4), stride = columns + (16 * random.Integer(2)), examples = Between(random, 0, 70);
            using Guarded<float> deltas = Floats(random, examples * stride, SpecialShare(number));
            using Guarded<float> biases = Floats(random, columns, SpecialShare(number)), copy = biases.Copy();
            float? minusRate = Coin(random) ? -0.01f : null;
            KernelPaths.Reference.StepBiases(deltas.Pointer, stride, examples, biases.Pointer, columns, minusRate);
            KernelChoice.Choose(path).StepBiases(deltas.Pointer, stride, examples, copy.Pointer, columns, minusRate);
            copy.AssertSame(biases, $"{path}, case {number}, {examples} examples");
        }
    }

    [Theory, MemberData(nameof(KernelPaths.Fast), MemberType = typeof(KernelPaths))]
    public void PassBack_AllUnitsAndShapes_EqualsReference(string path)
    {
        for (int number = 0; number < 300; number++)
        {
            var random = new RandomState(12, (uint)number);

            // Above stand classes in one row, or the panels of a layer.
            int rows = Between(random, 1, 150), examples = Between(random, 0, 45);
            int stride = Coin(random) ? Tile.PadToStrip(rows) : Tile.Columns;
            long distance = (long)examples * stride + (16 * random.Integer(3));
            double share = SpecialShare(number);
            using Guarded<float> above = Floats(random, (int)distance * ((rows + stride - 1) / stride), share);
            using Guarded<float> weights = Floats(random, rows * Tile.Columns, share), outputs = Floats(random, examples * Tile.Columns, share);
            using Guarded<float> deltas = Floats(random, examples * Tile.Columns, 0), biases = Floats(random, Tile.Columns, share);
            using Guarded<float> deltas2 = deltas.Copy(), biases2 = biases.Copy();
            var pass = new BackPass
            {
                Above = new DenseInputs(above.Pointer, examples, stride, distance),
                Rows = rows,
                Weights = weights.Pointer,
                Unit = (Unit)(number % 3),
                Outputs = outputs.Pointer,
                Deltas = deltas.Pointer,
                Biases = biases.Pointer,
                MinusRate = Coin(random) ? -0.01f : null,
            };
            KernelPaths.Reference.PassBack(in pass);
            BackPass pass2 = pass with { Deltas = deltas2.Pointer, Biases = biases2.Pointer };
            KernelChoice.Choose(path).PassBack(in pass2);
            deltas2.AssertSame(deltas, $"{path}, case {number}, {pass.Unit}, {examples} examples, {rows} rows");
            biases2.AssertSame(biases, $"{path}, case {number}, {pass.Unit}, {examples} examples, {rows} rows");
        }
    }

    [Theory, MemberData(nameof(KernelPaths.Fast), MemberType = typeof(KernelPaths))]
    public void StepMoments_MomentumAndAdam_EqualsReference(string path)
    {
        for (int number = 0; number < 300; number++)
        {
            var random = new RandomState(9, (uint)number);
            int count = 16 * random.Integer(20);
            double share = SpecialShare(number), l1 = Coin(random) ? 1e-3 : 0, l2 = Coin(random) ? 1e-2 : 0;
            using Guarded<float> values = Floats(random, count, share), gradient = Floats(random, count, share, 0.1);
            using Guarded<float> first = Floats(random, count, share), second = Floats(random, count, share);
            foreach (ref float square in second.Span)
                square = MathF.Abs(square);
            using Guarded<float> values2 = values.Copy(), gradient2 = gradient.Copy(), first2 = first.Copy(), second2 = second.Copy();
            bool adam = Coin(random), decoupled = Coin(random);
            MomentStep step = adam
                ? MomentStep.Adam(0.01, l1, l2, decoupled, 0.9, 0.999, 1e-8, 1 + random.Integer(1000))
                : MomentStep.Momentum(0.01, l1, l2, decoupled, 0.9, Coin(random));
            Run(KernelPaths.Reference, values, gradient, first, second);
            Run(KernelChoice.Choose(path), values2, gradient2, first2, second2);
            foreach ((Guarded<float> expected, Guarded<float> actual) in new[] { (values, values2), (gradient, gradient2), (first, first2), (second, second2) })
                actual.AssertSame(expected, $"{path}, case {number}");
            Assert.All(gradient.Span.ToArray(), static g => Assert.Equal(0, g));

            void Run(IKernels kernels, Guarded<float> w, Guarded<float> g, Guarded<float> m, Guarded<float> v) => kernels.StepMoments(new MomentPass
            {
                Values = w.Pointer,
                Gradient = g.Pointer,
                First = m.Pointer,
                Second = adam ? v.Pointer : null,
                Count = count,
                Step = step,
            });
        }
    }

    [Theory, MemberData(nameof(KernelPaths.Fast), MemberType = typeof(KernelPaths))]
    public void Share_AnyExamplesAndClasses_EqualsReference(string path)
    {
        for (int number = 0; number < 150; number++)
        {
            var random = new RandomState(7, (uint)number);
            int examples = Between(random, 0, 70), classes = 16 * Between(random, 1, 3);
            using Guarded<float> hidden = Floats(random, examples * Tile.Columns, SpecialShare(number));
            using Guarded<float> weights = Floats(random, Tile.Columns * classes, SpecialShare(number));
            using Guarded<float> shares = Floats(random, examples * classes, 0), copy = shares.Copy();
            KernelPaths.Reference.Share(hidden.Pointer, examples, weights.Pointer, classes, shares.Pointer);
            KernelChoice.Choose(path).Share(hidden.Pointer, examples, weights.Pointer, classes, copy.Pointer);
            copy.AssertSame(shares, $"{path}, case {number}, {examples} examples, {classes} classes");
        }
    }

    [Theory, MemberData(nameof(KernelPaths.Fast), MemberType = typeof(KernelPaths))]
    public void Mix_AnyShares_EqualsReference(string path)
    {
        for (int number = 0; number < 150; number++)
        {
            var random = new RandomState(9, (uint)number);
            int count = Tile.Columns * Between(random, 0, 70);
            using Guarded<float> a = Floats(random, count, SpecialShare(number)), b = Floats(random, count, SpecialShare(number));
            using Guarded<float> mixed = Floats(random, count, 0), copy = mixed.Copy();
            float t = (float)random.NextDouble();
            KernelPaths.Reference.Mix(a.Pointer, b.Pointer, 1 - t, t, mixed.Pointer, count);
            KernelChoice.Choose(path).Mix(a.Pointer, b.Pointer, 1 - t, t, copy.Pointer, count);
            copy.AssertSame(mixed, $"{path}, case {number}, {count} numbers");
        }
    }

    [Theory, MemberData(nameof(KernelPaths.All), MemberType = typeof(KernelPaths))]
    public void Transpose_Tile_StandsTheOtherWayRound(string path)
    {
        foreach (int stride in (int[])[4, 16, 48, 64])
        {
            var random = new RandomState(8, (uint)stride);
            using Guarded<float> tile = Floats(random, Tile.Size, 0.2), destination = Floats(random, Tile.Columns * stride, 0);
            float[] expected = destination.Span.ToArray();
            for (int c = 0; c < Tile.Columns; c++)
            {
                for (int r = 0; r < Tile.Rows; r++)
                    expected[(c * stride) + r] = tile.Span[(r * Tile.Columns) + c];
            }

            KernelChoice.Choose(path).Transpose(tile.Pointer, destination.Pointer, stride);
            destination.AssertIntact(path);
            Bits.AssertSame<float>(expected, destination.Span, $"{path}, stride {stride}");
        }
    }
}
