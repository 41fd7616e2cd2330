namespace Minima.Studies;

/// <summary>How far a study of surfaces has come.</summary>
/// <param name="Done">The part of all points that is measured, from 0 to 1.</param>
/// <param name="Left">About the time that is left; null where nothing is known yet.</param>
/// <param name="Message">What is being done, in words; at the beginning with what it will cost.</param>
public readonly record struct SurfaceProgress(double Done, TimeSpan? Left, string Message);
