using Minima.Geometry;

namespace Minima.Studies.Reports;

/// <summary>A run's way in a plane.</summary>
/// <param name="Name">The run's name.</param>
/// <param name="Epochs">Its snapshots.</param>
/// <param name="Feet">Where each stands in the plane, and how far off.</param>
public sealed record PlaneWay(string Name, IReadOnlyList<int> Epochs, IReadOnlyList<Projection> Feet);

/// <summary>The ways of runs in their principal plane.</summary>
/// <param name="Name"><c>raw</c>, or <c>aligned</c>: the later runs replaced by copies close to the first.</param>
/// <param name="Explained">What share of the variance each component shows.</param>
/// <param name="Ways">The runs.</param>
/// <param name="Surface">The loss below them; null where it was not measured.</param>
public sealed record PlaneReport(string Name, IReadOnlyList<double> Explained, IReadOnlyList<PlaneWay> Ways, Surface? Surface);
