using Minima.Kernels;
using Minima.Numerics;
using static Minima.Tests.Kernels.Draw;

namespace Minima.Tests.Kernels;

/// <summary>Lists of single inputs, of which some are dark, some lit by all examples, and some by a few.</summary>
internal sealed unsafe class SingleCase : IPackedCase
{
    private readonly ListCase<LitInput> _rows = new();
    private readonly ListCase<LitInput> _blocks = new();
    private readonly int _examples;
    private Guarded<TouchedRow>? _touched;

    public SingleCase(RandomState random, int rows, int examples, double special)
    {
        _examples = examples;
        using Guarded<float> values = Floats(random, rows * examples, special);
        var lit = new bool[rows, examples];
        for (int row = 0; row < rows; row++)
        {
            double share = random.Integer(3) * 0.5;
            for (int n = 0; n < examples; n++)
            {
                lit[row, n] = random.NextDouble() < share;
                if (lit[row, n])
                    _rows.Add(new LitInput(n, values.Span[(row * examples) + n]));
            }

            _rows.EndList();
        }

        for (int first = 0; first < rows; first += SingleInputs.BlockRows)
        {
            for (int n = 0; n < examples; n++)
            {
                for (int row = first; row < Math.Min(first + SingleInputs.BlockRows, rows); row++)
                {
                    if (lit[row, n])
                        _blocks.Add(new LitInput(row, values.Span[(row * examples) + n]));
                }

                _blocks.EndList();
            }
        }
    }

    public PackedInputs Inputs => new(new SingleInputs(_rows.Visits, _blocks.Visits), _examples);

    public PackedInputs PutOff(RandomState random, IPackedCase next)
    {
        bool settles = random.Integer(3) == 0;
        var touched = new List<TouchedRow>();
        ReadOnlySpan<int> starts = _rows.Starts, nextStarts = ((SingleCase)next)._rows.Starts;
        for (int row = 0; row < starts.Length - 1; row++)
        {
            if (PackedCase.Touch(random, starts[row + 1] - starts[row], settles || nextStarts[row + 1] > nextStarts[row]) is int visits)
                touched.Add(new TouchedRow(row, visits));
        }

        _touched = ListCase<TouchedRow>.Guard(touched);
        var putOff = new PutOff<TouchedRow>(_touched.Pointer, touched.Count, settles);
        return new PackedInputs(new SingleInputs(_rows.Visits, _blocks.Visits, putOff), _examples);
    }

    public void Dispose()
    {
        _rows.Dispose();
        _blocks.Dispose();
        _touched?.Dispose();
    }
}
