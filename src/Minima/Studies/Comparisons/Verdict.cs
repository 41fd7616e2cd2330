namespace Minima.Studies.Comparisons;

/// <summary>What a comparison of two networks comes to, in the order in which the rules are asked: the first that applies.</summary>
public enum Verdict
{
    /// <summary>One of them has hardly learned: there is no minimum to compare.</summary>
    Untrained,

    /// <summary>They have other shapes: only what they do can be compared.</summary>
    NotComparable,

    /// <summary>The same bytes.</summary>
    Identical,

    /// <summary>A symmetry makes them the same numbers, but for rounding.</summary>
    SameFunction,

    /// <summary>A symmetry puts them into one basin: the straight line between them has no rise in training cost worth the name.</summary>
    SameBasin,

    /// <summary>A symmetry makes a straight line between them on which errors hardly rise.</summary>
    Connected,

    /// <summary>A certificate shows that they are two minima.</summary>
    Different,

    /// <summary>None of these: no symmetry found by what was tried makes them meet, which does not show that there is none.</summary>
    NoSymmetryFound,
}

/// <summary>Verdicts as words.</summary>
public static class Verdicts
{
    /// <summary>As JSON and the documentation have it, such as <c>no-symmetry-found</c>.</summary>
    public static string Word(this Verdict verdict) => verdict switch
    {
        Verdict.Untrained => "untrained",
        Verdict.NotComparable => "not-comparable",
        Verdict.Identical => "identical",
        Verdict.SameFunction => "same-function",
        Verdict.SameBasin => "same-basin",
        Verdict.Connected => "connected",
        Verdict.Different => "different",
        _ => "no-symmetry-found",
    };

    /// <summary>Whether it says that both are the same minimum.</summary>
    public static bool IsSame(this Verdict verdict) => verdict is Verdict.Identical or Verdict.SameFunction or Verdict.SameBasin;
}
