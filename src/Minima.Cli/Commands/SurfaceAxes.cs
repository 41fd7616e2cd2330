namespace Minima.Cli.Commands;

/// <summary>What spans the plane of a surface.</summary>
internal enum SurfaceAxes
{
    Random,
    Filter,
    Hessian,
    Points,
    Principal,
}
