using Minima.Kernels;
using Minima.Numerics;
using static Minima.Tests.Kernels.Draw;

namespace Minima.Tests.Kernels;

public sealed unsafe class PassTests
{
    private const int Cases = 120;

    private delegate void PassOf<TInputs>(IKernels kernels, in PanelPass pass, TInputs previous, TInputs next);

    [Theory, MemberData(nameof(KernelPaths.Packed), MemberType = typeof(KernelPaths))]
    public void Pass_RandomPackedInputs_EqualsReference(string path)
    {
        for (int number = 0; number < Cases; number++)
        {
            var random = new RandomState(1, (uint)number);
            int groups = Between(random, 1, 50), before = Between(random, 0, 70), after = Between(random, 0, 70);
            using IPackedCase previous = PackedCase.Of(path, random, groups, before, SpecialShare(number));
            using IPackedCase next = PackedCase.Of(path, random, groups, after, SpecialShare(number));
            Check(path, random, number, groups, (before, previous.Inputs), (after, next.Inputs), Run);
        }

        static void Run(IKernels kernels, in PanelPass pass, PackedInputs previous, PackedInputs next) => kernels.Pass(in pass, previous, next);
    }

    [Theory, MemberData(nameof(KernelPaths.Packed), MemberType = typeof(KernelPaths))]
    public void Pass_SomeStepsPutOff_EqualsReference(string path)
    {
        for (int number = 0; number < Cases; number++)
        {
            var random = new RandomState(5, (uint)number);
            int groups = Between(random, 1, 50), before = Between(random, 0, 70), after = Between(random, 0, 70);
            using IPackedCase previous = PackedCase.Of(path, random, groups, before, SpecialShare(number));
            using IPackedCase next = PackedCase.Of(path, random, groups, after, SpecialShare(number));
            Check(path, random, number, groups, (before, previous.PutOff(random, next)), (after, next.Inputs), Run);
        }

        static void Run(IKernels kernels, in PanelPass pass, PackedInputs previous, PackedInputs next) => kernels.Pass(in pass, previous, next);
    }

    [Theory, MemberData(nameof(KernelPaths.Packed), MemberType = typeof(KernelPaths))]
    public void Multiply_SeveralBatches_EqualsReference(string path)
    {
        for (int number = 0; number < Cases; number++)
        {
            var random = new RandomState(6, (uint)number);
            int groups = Between(random, 1, 50), rows = Between(random, 1, 70), last = Between(random, 0, rows);
            using IPackedCase first = PackedCase.Of(path, random, groups, rows, SpecialShare(number));
            using IPackedCase second = PackedCase.Of(path, random, groups, last, SpecialShare(number));
            using Guarded<float> weights = Floats(random, groups * Tile.Size, SpecialShare(number));
            using Guarded<float> sums = Floats(random, (rows + last) * Tile.Columns, SpecialShare(number)), copy = sums.Copy();
            PackedInputs[] inputs = [first.Inputs, second.Inputs];
            var pass = new PanelPass { Weights = weights.Pointer, Groups = groups, Sums = sums.Pointer };
            KernelPaths.Reference.Multiply(in pass, inputs);
            pass.Sums = copy.Pointer;
            KernelPaths.Of(path).Multiply(in pass, inputs);
            copy.AssertSame(sums, $"{path}, case {number}, {rows} and {last} examples");
        }
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
        using IPackedCase dark = PackedCase.Of(path, random, 1, 0, 0);
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
            KernelPaths.Of(path).Pass(in pass, dark.Inputs, default);
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
        if (previous.Inputs is PackedInputs { PutsOff: true })
            (step, keepGradient, withMagnitudes) = (new Step(0.013, 0, 0.1), false, false);

        using Guarded<float> weights2 = weights.Copy(), gradient2 = gradient.Copy(), sums2 = sums.Copy();
        using Guarded<double> squares2 = squares.Copy(), magnitudes2 = magnitudes.Copy();
        Run(KernelPaths.Reference, weights, gradient, sums, squares, magnitudes);
        Run(KernelPaths.Of(path), weights2, gradient2, sums2, squares2, magnitudes2);
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
}
