using Minima.Kernels;
using Minima.Numerics;
using static Minima.Tests.Kernels.Draw;

namespace Minima.Tests.Kernels;

/// <summary>
/// Lists by neighbours, of which some pairs are dark, some full, and some lit by a few examples, one input of them or both; so of a group
/// an example may light either pair, both or none. A visit's inputs of a pair that it does not light are not zero here: nobody may take
/// them.
/// </summary>
internal sealed unsafe class GroupedCase : IPackedCase
{
    private readonly ListCase<LitPair> _pairs = new();
    private readonly ListCase<LitGroup> _groups = new();
    private readonly int _examples;
    private Guarded<TouchedGroup>? _touched;

    public GroupedCase(RandomState random, int groups, int examples, double special)
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

    public PackedInputs Inputs => new(new GroupedInputs(_pairs.Visits, _groups.Visits), _examples);

    public PackedInputs PutOff(RandomState random, IPackedCase next)
    {
        bool settles = random.Integer(3) == 0;
        var touched = new List<TouchedGroup>();
        for (int group = 0; 2 * group < _pairs.Starts.Length - 1; group++)
        {
            ReadOnlySpan<int> pairs = _pairs.Starts[(2 * group)..], parts = ((GroupedCase)next)._groups.Starts[(GroupVisits.Parts * group)..];
            int? first = PackedCase.Touch(random, pairs[1] - pairs[0], settles || parts[2] > parts[0]);
            int? second = PackedCase.Touch(random, pairs[2] - pairs[1], settles || parts[3] > parts[1]);
            var all = new TouchedGroup(
                group, first ?? TouchedGroup.Alone, second ?? TouchedGroup.Alone, (parts[1] - parts[0], parts[2] - parts[1], parts[3] - parts[2]));
            if (all.IsTouched)
                touched.Add(all);
        }

        _touched = ListCase<TouchedGroup>.Guard(touched);
        var putOff = new PutOff<TouchedGroup>(_touched.Pointer, touched.Count, settles);
        return new PackedInputs(new GroupedInputs(_pairs.Visits, _groups.Visits, putOff), _examples);
    }

    public void Dispose()
    {
        _pairs.Dispose();
        _groups.Dispose();
        _touched?.Dispose();
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
