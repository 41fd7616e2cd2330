using Minima.Kernels;
using Minima.Numerics;
using static Minima.Tests.Kernels.Draw;

namespace Minima.Tests.Kernels;

/// <summary>The kernels on sixteen examples side by side.</summary>
public sealed unsafe class StripTests
{
    [Theory, MemberData(nameof(KernelPaths.Fast), MemberType = typeof(KernelPaths))]
    public void ShareStrip_AnyUnitsAndClasses_EqualsReference(string path)
    {
        for (int number = 0; number < 150; number++)
        {
            var random = new RandomState(20, (uint)number);
            int units = Between(random, 0, 90), groups = Between(random, 1, 4), stride = (units + random.Integer(3)) * Tile.ClassGroup;
            using Guarded<float> hidden = Floats(random, units * Tile.Strip, SpecialShare(number));
            using Guarded<float> weights = Floats(random, groups * stride, SpecialShare(number));
            using Guarded<float> logits = Floats(random, groups * Tile.ClassGroup * Tile.Strip, SpecialShare(number)), copy = logits.Copy();
            KernelPaths.Reference.ShareStrip(hidden.Pointer, units, weights.Pointer, stride, groups, logits.Pointer);
            KernelChoice.Choose(path).ShareStrip(hidden.Pointer, units, weights.Pointer, stride, groups, copy.Pointer);
            copy.AssertSame(logits, $"{path}, case {number}, {units} units, {groups} groups");
        }
    }

    [Theory, MemberData(nameof(KernelPaths.All), MemberType = typeof(KernelPaths))]
    public void ShareStrip_RandomNumbers_AgreesWithDoublePrecision(string path)
    {
        const int units = 70, classes = 10;
        var random = new RandomState(21);
        using Guarded<float> hidden = Floats(random, units * Tile.Strip, 0), weights = Floats(random, 2 * units * Tile.ClassGroup, 0);
        using Guarded<float> logits = Floats(random, classes * Tile.Strip, 0);
        float[] before = logits.Span.ToArray();
        KernelChoice.Choose(path).ShareStrip(hidden.Pointer, units, weights.Pointer, units * Tile.ClassGroup, 2, logits.Pointer);
        for (int k = 0; k < classes; k++)
        {
            for (int n = 0; n < Tile.Strip; n++)
            {
                double sum = before[(k * Tile.Strip) + n];
                for (int j = 0; j < units; j++)
                    sum += (double)hidden.Span[(j * Tile.Strip) + n] * weights.Span[(((k / Tile.ClassGroup * units) + j) * Tile.ClassGroup) + (k % Tile.ClassGroup)];

                // Seventy roundings of sums below 64, half a unit of 2^-18 each.
                Assert.True(Math.Abs(sum - logits.Span[(k * Tile.Strip) + n]) <= 1.4e-4, $"{path}, class {k}, example {n}");
            }
        }
    }

    [Theory, MemberData(nameof(KernelPaths.Fast), MemberType = typeof(KernelPaths))]
    public void SoftmaxStrip_AnyClassesAndExamples_EqualsReference(string path)
    {
        for (int number = 0; number < 200; number++)
        {
            var random = new RandomState(22, (uint)number);
            int classes = Between(random, 2, 40), examples = Between(random, 0, Tile.Strip);
            using Guarded<float> logits = Floats(random, classes * Tile.Strip, SpecialShare(number), (random.Integer(2) * 5) + 1);
            using var labels = new Guarded<byte>(examples);
            foreach (ref byte label in labels.Span)
                label = (byte)random.Integer(classes);
            using Guarded<double> losses = new(examples), losses2 = new(examples);
            using Guarded<byte> predictions = new(examples), predictions2 = new(examples);
            KernelPaths.Reference.SoftmaxStrip(logits.Pointer, classes, labels.Pointer, examples, losses.Pointer, predictions.Pointer);
            KernelChoice.Choose(path).SoftmaxStrip(logits.Pointer, classes, labels.Pointer, examples, losses2.Pointer, predictions2.Pointer);
            losses2.AssertSame(losses, $"{path}, case {number}, {classes} classes, losses");
            predictions2.AssertSame(predictions, $"{path}, case {number}, {classes} classes, predictions");
        }
    }

    [Theory, MemberData(nameof(KernelPaths.All), MemberType = typeof(KernelPaths))]
    public void SoftmaxStrip_RandomLogits_AgreesWithDoublePrecision(string path)
    {
        const int classes = 17;
        var random = new RandomState(23);
        using Guarded<float> logits = Floats(random, classes * Tile.Strip, 0, 4);
        using Guarded<byte> labels = new(Tile.Strip), predictions = new(Tile.Strip);
        using var losses = new Guarded<double>(Tile.Strip);
        foreach (ref byte label in labels.Span)
            label = (byte)random.Integer(classes);
        KernelChoice.Choose(path).SoftmaxStrip(logits.Pointer, classes, labels.Pointer, Tile.Strip, losses.Pointer, predictions.Pointer);
        for (int n = 0; n < Tile.Strip; n++)
        {
            double[] z = [.. Enumerable.Range(0, classes).Select(k => (double)logits.Span[(k * Tile.Strip) + n])];
            double expected = Math.Log(z.Sum(value => Math.Exp(value - z.Max()))) + z.Max() - z[labels.Span[n]];
            Assert.True(Math.Abs(expected - losses.Span[n]) <= 2e-6, $"{path}, example {n}: {losses.Span[n]}, expected {expected}");
            Assert.Equal(Array.IndexOf(z, z.Max()), predictions.Span[n]);
        }
    }
}
