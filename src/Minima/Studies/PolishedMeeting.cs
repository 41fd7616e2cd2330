using System.Globalization;
using Minima.Curvature;
using Minima.Data;
using Minima.Geometry;
using Minima.Networks;
using Minima.Studies.Comparisons;

namespace Minima.Studies;

/// <summary>What the critical points say of two networks.</summary>
public enum MeetingVerdict
{
    /// <summary>They are one point up to symmetry.</summary>
    Same,

    /// <summary>They are different points: their costs differ, or no symmetry brings them together.</summary>
    Different,

    /// <summary>Neither is shown.</summary>
    Open,
}

/// <summary>Two polished points, held against each other.</summary>
/// <param name="First">The first one's name.</param>
/// <param name="Second">The second one's name.</param>
/// <param name="CostDifference">Cost of the second less cost of the first.</param>
/// <param name="Relative">The least distance found that a symmetry, a shift of softmax and the free biases of dead units leave, over the second one's norm.</param>
/// <param name="RelativeBound">No symmetry comes closer than this: equal to it, but for rounding, with one hidden layer.</param>
/// <param name="Norm">The second one's norm.</param>
/// <param name="Verdict">What that says.</param>
public sealed record Meeting(string First, string Second, double CostDifference, double Relative, double RelativeBound, double Norm, MeetingVerdict Verdict);

/// <summary>
/// The literal answer to "did two trainings find the same minimum": both are taken to critical points of one cost, and the midpoint of the
/// aligned pair too. Costs that differ, or a distance that no symmetry can close, are a certificate that two critical points are not one.
/// </summary>
/// <param name="A">A, polished.</param>
/// <param name="B">The aligned copy of B, polished.</param>
/// <param name="Middle">The midpoint of A and the aligned copy of B, polished; null where it was not asked for.</param>
/// <param name="Meetings">A with B, A with the midpoint, B with the midpoint.</param>
public sealed record PolishedMeeting(PolishStudy A, PolishStudy B, PolishStudy? Middle, IReadOnlyList<Meeting> Meetings)
{
    /// <summary>The relative distance up to which two points are one: that of single precision, in which they are aligned.</summary>
    public const double DistanceTolerance = 1e-5;

    /// <summary>The difference of costs, as a part of the larger, up to which they are alike.</summary>
    public const double CostTolerance = 1e-8;

    /// <summary>What is said of A and B.</summary>
    public MeetingVerdict Verdict => Meetings[0].Verdict;

    /// <summary>The answer in words.</summary>
    public string Sentence => string.Join(' ', Meetings.Select(static meeting => string.Create(CultureInfo.InvariantCulture, $"{meeting.First} and {meeting.Second} {Words(meeting)}.")));

    /// <summary>What shows that A and B belong to two minima, or fails to; null where one of them is no critical point.</summary>
    public DifferenceCertificate? Certificate => new[] { A, B }.Any(static end => end.Critical.Outcome == PolishOutcome.OutOfProducts) ? null
        : new DifferenceCertificate(
            A.Critical.Cost, B.Critical.Cost, 0.5 * CostTolerance * Math.Max(A.Critical.Cost, B.Critical.Cost),
            Meetings[0].RelativeBound * Meetings[0].Norm, DistanceTolerance * Meetings[0].Norm);

    /// <summary>Names of the files in which the points are kept, and from which a polishing that was stopped goes on.</summary>
    public static IReadOnlyList<string> Files { get; } = ["a.npz.partial", "b.npz.partial", "middle.npz.partial"];

    /// <summary>Polishes A, an aligned copy of B and, where wanted, their midpoint, and holds them against one another.</summary>
    /// <param name="network">The layers of both.</param>
    /// <param name="a">A.</param>
    /// <param name="alignedB">The copy of B that lies closest to A.</param>
    /// <param name="data">The data set whose training part both costs are of.</param>
    /// <param name="l2">Factor of the squared weights, the same for both.</param>
    /// <param name="options">How it is done.</param>
    /// <param name="withMiddle">Whether the midpoint is polished too.</param>
    /// <param name="folder">Where <see cref="Files"/> lie; null: nothing is kept.</param>
    /// <param name="progress">Is told which of the points is under way, and how far it has come.</param>
    /// <param name="cancellation">Stops it between products.</param>
    /// <exception cref="UnusableInputException">The data does not fit, or a number is not finite.</exception>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    public static PolishedMeeting Of(
        Network network,
        Parameters a,
        Parameters alignedB,
        DataSet data,
        double l2,
        PolishOptions options,
        bool withMiddle = true,
        string? folder = null,
        IProgress<(string Name, PolishProgress Progress)>? progress = null,
        CancellationToken cancellation = default)
    {
        PolishStudy first = Polish("A", a, 0), second = Polish("B", alignedB, 1);
        PolishStudy? middle = null;
        if (withMiddle)
        {
            var half = new Parameters(network.Layout);
            for (int i = 0; i < half.Values.Length; i++)
                half.Values[i] = (float)(0.5 * ((double)a.Values[i] + alignedB.Values[i]));
            middle = Polish("the midpoint", half, 2);
        }

        List<Meeting> meetings = [Between(network, first, second)];
        if (middle is not null)
            meetings.AddRange([Between(network, first, middle), Between(network, second, middle)]);
        return new PolishedMeeting(first, second, middle, meetings);

        PolishStudy Polish(string name, Parameters start, int file) => PolishStudy.Of(
            name, network, start, data, l2, options, folder is null ? null : Path.Combine(folder, Files[file]), progress is null ? null : new Named(name, progress), cancellation);
    }

    /// <summary>Holds two polished points against each other.</summary>
    public static Meeting Between(Network network, PolishStudy first, PolishStudy second)
    {
        Parameters a = WithoutFree(network, first), b = WithoutFree(network, second);
        AlignmentResult alignment = Aligner.Align(network, a, b);
        double norm = Distances.Between(a, b).Total.NormB;
        double relative = Math.Sqrt(alignment.SquaredDistance) / norm, bound = Math.Sqrt(Math.Max(0, alignment.LowerBound)) / norm;
        double difference = second.Critical.Cost - first.Critical.Cost;
        bool critical = first.Critical.Outcome != PolishOutcome.OutOfProducts && second.Critical.Outcome != PolishOutcome.OutOfProducts;
        bool costsDiffer = Math.Abs(difference) > CostTolerance * Math.Max(first.Critical.Cost, second.Critical.Cost);
        MeetingVerdict verdict = !critical ? MeetingVerdict.Open
            : costsDiffer || bound > DistanceTolerance ? MeetingVerdict.Different
            : relative <= DistanceTolerance ? MeetingVerdict.Same
            : MeetingVerdict.Open;
        return new Meeting(first.Name, second.Name, difference, relative, bound, norm, verdict);
    }

    /// <summary>A point without what no cost moves: the shift of softmax, and the biases of dead units.</summary>
    private static Parameters WithoutFree(Network network, PolishStudy study)
    {
        Parameters point = SoftmaxShift.Removed(network, study.Parameters);
        foreach (DeadUnit unit in study.Critical.DeadUnits > 0 ? DeadUnit.Find(network, study.Critical.Point) : [])
            point.Values[unit.Bias] = 0;
        return point;
    }

    private static string Words(Meeting meeting)
    {
        string figures = string.Create(
            CultureInfo.InvariantCulture, $"(costs {meeting.CostDifference:E2} apart, least relative distance {meeting.Relative:E2}, none below {meeting.RelativeBound:E2})");
        return meeting.Verdict switch
        {
            MeetingVerdict.Same => $"are one critical point up to symmetry {figures}",
            MeetingVerdict.Different => $"are different critical points {figures}",
            _ => $"may or may not be one critical point {figures}",
        };
    }

    private sealed class Named(string name, IProgress<(string Name, PolishProgress Progress)> progress) : IProgress<PolishProgress>
    {
        public void Report(PolishProgress value) => progress.Report((name, value));
    }
}
