using Minima.Numerics;

namespace Minima.Data.Digits;

/// <summary>
/// A smooth distortion of the plane: each point is moved by the sum of a few long plane waves of random direction, length, phase and
/// strength. So neighbouring parts of a digit bend together, as in handwriting.
/// </summary>
internal sealed class Distortion
{
    private const int Count = 3;

    /// <summary>Standard deviation of a wave's strength, in box lengths.</summary>
    private const double Strength = 0.025;

    /// <summary>Standard deviation of each component of the wave vector, in radians per box length.</summary>
    private const double WaveNumber = 4.0;

    private readonly record struct Wave(double KX, double KY, double Phase, double DX, double DY);

    private readonly Wave[] _waves = new Wave[Count];

    public Distortion(RandomState random)
    {
        for (int i = 0; i < Count; i++)
        {
            double kx = WaveNumber * random.StandardNormal();
            double ky = WaveNumber * random.StandardNormal();
            double phase = random.Uniform(0.0, 2.0 * Math.PI);
            double dx = Strength * random.StandardNormal();
            double dy = Strength * random.StandardNormal();
            _waves[i] = new(kx, ky, phase, dx, dy);
        }
    }

    /// <summary>Where the point (x, y), seen from the middle of the box, comes to lie.</summary>
    public (double X, double Y) Apply(double x, double y)
    {
        (double movedX, double movedY) = (x, y);
        foreach (Wave wave in _waves)
        {
            double height = Elementary.Sin(wave.KX * x + wave.KY * y + wave.Phase);
            movedX += wave.DX * height;
            movedY += wave.DY * height;
        }

        return (movedX, movedY);
    }
}
