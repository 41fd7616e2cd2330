using Minima.Kernels;
using Minima.Numerics;
using static Minima.Tests.Kernels.Draw;

namespace Minima.Tests.Kernels;

/// <summary>The kernels of products with the Hessian, beside the output layer.</summary>
public sealed unsafe class ChangeTests
{
    [Theory, MemberData(nameof(KernelPaths.Fast), MemberType = typeof(KernelPaths))]
    public void ShareChanges_AnyExamplesAndClasses_EqualsReference(string path)
    {
        for (int number = 0; number < 150; number++)
        {
            var random = new RandomState(21, (uint)number);
            using var drawn = new Case(random, number);
            using Guarded<float> weights = Floats(random, Tile.Columns * drawn.Pass.Stride, SpecialShare(number));
            using Guarded<float> direction = Floats(random, Tile.Columns * drawn.Pass.Stride, SpecialShare(number));
            using Guarded<float> logits = Floats(random, drawn.Pass.Examples * drawn.Pass.Stride, SpecialShare(number)), copy = logits.Copy();
            KernelPaths.Reference.ShareChanges(in drawn.Pass, weights.Pointer, direction.Pointer, logits.Pointer);
            KernelChoice.Choose(path).ShareChanges(in drawn.Pass, weights.Pointer, direction.Pointer, copy.Pointer);
            copy.AssertSame(logits, $"{path}, case {number}, {drawn.Pass.Examples} examples, {drawn.Pass.Classes} classes");
        }
    }

    [Theory, MemberData(nameof(KernelPaths.Fast), MemberType = typeof(KernelPaths))]
    public void BackChanges_AllUnits_EqualsReference(string path)
    {
        for (int number = 0; number < 150; number++)
        {
            var random = new RandomState(22, (uint)number);
            using var drawn = new Case(random, number);
            using Guarded<float> bends = Floats(random, drawn.Pass.Examples * Tile.Columns, SpecialShare(number));
            using Guarded<float> changes = Floats(random, drawn.Pass.Examples * Tile.Columns, 0), copy = changes.Copy();
            var unit = (Unit)(number % 3);
            KernelPaths.Reference.BackChanges(in drawn.Pass, unit, bends.Pointer, changes.Pointer);
            KernelChoice.Choose(path).BackChanges(in drawn.Pass, unit, bends.Pointer, copy.Pointer);
            copy.AssertSame(changes, $"{path}, case {number}, {unit}, {drawn.Pass.Examples} examples, {drawn.Pass.Classes} classes");
        }
    }

    [Theory, MemberData(nameof(KernelPaths.Fast), MemberType = typeof(KernelPaths))]
    public void AddOutgoing_AnyExamplesAndClasses_EqualsReference(string path)
    {
        for (int number = 0; number < 150; number++)
        {
            var random = new RandomState(23, (uint)number);
            using var drawn = new Case(random, number);
            using Guarded<float> gradient = Floats(random, drawn.Pass.Classes * Tile.Columns, SpecialShare(number)), copy = gradient.Copy();
            KernelPaths.Reference.AddOutgoing(in drawn.Pass, gradient.Pointer);
            KernelChoice.Choose(path).AddOutgoing(in drawn.Pass, copy.Pointer);
            copy.AssertSame(gradient, $"{path}, case {number}, {drawn.Pass.Examples} examples, {drawn.Pass.Classes} classes");
        }
    }

    private sealed class Case : IDisposable
    {
        public ChangePass Pass;

        private readonly Guarded<float>[] _buffers;

        public Case(RandomState random, int number)
        {
            int examples = Between(random, 0, 70), classes = Between(random, 1, 37), stride = Tile.PadToStrip(classes);
            _buffers =
            [
                .. new[] { examples * Tile.Columns, examples * Tile.Columns, examples * stride, examples * stride, classes * Tile.Columns, classes * Tile.Columns }
                    .Select(length => Floats(random, length, SpecialShare(number))),
            ];
            Pass = new ChangePass
            {
                Examples = examples,
                Classes = classes,
                Stride = stride,
                Outputs = _buffers[0].Pointer,
                Changes = _buffers[1].Pointer,
                Deltas = _buffers[2].Pointer,
                DeltaChanges = _buffers[3].Pointer,
                Weights = _buffers[4].Pointer,
                Direction = _buffers[5].Pointer,
            };
        }

        public void Dispose()
        {
            foreach (Guarded<float> buffer in _buffers)
                buffer.Dispose();
        }
    }
}
