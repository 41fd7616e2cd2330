namespace Minima.Networks;

/// <summary>A point of a plane: its origin + X u + Y v.</summary>
/// <param name="X">How many times the first direction.</param>
/// <param name="Y">How many times the second.</param>
public readonly record struct PlanePlace(double X, double Y);
