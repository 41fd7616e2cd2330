using System.Runtime.InteropServices;
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
            using var previous = new PackedCase(random, groups, before, SpecialShare(number));
            using var next = new PackedCase(random, groups, after, SpecialShare(number));
            using var putOff = new PutOffCase(random, previous, next);
            Check(path, random, number, groups, (before, previous.PuttingOff(putOff)), (after, next.Inputs), Run);
        }

        static void Run(IKernels kernels, in PanelPass pass, PackedInputs previous, PackedInputs next) => kernels.Pass(in pass, previous, next);
    }

    [Theory, MemberData(nameof(KernelPaths.Fast), MemberType = typeof(KernelPaths))]
    public void Multiply_SeveralBatches_EqualsReference(string path)
    {
        for (int number = 0; number < Cases; number++)
        {
            var random = new RandomState(6, (uint)number);
            int groups = Between(random, 1, 50), rows = Between(random, 1, 70), last = Between(random, 0, rows);
            using var first = new PackedCase(random, groups, rows, SpecialShare(number));
            using var second = new PackedCase(random, groups, last, SpecialShare(number));
            using Guarded<float> weights = Floats(random, groups * Tile.Size, SpecialShare(number));
            using Guarded<float> sums = Floats(random, (rows + last) * Tile.Columns, SpecialShare(number)), copy = sums.Copy();
            PackedInputs[] inputs = [first.Inputs, second.Inputs];
            var pass = new PanelPass { Weights = weights.Pointer, Groups = groups, Sums = sums.Pointer };
            KernelPaths.Reference.Multiply(in pass, inputs);
            pass.Sums = copy.Pointer;
            KernelChoice.Choose(path).Multiply(in pass, inputs);
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

    /// <summary>
    /// Packed inputs of which some pairs are dark, some full, and some lit by a few examples, one input of them or both; so of a group
    /// an example may light either pair, both or none. A visit's inputs of a pair that it does not light are not zero here: nobody may take
    /// them.
    /// </summary>
    private sealed class PackedCase : IDisposable
    {
        private readonly ListCase<LitPair> _pairs = new();
        private readonly ListCase<LitGroup> _groups = new();
        private readonly int _examples;

        public PackedCase(RandomState random, int groups, int examples, double special)
        {
            _examples = examples;
            using Guarded<float> values = Floats(random, groups * Tile.Rows * examples, special);
            for (int group = 0; group < groups; group++)
            {
                Span<float> inputs = values.Span.Slice(group * Tile.Rows * examples, Tile.Rows * examples);
                bool[] first = DrawPair(random, inputs, 0), second = DrawPair(random, inputs, 2);
                AddPair(inputs, 0, first);
                AddPair(inputs, 2, second);
                for (int part = 0; part < GroupVisits.Parts; part++)
                    AddPart(inputs, n => first[n] == (part <= 1) && second[n] == (part >= 1));
            }
        }

        public PackedInputs Inputs => new(_pairs.Visits, _groups.Visits, _examples);

        public ReadOnlySpan<int> PairStarts => _pairs.Starts;

        public ReadOnlySpan<int> PartStarts => _groups.Starts;

        public PackedInputs PuttingOff(PutOffCase putOff) => new(_pairs.Visits, _groups.Visits, _examples, putOff.Lists);

        public void Dispose()
        {
            _pairs.Dispose();
            _groups.Dispose();
        }

        /// <summary>Draws which examples light a pair, whose inputs begin at <paramref name="at"/> of each four.</summary>
        private static bool[] DrawPair(RandomState random, Span<float> inputs, int at)
        {
            double share = random.Integer(3) * 0.5;
            bool[] lit = new bool[inputs.Length / Tile.Rows];
            for (int n = 0; n < lit.Length; n++)
            {
                if (Coin(random))
                    inputs[(Tile.Rows * n) + at + random.Integer(2)] = 0;
                lit[n] = random.NextDouble() < share;
            }

            return lit;
        }

        private void AddPair(ReadOnlySpan<float> inputs, int at, bool[] lit)
        {
            for (int n = 0; n < _examples; n++)
            {
                if (lit[n])
                    _pairs.Add(new LitPair(n, inputs[(Tile.Rows * n) + at], inputs[(Tile.Rows * n) + at + 1]));
            }

            _pairs.EndList();
        }

        private void AddPart(ReadOnlySpan<float> inputs, Predicate<int> isOfPart)
        {
            for (int n = 0; n < _examples; n++)
            {
                ReadOnlySpan<float> four = inputs.Slice(Tile.Rows * n, Tile.Rows);
                if (isOfPart(n))
                    _groups.Add(new LitGroup(n, four[0], four[1], four[2], four[3]));
            }

            _groups.EndList();
        }
    }

    /// <summary>Lists of visits, one after the other.</summary>
    private sealed class ListCase<T> : IDisposable
        where T : unmanaged
    {
        private readonly List<int> _starts = [0];
        private readonly List<T> _all = [];
        private Guarded<int>? _guardedStarts;
        private Guarded<T>? _guardedVisits;

        public ReadOnlySpan<int> Starts => CollectionsMarshal.AsSpan(_starts);

        /// <summary>All that was added, behind guards.</summary>
        public Visits<T> Visits
        {
            get
            {
                _guardedStarts ??= Guard(_starts);
                _guardedVisits ??= Guard(_all);
                return new Visits<T>(_guardedStarts.Pointer, _guardedVisits.Pointer);
            }
        }

        public void Add(T visit) => _all.Add(visit);

        public void EndList() => _starts.Add(_all.Count);

        public void Dispose()
        {
            _guardedStarts?.Dispose();
            _guardedVisits?.Dispose();
        }

        private static Guarded<TItem> Guard<TItem>(List<TItem> items)
            where TItem : unmanaged
        {
            var guarded = new Guarded<TItem>(items.Count);
            CollectionsMarshal.AsSpan(items).CopyTo(guarded.Span);
            return guarded;
        }
    }

    /// <summary>
    /// Pairs that a batch does not light take a few decays where the next one lights them, and some where it does not; or all of them do, where all is
    /// settled.
    /// </summary>
    private sealed class PutOffCase : IDisposable
    {
        private readonly Guarded<TouchedGroup> _touched;
        private readonly bool _settles;

        public PutOffCase(RandomState random, PackedCase previous, PackedCase next)
        {
            _settles = random.Integer(3) == 0;
            var touched = new List<TouchedGroup>();
            for (int group = 0; 2 * group < previous.PairStarts.Length - 1; group++)
            {
                ReadOnlySpan<int> pairs = previous.PairStarts[(2 * group)..], parts = next.PartStarts[(GroupVisits.Parts * group)..];
                int first = Touch(random, pairs[1] - pairs[0], parts[2] > parts[0]), second = Touch(random, pairs[2] - pairs[1], parts[3] > parts[1]);
                var all = new TouchedGroup(group, first, second, (parts[1] - parts[0], parts[2] - parts[1], parts[3] - parts[2]));
                if (all.IsTouched)
                    touched.Add(all);
            }

            _touched = new Guarded<TouchedGroup>(touched.Count);
            touched.CopyTo(_touched.Span);
        }

        public PutOff Lists => new(_touched.Pointer, (int)_touched.Span.Length, _settles);

        public void Dispose() => _touched.Dispose();

        private int Touch(RandomState random, int visits, bool wanted)
        {
            bool decays = wanted || _settles || Coin(random);
            return visits > 0 ? visits : decays ? -Between(random, 1, 60) : TouchedGroup.Alone;
        }
    }
}
