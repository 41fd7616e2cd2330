using Minima.Kernels;
using Minima.Numerics;

namespace Minima.Tests.Kernels;

/// <summary>The autoencoder's kernels give the reference's bits, and write nothing beside their buffers.</summary>
public sealed unsafe class TiedKernelTests
{
    private const int Cases = 60;

    public static TheoryData<string> Fast => KernelPaths.Fast;

    [Theory, MemberData(nameof(Fast))]
    public void Encode_AnyPath_GivesTheReferencesBits(string name)
    {
        for (int number = 0; number < Cases; number++)
        {
            using var expected = new Case(number, single: number % 2 == 0);
            using var actual = new Case(number, single: number % 2 == 0);
            TiedPass reference = expected.Pass(), fast = actual.Pass();
            KernelPaths.Reference.Encode(in reference);
            KernelChoice.Choose(name).Encode(in fast);
            actual.AssertSame(expected, $"case {number}");
        }
    }

    [Theory, MemberData(nameof(Fast))]
    public void Decode_AnyPath_GivesTheReferencesBits(string name)
    {
        for (int number = 0; number < Cases; number++)
        {
            bool single = number % 2 == 0, learns = number % 5 != 0;
            using var expected = new Case(number, single);
            using var actual = new Case(number, single);
            TiedPass reference = expected.Pass(learns), fast = actual.Pass(learns);
            KernelPaths.Reference.Decode(in reference);
            KernelChoice.Choose(name).Decode(in fast);
            actual.AssertSame(expected, $"case {number}");
        }
    }

    [Theory, MemberData(nameof(Fast))]
    public void HideAndSendBack_AnyPath_GiveTheReferencesBits(string name)
    {
        IKernels kernels = KernelChoice.Choose(name);
        for (int number = 0; number < Cases; number++)
        {
            using var expected = new Case(number, single: number % 2 == 0);
            using var actual = new Case(number, single: number % 2 == 0);
            TiedUnits reference = expected.Units(), fast = actual.Units();
            KernelPaths.Reference.Hide(in reference);
            kernels.Hide(in fast);
            actual.AssertSame(expected, $"case {number}, hide");
            KernelPaths.Reference.SendBack(in reference);
            kernels.SendBack(in fast);
            actual.AssertSame(expected, $"case {number}, send back");
        }
    }

    [Fact]
    public void CrossEntropy_OfManyInputs_IsTheSumOfTheirLogarithms()
    {
        var random = new RandomState(3);
        CrossEntropy sum = CrossEntropy.Zero;
        double expected = 0;
        for (int i = 0; i < 3000; i++)
        {
            float x = (float)random.NextDouble(), a = (float)random.Uniform(-12, 12);
            sum.Add(x, a, (float)Math.Exp(-Math.Abs(a)));
            double z = 1 / (1 + Math.Exp(-(double)a));
            expected -= (x * Math.Log(z)) + ((1.0 - x) * Math.Log(1 - z));
        }

        Assert.True(Math.Abs(sum.Total - expected) <= 1e-7 * expected, $"{sum.Total} is not {expected}");
    }

    /// <summary>Random arrays for a pass; two of the same number hold the same.</summary>
    private sealed class Case : IDisposable
    {
        private readonly int _groups, _rows, _width, _stride, _units, _inputWidth, _examples, _owed, _next, _shares;
        private readonly bool _single;
        private readonly Guarded<float> _weights, _inputs, _owedInputs, _nextInputs, _hidden, _hiddenSteps, _owedSteps, _sums, _deltas, _biases, _visible, _scratch, _outputs, _parts;
        private readonly Guarded<CrossEntropy> _costs;

        public Case(int number, bool single)
        {
            var random = new RandomState((uint)(1000 + number));
            _single = single;
            _rows = Draw.Between(random, 1, 53);
            _groups = Tile.Groups(_rows);
            _inputWidth = Tile.PadToStrip(_rows);
            _units = Draw.Between(random, 1, 90);
            _width = Tile.PadToStrip(_units);
            _stride = _width + (Draw.Coin(random) ? 16 : 0);
            _examples = single ? 1 : Draw.Between(random, 1, 9);
            _owed = single ? random.Integer(2) : random.Integer(5);
            _next = single ? random.Integer(2) : random.Integer(5);
            _shares = 1 << random.Integer(4);
            double special = Draw.SpecialShare(number);
            _weights = Rows(_groups * Tile.Rows, special, rows: _rows);
            (_inputs, _owedInputs, _nextInputs) = (Inputs(9), Inputs(9), Inputs(9));
            (_hidden, _hiddenSteps, _owedSteps) = (Rows(9, special), Rows(9, special), Rows(9, special));
            (_sums, _deltas, _parts) = (Rows(9, special), Rows(9, special), Rows(9 * TiedUnits.Parts, special));
            _biases = Rows(1, special);
            _visible = new Guarded<float>(_inputWidth);
            for (int i = 0; i < _rows; i++)
                _visible.Span[i] = (float)random.StandardNormal();
            _scratch = new Guarded<float>(2 * Tile.PadToStrip(9 * Tile.Rows));
            _outputs = new Guarded<float>(9 * _inputWidth);
            _costs = new Guarded<CrossEntropy>(9);
            _costs.Span.Fill(CrossEntropy.Zero);

            Guarded<float> Rows(int count, double share, int rows = int.MaxValue)
            {
                Guarded<float> values = Draw.Floats(random, count * _stride, share, 0.3);
                for (int r = 0; r < count; r++)
                    values.Span.Slice((r * _stride) + (r < rows ? _units : 0), _stride - (r < rows ? _units : 0)).Clear();
                return values;
            }

            Guarded<float> Inputs(int count)
            {
                var values = new Guarded<float>(count * _inputWidth);
                for (int n = 0; n < count; n++)
                {
                    for (int i = 0; i < _rows; i++)
                        values.Span[(n * _inputWidth) + i] = i % 8 < 4 && random.Integer(3) == 0 ? (float)random.NextDouble() : 0;
                }

                return values;
            }
        }

        public TiedPass Pass(bool learns = true)
        {
            var pass = new TiedPass
            {
                Weights = _weights.Pointer,
                Width = _width,
                Stride = _stride,
                First = _groups / 3,
                End = _groups,
                Rows = _rows,
                InputStride = _inputWidth,
                Examples = _examples,
                Inputs = _inputs.Pointer,
                Hidden = _hidden.Pointer,
                HiddenSteps = learns ? _hiddenSteps.Pointer : null,
                HiddenDeltas = _deltas.Pointer,
                VisibleBiases = _visible.Pointer,
                MinusRate = -0.01f,
                Costs = _costs.Pointer,
                Outputs = _outputs.Pointer,
                Scratch = _scratch.Pointer,
            };
            pass.Owe(_owed, _owedInputs.Pointer, _owedSteps.Pointer);
            pass.Encode(_next, _nextInputs.Pointer, _sums.Pointer);
            return pass;
        }

        public TiedUnits Units() => new()
        {
            Examples = _examples,
            Units = _units,
            Width = _width,
            Stride = _stride,
            Shares = _parts.Pointer,
            ShareCount = _shares,
            ShareStride = (long)_examples * _stride,
            Biases = _biases.Pointer,
            Hidden = _hidden.Pointer,
            HiddenSteps = _shares == 1 ? null : _hiddenSteps.Pointer,
            OwedSteps = _owedSteps.Pointer,
            MinusRate = -0.01f,
            OwedInputs = _single && _owed > 0 ? _owedInputs.Pointer : null,
            NextInputs = _nextInputs.Pointer,
            InputWidth = _inputWidth,
        };

        public void AssertSame(Case expected, string what)
        {
            (string Name, Guarded<float> Mine, Guarded<float> Theirs)[] arrays =
            [
                ("weights", _weights, expected._weights), ("sums", _sums, expected._sums), ("deltas", _deltas, expected._deltas), ("hidden", _hidden, expected._hidden),
                ("hidden steps", _hiddenSteps, expected._hiddenSteps), ("owed steps", _owedSteps, expected._owedSteps), ("biases", _biases, expected._biases),
                ("visible biases", _visible, expected._visible), ("outputs", _outputs, expected._outputs), ("parts", _parts, expected._parts),
            ];
            foreach ((string name, Guarded<float> mine, Guarded<float> theirs) in arrays)
                mine.AssertSame(theirs, $"{what}, {name}");
            _scratch.AssertIntact($"{what}, scratch");
            for (int n = 0; n < _examples; n++)
                Assert.Equal(expected._costs.Span[n].Total, _costs.Span[n].Total);
        }

        public void Dispose()
        {
            foreach (IDisposable array in (IDisposable[])[_weights, _inputs, _owedInputs, _nextInputs, _hidden, _hiddenSteps, _owedSteps, _sums, _deltas, _biases, _visible, _scratch, _outputs, _parts, _costs])
                array.Dispose();
        }
    }
}
