using Minima.Studies.Comparisons;

namespace Minima.Studies.Reports;

/// <summary>What a report says of two networks.</summary>
/// <param name="NameA">What A is called.</param>
/// <param name="NameB">What B is called.</param>
/// <param name="Compared">The comparison, with its verdict.</param>
/// <param name="Plain">The verdict for one who knows nothing of the matter.</param>
/// <param name="Course">Epoch by epoch; null for two snapshots, and for runs of other shapes.</param>
public sealed record PairReport(string NameA, string NameB, Comparison Compared, PlainVerdict Plain, SeriesComparison? Course)
{
    /// <summary>Of two snapshots.</summary>
    /// <param name="compared">The comparison.</param>
    /// <param name="a">What to call A; null: as the comparison does.</param>
    /// <param name="b">What to call B.</param>
    public static PairReport Of(Comparison compared, string? a = null, string? b = null) => Of(compared, null, a ?? compared.NameA, b ?? compared.NameB);

    /// <summary>Of two runs: their last common epoch, and the course.</summary>
    public static PairReport Of(SeriesComparison course, string a, string b) => Of(course.Last, course, a, b);

    private static PairReport Of(Comparison compared, SeriesComparison? course, string a, string b) =>
        new(a, b, compared, PlainVerdict.Of(compared, a, b), course);
}
