using Minima.Geometry;
using Minima.Trajectories;

namespace Minima.Studies;

/// <summary>One of the networks that are merged.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Snapshot">The network.</param>
/// <param name="Weight">Its weight in the mean; those of all members add up to 1.</param>
/// <param name="Symmetry">What brings it close to the first.</param>
/// <param name="Raw">Its distance from the first.</param>
/// <param name="Aligned">The distance of its copy.</param>
/// <param name="Does">What it does; null where there is no data.</param>
public sealed record MergedMember(string Name, Snapshot Snapshot, double Weight, Symmetry Symmetry, double Raw, double Aligned, TwoEvaluations? Does);
