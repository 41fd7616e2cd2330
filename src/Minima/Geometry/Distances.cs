using Minima.Networks;

namespace Minima.Geometry;

/// <summary>The distances between two points of a network's parameter space, by parameter and in total.</summary>
/// <param name="Parameters">One for each parameter, in the layout's order.</param>
/// <param name="Total">Over all parameters as one vector.</param>
public sealed record Distances(IReadOnlyList<ParameterDistance> Parameters, ParameterDistance Total)
{
    /// <summary>The name that <see cref="Total"/> bears.</summary>
    public const string TotalName = "total";

    /// <summary>The distance of the parameter of that name.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public ParameterDistance this[string name] =>
        Parameters.FirstOrDefault(parameter => parameter.Name == name)
        ?? throw new KeyNotFoundException($"There is no parameter '{name}'.");

    /// <summary>
    /// Measures how far <paramref name="a"/> lies from <paramref name="b"/>. Every sum is taken in double, one number after the other in
    /// the layout's order, the total over the parameters' sums: the same bits on every machine. Floats cannot overflow it. A number that
    /// is not finite makes the figures of its parameter, and of the total, not finite.
    /// </summary>
    /// <exception cref="UnusableInputException">The layouts differ; the message names the first difference.</exception>
    public static Distances Between(Parameters a, Parameters b)
    {
        RequireSameLayout(a.Layout, b.Layout);
        Sums total = default;
        var parameters = new List<ParameterDistance>(a.Layout.Slots.Count);
        foreach (ParameterSlot slot in a.Layout.Slots)
        {
            var sums = Sums.Over(a[slot], b[slot]);
            parameters.Add(sums.ToDistance(slot.Name));
            total += sums;
        }

        return new Distances(parameters, total.ToDistance(TotalName));
    }

    private static void RequireSameLayout(ParameterLayout a, ParameterLayout b)
    {
        int shared = Math.Min(a.Slots.Count, b.Slots.Count);
        for (int i = 0; i < shared; i++)
        {
            (ParameterSlot slotA, ParameterSlot slotB) = (a.Slots[i], b.Slots[i]);
            if (slotA.Name != slotB.Name || !slotA.Shape.SequenceEqual(slotB.Shape))
                throw new UnusableInputException(Difference($"parameter {i + 1} is {Describe(slotA)}", $"{Describe(slotB)} in the second"));
        }

        if (a.Slots.Count == b.Slots.Count)
            return;
        ParameterSlot surplus = (a.Slots.Count > shared ? a : b).Slots[shared];
        (string has, string lacks) = a.Slots.Count > shared ? ("the first", "the second") : ("the second", "the first");
        throw new UnusableInputException(Difference($"{has} has {Describe(surplus)}", $"{lacks} ends before it"));
    }

    private static string Difference(string first, string second) =>
        $"The two networks have different parameters: {first}, {second}. A distance needs the same names and shapes in the same order.";

    private static string Describe(ParameterSlot slot) => $"'{slot.Name}' [{string.Join(", ", slot.Shape)}]";

    // ||A - B||^2, ||A||^2, ||B||^2 and <A, B>. The largest float squared is 1.2e77, so 2^31 of them stay far inside a double.
    private readonly record struct Sums(double Difference, double A, double B, double Product)
    {
        public static Sums operator +(Sums x, Sums y) => new(x.Difference + y.Difference, x.A + y.A, x.B + y.B, x.Product + y.Product);

        public static Sums Over(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
        {
            double difference = 0, squaresA = 0, squaresB = 0, product = 0;
            for (int i = 0; i < a.Length; i++)
            {
                double x = a[i], y = b[i];
                difference += (x - y) * (x - y);
                squaresA += x * x;
                squaresB += y * y;
                product += x * y;
            }

            return new Sums(difference, squaresA, squaresB, product);
        }

        public ParameterDistance ToDistance(string name)
        {
            double distance = Math.Sqrt(Difference);
            double? relative = B == 0 ? null : distance / Math.Sqrt(B);

            // One root of the product, not a product of roots: two equal vectors then have a cosine of exactly 1.
            double? cosine = A == 0 || B == 0 ? null : Math.Clamp(Product / Math.Sqrt(A * B), -1, 1);
            return new ParameterDistance(name, distance, relative, cosine, Math.Sqrt(A), Math.Sqrt(B));
        }
    }
}
