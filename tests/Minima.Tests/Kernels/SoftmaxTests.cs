using Minima.Kernels;
using Minima.Numerics;
using static Minima.Tests.Kernels.Draw;

namespace Minima.Tests.Kernels;

public sealed unsafe class SoftmaxTests
{
    // Five shares and a bias of at most 16: five roundings to half a unit of 2^-20 in each of two logits, and a margin.
    private const double LogTolerance = 1e-5;

    [Theory, MemberData(nameof(KernelPaths.Fast), MemberType = typeof(KernelPaths))]
    public void Softmax_RandomShapesAndWishes_EqualsReference(string path)
    {
        for (int number = 0; number < 200; number++)
        {
            var random = new RandomState(9, (uint)number);
            int panels = number % 8 == 7 ? Between(random, 31, 33) : Between(random, 1, 9);
            int classes = Between(random, 2, 40), examples = Between(random, 0, 70), part = 1 << random.Integer(5);
            using var expected = new Case(random, panels, examples, classes, SpecialShare(number)) { Part = part };
            using Case actual = expected.Copy();
            int wishes = random.Integer(16);
            expected.Run(KernelPaths.Reference, wishes);
            actual.Run(KernelChoice.Choose(path), wishes);
            actual.AssertSame(expected, $"{path}, case {number}, {panels} panels by {part}, {examples} examples, {classes} classes: ");
        }
    }

    [Theory, MemberData(nameof(KernelPaths.All), MemberType = typeof(KernelPaths))]
    public void Softmax_RandomLogits_AgreesWithDoublePrecision(string path)
    {
        var random = new RandomState(10);
        using var softmax = new Case(random, panels: 5, examples: 40, classes: 17, special: 0);
        softmax.Run(KernelChoice.Choose(path), wishes: 15);
        for (int n = 0; n < 40; n++)
        {
            double[] logits = softmax.Logits(n);
            double largest = logits.Max(), logSum = Math.Log(logits.Sum(z => Math.Exp(z - largest))) + largest;
            int label = softmax.Labels.Span[n];
            Close(logSum - logits[label], softmax.Losses.Span[n], LogTolerance);
            Assert.Equal(Array.IndexOf(logits, largest), softmax.Predictions.Span[n]);
            for (int k = 0; k < 17; k++)
            {
                Close(logits[k] - logSum, softmax.LogProbabilities.Span[(n * 32) + k], LogTolerance);
                double delta = Case.Scale * (Math.Exp(logits[k] - logSum) - (k == label ? 1 : 0));
                Close(delta, softmax.Deltas.Span[(n * 32) + k], Case.Scale * LogTolerance);
            }

            Assert.False(softmax.Deltas.Span.Slice((n * 32) + 17, 15).ContainsAnyExcept(0f));
        }

        static void Close(double expected, double actual, double tolerance) =>
            Assert.True(Math.Abs(actual - expected) <= tolerance, $"{actual}, expected {expected}");
    }

    [Theory, MemberData(nameof(KernelPaths.Fast), MemberType = typeof(KernelPaths))]
    public void AddShares_RandomPanels_EqualsReferenceAndLeavesTheTreeAsItIs(string path)
    {
        IKernels kernels = KernelChoice.Choose(path);
        for (int panels = 1; panels <= 40; panels++)
        {
            var random = new RandomState(12, (uint)panels);
            int stride = 16 * Between(random, 1, 5), part = 1 << random.Integer(5);
            using Guarded<float> whole = Floats(random, panels * stride, SpecialShare(panels)), expected = whole.Copy(), byParts = whole.Copy();
            kernels.AddShares(whole.Pointer, panels, stride);
            KernelPaths.Reference.AddShares(expected.Pointer, panels, stride);
            whole.AssertSame(expected, $"{path}, {panels} panels: ");
            for (int first = 0; first < panels; first += part)
                kernels.AddShares(byParts.Pointer + (first * stride), Math.Min(part, panels - first), stride);
            kernels.AddShares(byParts.Pointer, (panels + part - 1) / part, (long)part * stride);
            Bits.AssertSame<float>(whole.Span[..stride], byParts.Span[..stride], $"{path}, {panels} panels by {part}: ");
        }
    }

    [Theory, MemberData(nameof(KernelPaths.All), MemberType = typeof(KernelPaths))]
    public void Softmax_EqualLogits_PredictsTheFirstAndLosesTheLogarithmOfClasses(string path)
    {
        using var softmax = new Case(new RandomState(11), panels: 3, examples: 4, classes: 10, special: 0);
        softmax.Clear();
        softmax.Run(KernelChoice.Choose(path), wishes: 15);
        Assert.False(softmax.Predictions.Span.ContainsAnyExcept((byte)0));
        Assert.False(softmax.Losses.Span.ContainsAnyExcept(Elementary.Log(10)));
    }

    /// <summary>Everything that a pass reads and writes.</summary>
    private sealed class Case : IDisposable
    {
        public const float Scale = 1f / 20f;

        private readonly int _panels;
        private readonly int _examples;
        private readonly int _classes;
        private readonly int _padded;
        private readonly Guarded<float> _shares;
        private readonly Guarded<float> _biases;

        public Case(RandomState random, int panels, int examples, int classes, double special)
            : this(
                panels,
                examples,
                classes,
                Floats(random, panels * examples * Tile.PadToStrip(classes), special, (random.Integer(2) * 3) + 1),
                Floats(random, Tile.PadToStrip(classes), special))
        {
            foreach (ref byte label in Labels.Span)
                label = (byte)random.Integer(classes);
        }

        private Case(int panels, int examples, int classes, Guarded<float> shares, Guarded<float> biases)
        {
            (_panels, _examples, _classes, _shares, _biases) = (panels, examples, classes, shares, biases);
            _padded = Tile.PadToStrip(classes);
            Labels = new Guarded<byte>(examples);
            Predictions = new Guarded<byte>(examples);
            Losses = new Guarded<double>(examples);
            Deltas = new Guarded<float>(examples * _padded);
            LogProbabilities = new Guarded<float>(examples * _padded);
        }

        public int Part { get; init; } = 1;

        public Guarded<byte> Labels { get; }

        public Guarded<byte> Predictions { get; }

        public Guarded<double> Losses { get; }

        public Guarded<float> Deltas { get; }

        public Guarded<float> LogProbabilities { get; }

        public Case Copy()
        {
            var copy = new Case(_panels, _examples, _classes, _shares.Copy(), _biases.Copy()) { Part = Part };
            Labels.Span.CopyTo(copy.Labels.Span);
            return copy;
        }

        public void Clear()
        {
            _shares.Span.Clear();
            _biases.Span.Clear();
        }

        public void Run(IKernels kernels, int wishes)
        {
            var pass = new SoftmaxPass
            {
                Shares = _shares.Pointer,
                Panels = _panels,
                Part = Part,
                Examples = _examples,
                Classes = _classes,
                PaddedClasses = _padded,
                Biases = _biases.Pointer,
                Labels = Labels.Pointer,
                Scale = Scale,
                Deltas = (wishes & 1) != 0 ? Deltas.Pointer : null,
                Losses = (wishes & 2) != 0 ? Losses.Pointer : null,
                Predictions = (wishes & 4) != 0 ? Predictions.Pointer : null,
                LogProbabilities = (wishes & 8) != 0 ? LogProbabilities.Pointer : null,
            };
            kernels.Softmax(in pass);
        }

        /// <summary>An example's logits in double precision, in order of panels.</summary>
        public double[] Logits(int example) =>
        [
            .. Enumerable.Range(0, _classes).Select(k => _biases.Span[k]
                + Enumerable.Range(0, _panels).Sum(p => (double)_shares.Span[(((p * _examples) + example) * _padded) + k])),
        ];

        public void AssertSame(Case expected, string what)
        {
            _shares.AssertSame(expected._shares, what + "shares");
            _biases.AssertSame(expected._biases, what + "biases");
            Labels.AssertSame(expected.Labels, what + "labels");
            Predictions.AssertSame(expected.Predictions, what + "predictions");
            Losses.AssertSame(expected.Losses, what + "losses");
            Deltas.AssertSame(expected.Deltas, what + "deltas");
            LogProbabilities.AssertSame(expected.LogProbabilities, what + "log-probabilities");
        }

        public void Dispose()
        {
            foreach (IDisposable part in (IDisposable[])[_shares, _biases, Labels, Predictions, Losses, Deltas, LogProbabilities])
                part.Dispose();
        }
    }
}
