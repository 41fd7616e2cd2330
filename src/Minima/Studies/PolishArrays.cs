using Minima.Curvature;
using Minima.Formats;
using Minima.Networks;

namespace Minima.Studies;

/// <summary>A <see cref="PolishState"/> as the arrays of a file. Vectors are of the living part's numbers, but for those of the spectrum, which is the whole network's.</summary>
internal sealed class PolishArrays
{
    private readonly string _path;
    private readonly Dictionary<string, Tensor> _tensors;

    private PolishArrays(string path, IEnumerable<Tensor> tensors) => (_path, _tensors) = (path, tensors.ToDictionary(static tensor => tensor.Name, StringComparer.Ordinal));

    /// <summary>The arrays of a state.</summary>
    public static IEnumerable<Tensor> Of(PolishState state)
    {
        yield return Vector("point", state.Point);
        yield return Vector("base", state.Base);
        yield return Rows("steps", [.. state.Memory.Select(static pair => pair.Step)]);
        yield return Rows("changes", [.. state.Memory.Select(static pair => pair.Change)]);
        yield return Vector("dead", [.. state.Dead.Select(static place => (double)place)]);
        yield return Vector("dead_biases", state.DeadBiases);
        yield return Vector("state",
        [
            state.Scale, state.Radius, state.Near, state.Age, state.Gradients, state.Steps, state.Products, (int)state.Precision, state.Rough ? 1 : 0, state.Exact ? 1 : 0,
        ]);
        if (state.Settled is { } settled)
            yield return Vector("settled", [(int)settled]);
        if (state.Last is { } last)
            yield return Vector("last", last);
        if (state.Way is { } way)
        {
            yield return Rows("way", [way.Step, way.Residual, way.Direction]);
            yield return Vector("way_state", way.Numbers);
            yield return Rows("way_segments", way.Segments);
        }

        if (state.Ends is { } ends)
        {
            yield return Rows("ends_basis", ends.Space.Basis);
            yield return Rows("ends_images", ends.Space.Images);
            yield return Vector("ends_residual", ends.Space.Residual);
            yield return Vector("ends_state", [ends.Largest.Value, ends.Largest.Residual, ends.Products, ends.Least, ends.Halved, ends.Space.Products]);
        }
    }

    /// <summary>The state that a file's arrays hold.</summary>
    /// <exception cref="UnusableInputException">An array is missing, has another size than the others ask for, or a number that cannot be.</exception>
    public static PolishState Read(string path, IEnumerable<Tensor> tensors, Network network) => new PolishArrays(path, tensors).Read(network);

    private PolishState Read(Network network)
    {
        double[] state = Numbers("state", 10, finite: false), biases = Numbers("dead_biases");

        // The radius is no number before Newton's first step, and the gradient may be taken to be near however large it is.
        if (!double.IsFinite(state[0]) || double.IsInfinity(state[1]) || double.IsNaN(state[2]) || !AreCounts(state[3..]) || state[7] > (int)ProductPrecision.Mixed)
            throw Damaged("state");
        int[] dead = [.. Numbers("dead", biases.Length).Select(static place => (int)place)];
        if (DeadUnit.At(network, dead).Count != dead.Length)
            throw Damaged("dead");
        int count = new LivingPart(network, DeadUnit.At(network, dead), new double[network.Layout.Count]).Network.Layout.Count;
        double[][] steps = Vectors("steps", count), changes = Vectors("changes", count, steps.Length);
        return new PolishState(
            Numbers("point", count), Numbers("base", count), [.. steps.Zip(changes, static (step, change) => new SecantPair(step, change))], state[0], state[1], state[2],
            (int)state[3], (int)state[4], (int)state[5], (int)state[6], (ProductPrecision)(int)state[7], state[8] > 0, state[9] > 0, dead, biases)
        {
            Settled = _tensors.ContainsKey("settled") ? Outcome(Numbers("settled", 1)[0]) : null,
            Last = _tensors.ContainsKey("last") ? Numbers("last", count) : null,
            Way = _tensors.ContainsKey("way") ? Way(count) : null,
            Ends = _tensors.ContainsKey("ends_state") ? Ends(network.Layout.Count) : null,
        };
    }

    private PolishOutcome Outcome(double number) =>
        number is (int)PolishOutcome.Reached or (int)PolishOutcome.AtRounding or (int)PolishOutcome.OutOfProducts ? (PolishOutcome)(int)number : throw Damaged("settled");

    private NewtonWay Way(int count)
    {
        double[][] vectors = Vectors("way", count, 3);
        return new NewtonWay(vectors[0], vectors[1], vectors[2], Numbers("way_state", NewtonWay.Count), Vectors("way_segments", NewtonWay.OfSegment));
    }

    private SpectrumState Ends(int count)
    {
        double[] state = Numbers("ends_state", 6, finite: false);
        if (!double.IsFinite(state[0] + state[1]) || !AreCounts([state[2], state[4], state[5]]) || double.IsNaN(state[3]))
            throw Damaged("ends_state");
        double[][] basis = Vectors("ends_basis", count);
        if (basis.Length > SmallestEigenvalue.MostKept)
            throw Damaged("ends_basis");
        double[][] images = Vectors("ends_images", count, basis.Length);
        return new SpectrumState(
            new EigenSpace(basis, images, Numbers("ends_residual", count), (int)state[5]), new Eigenvalue(state[0], state[1]), (int)state[2], state[3], (int)state[4]);
    }

    private double[] Numbers(string name, int? count = null, bool finite = true) =>
        _tensors.GetValueOrDefault(name) is { Type: ElementType.F64 } tensor && tensor.ToDoubles() is var numbers && (count ?? numbers.Length) == numbers.Length && (!finite || numbers.All(double.IsFinite)) ? numbers : throw Damaged(name);

    private double[][] Vectors(string name, int length, int? count = null)
    {
        double[] numbers = Numbers(name, count * length);
        return numbers.Length % length == 0 ? [.. numbers.Chunk(length)] : throw Damaged(name);
    }

    private UnusableInputException Damaged(string array) => new($"'{_path}' is damaged, or of another version, in its array {array}. Delete it, or begin anew (--force).");

    private static bool AreCounts(double[] numbers) => numbers.All(static number => number >= 0 && number <= int.MaxValue);

    private static Tensor Vector(string name, IReadOnlyList<double> values) => Tensor.FromDoubles(name, [values.Count], [.. values]);

    private static Tensor Rows(string name, IReadOnlyList<IReadOnlyList<double>> rows) =>
        Tensor.FromDoubles(name, [rows.Count, rows.Count == 0 ? 0 : rows[0].Count], [.. rows.SelectMany(static row => row)]);
}
