using Minima.Kernels;
using Minima.Numerics;
using static Minima.Tests.Kernels.Draw;

namespace Minima.Tests.Kernels;

public sealed unsafe class PassTests
{
    private const int Cases = 120;

    private delegate void PassOf<TInputs>(IKernels kernels, in PanelPass pass, TInputs previous, TInputs next);

    [Theory, MemberData(nameof(KernelPaths.Fast), MemberType = typeof(KernelPaths))]
    public void Pass_RandomPackedInputs_EqualsReference(string path)
    {
        for (int number = 0; number < Cases; number++)
        {
            var random = new RandomState(1, (uint)number);
            int groups = Between(random, 1, 50), before = Between(random, 0, 70), after = Between(random, 0, 70);
            using var previous = new PackedCase(random, groups, before, SpecialShare(number));
            using var next = new PackedCase(random, groups, after, SpecialShare(number));
            Check(path, random, number, groups, (before, previous.Inputs), (after, next.Inputs), Run);
        }

        static void Run(IKernels kernels, in PanelPass pass, PackedInputs previous, PackedInputs next) => kernels.Pass(in pass, previous, next);
    }

    [Theory, MemberData(nameof(KernelPaths.Fast), MemberType = typeof(KernelPaths))]
    public void Pass_SomeStepsPutOff_EqualsReference(string path)
    {
        for (int number = 0; number < Cases; number++)
        {
            var random = new RandomState(5, (uint)number);
            int groups = Between(random, 1, 50), before = Between(random, 0, 70), after = Between(random, 0, 70);
            using var previous = new PackedCase(random, groups, before, SpecialShare(number), putOff: true);
            using var next = new PackedCase(random, groups, after, SpecialShare(number));
            Check(path, random, number, groups, (before, previous.Inputs), (after, next.Inputs), Run);
        }

        static void Run(IKernels kernels, in PanelPass pass, PackedInputs previous, PackedInputs next) => kernels.Pass(in pass, previous, next);
    }

    [Theory, MemberData(nameof(KernelPaths.Fast), MemberType = typeof(KernelPaths))]
    public void Pass_RandomDenseInputs_EqualsReference(string path)
    {
        for (int number = 0; number < Cases; number++)
        {
            var random = new RandomState(2, (uint)number);
            int groups = Between(random, 1, 50), before = Between(random, 0, 70), after = Between(random, 0, 70);
            using Guarded<float> previous = Dense(random, groups, before, SpecialShare(number), out DenseInputs previousInputs);
            using Guarded<float> next = Dense(random, groups, after, SpecialShare(number), out DenseInputs nextInputs);
            Check(path, random, number, groups, (before, previousInputs), (after, nextInputs), Run);
        }

        static void Run(IKernels kernels, in PanelPass pass, DenseInputs previous, DenseInputs next) => kernels.Pass(in pass, previous, next);
    }

    [Theory, MemberData(nameof(KernelPaths.All), MemberType = typeof(KernelPaths))]
    public void Pass_DarkInputs_DecayIsTheRoundedProduct(string path)
    {
        // The rule to the letter, written once more: W <- fma(-lr, 0, fl(beta * W)).
        var random = new RandomState(3);
        using Guarded<float> weights = Floats(random, Tile.Size, 0), deltas = Floats(random, Tile.Columns, 0);
        float[] expected = weights.Span.ToArray();
        using var dark = new PackedCase(random, 1, 0, 0);
        float beta = (float)(1 - (2 * 0.01 * 1e-4));
        var pass = new PanelPass
        {
            Weights = weights.Pointer,
            Groups = 1,
            Deltas = deltas.Pointer,
            Step = new Step(0.01, 0, 1e-4),
        };
        for (int step = 0; step < 100; step++)
        {
            KernelChoice.Choose(path).Pass(in pass, dark.Inputs, default);
            for (int i = 0; i < expected.Length; i++)
                expected[i] = beta * expected[i];
        }

        Bits.AssertSame<float>(expected, weights.Span, path);
    }

    /// <summary>The same pass by both, each on copies of its own of whatever is written.</summary>
    private static void Check<TInputs>(
        string path,
        RandomState random,
        int number,
        int groups,
        (int Rows, TInputs Inputs) previous,
        (int Rows, TInputs Inputs) next,
        PassOf<TInputs> run)
    {
        double special = SpecialShare(number);
        using Guarded<float> weights = Floats(random, groups * Tile.Size, special), gradient = Floats(random, groups * Tile.Size, special);
        using Guarded<float> deltas = Floats(random, previous.Rows * Tile.Columns, special, 0.1);
        using Guarded<float> sums = Floats(random, next.Rows * Tile.Columns, special);
        using Guarded<double> squares = new(PanelPass.PenaltyLanes), magnitudes = new(PanelPass.PenaltyLanes);
        squares.Span.Fill(0.125);
        magnitudes.Span.Fill(7);
        bool withDeltas = random.Integer(4) > 0, keepGradient = random.Integer(3) == 0, multiply = random.Integer(4) > 0;
        bool withSquares = Coin(random), withMagnitudes = Coin(random);
        var step = new Step(0.013, Coin(random) ? 0 : 0.01, Coin(random) ? 0 : 0.1);
        if (previous.Inputs is PackedInputs { PutOff.Exists: true })
            (step, keepGradient, withMagnitudes) = (new Step(0.013, 0, 0.1), false, false);

        using Guarded<float> weights2 = weights.Copy(), gradient2 = gradient.Copy(), sums2 = sums.Copy();
        using Guarded<double> squares2 = squares.Copy(), magnitudes2 = magnitudes.Copy();
        Run(KernelPaths.Reference, weights, gradient, sums, squares, magnitudes);
        Run(KernelChoice.Choose(path), weights2, gradient2, sums2, squares2, magnitudes2);
        string what = $"{path}, case {number}, {groups} groups, {previous.Rows} and {next.Rows} examples: ";
        weights2.AssertSame(weights, what + "weights");
        gradient2.AssertSame(gradient, what + "gradient");
        sums2.AssertSame(sums, what + "sums");
        squares2.AssertSame(squares, what + "squares");
        magnitudes2.AssertSame(magnitudes, what + "magnitudes");

        void Run(IKernels kernels, Guarded<float> w, Guarded<float> g, Guarded<float> s, Guarded<double> sq, Guarded<double> ma)
        {
            var pass = new PanelPass
            {
                Weights = w.Pointer,
                Groups = groups,
                Step = step,
                Deltas = withDeltas ? deltas.Pointer : null,
                Gradient = withDeltas && keepGradient ? g.Pointer : null,
                Sums = multiply ? s.Pointer : null,
                Squares = withSquares ? sq.Pointer : null,
                Magnitudes = withMagnitudes ? ma.Pointer : null,
            };
            run(kernels, in pass, previous.Inputs, next.Inputs);
        }
    }

    /// <summary>A layer's outputs: panels of rows, with room between the panels.</summary>
    private static Guarded<float> Dense(RandomState random, int groups, int examples, double special, out DenseInputs inputs)
    {
        int rowLength = 16 * Between(random, 1, 4), panels = ((groups * Tile.Rows) + rowLength - 1) / rowLength;
        int panelLength = (examples + random.Integer(3)) * rowLength;
        Guarded<float> values = Floats(random, panels * panelLength, special);
        inputs = new DenseInputs(values.Pointer, examples, rowLength, panelLength);
        return values;
    }

    /// <summary>Packed inputs of which some rows are dark, some full, and some lit by a few examples.</summary>
    private sealed class PackedCase : IDisposable
    {
        private readonly Guarded<int> _rowStarts;
        private readonly Guarded<Lit> _byRow;
        private readonly Guarded<int> _exampleStarts;
        private readonly Guarded<Lit> _byExample;
        private readonly PutOffCase? _putOff;
        private readonly int _examples;

        public PackedCase(RandomState random, int groups, int examples, double special, bool putOff = false)
        {
            int rows = groups * Tile.Rows, blocks = Tile.Panels(rows);
            _examples = examples;
            using Guarded<float> values = Floats(random, rows * examples, special);
            var lit = new bool[rows, examples];
            var byRow = new List<Lit>();
            _rowStarts = new Guarded<int>(rows + 1);
            for (int row = 0; row < rows; row++)
            {
                double share = random.Integer(3) * 0.5;
                for (int n = 0; n < examples; n++)
                {
                    lit[row, n] = random.NextDouble() < share;
                    if (lit[row, n])
                        byRow.Add(new Lit(n, values.Span[(row * examples) + n]));
                }

                _rowStarts.Span[row + 1] = byRow.Count;
            }

            var byExample = new List<Lit>();
            _exampleStarts = new Guarded<int>((blocks * examples) + 1);
            for (int i = 0; i < blocks * examples; i++)
            {
                (int block, int n) = Math.DivRem(i, examples);
                for (int row = block * Tile.Columns; row < Math.Min((block + 1) * Tile.Columns, rows); row++)
                {
                    if (lit[row, n])
                        byExample.Add(new Lit(row, values.Span[(row * examples) + n]));
                }

                _exampleStarts.Span[i + 1] = byExample.Count;
            }

            _byRow = new Guarded<Lit>(byRow.Count);
            byRow.CopyTo(_byRow.Span);
            _byExample = new Guarded<Lit>(byExample.Count);
            byExample.CopyTo(_byExample.Span);
            _putOff = putOff ? new PutOffCase(random, _rowStarts.Span) : null;
        }

        public PackedInputs Inputs =>
            new(_rowStarts.Pointer, _byRow.Pointer, _exampleStarts.Pointer, _byExample.Pointer, _examples, _putOff?.Lists ?? default);

        public void Dispose()
        {
            foreach (IDisposable part in (IDisposable[])[_rowStarts, _byRow, _exampleStarts, _byExample])
                part.Dispose();
            _putOff?.Dispose();
        }
    }

    /// <summary>Some of the rows that a batch does not light are late by a few decays; or all of them are settled.</summary>
    private sealed class PutOffCase : IDisposable
    {
        private readonly Guarded<int> _litStarts;
        private readonly Guarded<byte> _lit;
        private readonly Guarded<int> _lateStarts;
        private readonly Guarded<LateRow> _late;
        private readonly bool _settles;

        public PutOffCase(RandomState random, ReadOnlySpan<int> rowStarts)
        {
            int rows = rowStarts.Length - 1, blocks = Tile.Panels(rows);
            _settles = random.Integer(3) == 0;
            var (lit, late) = (new List<byte>(), new List<LateRow>());
            (_litStarts, _lateStarts) = (new Guarded<int>(blocks + 1), new Guarded<int>(blocks + 1));
            for (int row = 0; row < rows; row++)
            {
                bool isLit = rowStarts[row] < rowStarts[row + 1];
                if (isLit)
                    lit.Add((byte)(row % Tile.Columns));
                else if (Coin(random))
                    late.Add(new LateRow(row % Tile.Columns, Between(random, 1, 60)));
                _litStarts.Span[(row / Tile.Columns) + 1] = lit.Count;
                _lateStarts.Span[(row / Tile.Columns) + 1] = late.Count;
            }

            (_lit, _late) = (new Guarded<byte>(lit.Count), new Guarded<LateRow>(late.Count));
            lit.CopyTo(_lit.Span);
            late.CopyTo(_late.Span);
        }

        public PutOff Lists => new(_litStarts.Pointer, _lit.Pointer, _lateStarts.Pointer, _late.Pointer, _settles);

        public void Dispose()
        {
            foreach (IDisposable part in (IDisposable[])[_litStarts, _lit, _lateStarts, _late])
                part.Dispose();
        }
    }
}
