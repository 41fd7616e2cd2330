using Minima.Geometry;

namespace Minima.Studies.Claims;

/// <summary>(c) All four parameters approach their last value uniformly.</summary>
internal static class Convergence
{
    public static Claim Test(SeriesPair pair)
    {
        List<Dictionary<string, object?>> courses =
        [
            .. Courses(pair, "zero", static row => row.FirstToLast),
            .. Courses(pair, "random", static row => row.SecondToLast),
        ];
        string[] away = [.. courses.Where(static course => course["first_epoch_farther"] is not null)
            .Select(static course => $"{course["parameter"]} of the {course["series"]} series (epoch {course["first_epoch_farther"]})")];
        return new Claim(
            "c",
            "All four parameters approach their last value uniformly: at every saved epoch nearer than at the one before.",
            new Dictionary<string, object?>(StringComparer.Ordinal),
            new Dictionary<string, object?>(StringComparer.Ordinal) { ["courses"] = courses },
            IsCourse(pair) ? away.Length == 0 : null,
            !IsCourse(pair)
                ? "A course needs two saved epochs before the last, which lies at distance 0 from itself along any path; "
                    + $"here there are {pair.Rows.Count - 1}."
                : (away.Length == 0 ? "At every saved epoch each parameter of both series is nearer to its last value than at the one before. "
                    : $"Not uniformly: farther than at the saved epoch before are {string.Join(", ", away)}. ")
                + "What this shows is little: the distance to one's own last point falls to zero along any path, as sqrt(1 - t/T) for a random walk "
                + "and as 1 - t/T for steady drift; both are drawn beside the courses. And the parameters still move at the end: over the last saved "
                + $"interval by {Speeds(courses)} an epoch, so the last epoch is where the training was stopped, not a point at which it came to rest.");
    }

    /// <summary>With one saved epoch before the last, the claim would hold whatever happened.</summary>
    private static bool IsCourse(SeriesPair pair) => pair.Rows.Count > 2;

    private static IEnumerable<Dictionary<string, object?>> Courses(SeriesPair pair, string series, Func<PairAtEpoch, Distances> toLast)
    {
        IReadOnlyList<PairAtEpoch> rows = pair.Rows;
        if (rows.Count < 2)
            yield break;
        (PairAtEpoch start, PairAtEpoch before, PairAtEpoch last) = (rows[0], rows[^2], rows[^1]);
        foreach (ParameterDistance first in toLast(start).Parameters)
        {
            double[] course = [.. rows.Select(row => toLast(row)[first.Name].L2)];
            int rise = Enumerable.Range(1, course.Length - 1).FirstOrDefault(i => !(course[i] < course[i - 1]));
            PairAtEpoch middle = rows.MinBy(row => Math.Abs(row.Epoch - (last.Epoch / 2.0)))!;
            double remaining = toLast(middle)[first.Name].L2 / first.L2;
            yield return new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["series"] = series,
                ["parameter"] = first.Name,
                ["start"] = first.L2,
                ["first_epoch_farther"] = rise > 0 ? rows[rise].Epoch : null,
                ["middle_epoch"] = middle.Epoch,
                ["middle_share"] = remaining,
                ["middle_share_drift"] = ControlPaths.Drift(1, middle.Epoch, last.Epoch),
                ["middle_share_random_walk"] = ControlPaths.RandomWalk(1, middle.Epoch, last.Epoch),
                ["speed_at_end"] = toLast(before)[first.Name].L2 / (last.Epoch - before.Epoch),
            };
        }
    }

    private static string Speeds(List<Dictionary<string, object?>> courses) =>
        string.Join(", ", courses.Select(static course => $"{course["speed_at_end"]:G3} ({course["series"]} {course["parameter"]})"));
}
