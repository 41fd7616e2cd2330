using Minima.Numerics;

namespace Minima.Data.Digits;

/// <summary>A place on the paper that the pen passed, in pixels, with half its line's width there.</summary>
internal readonly record struct InkPoint(double X, double Y, double HalfWidth);

/// <summary>A written digit: its strokes, and how dark the ink is (1 is full).</summary>
internal sealed record Writing(IReadOnlyList<InkPoint[]> Strokes, double Darkness);

/// <summary>
/// Writes a digit as a person might: one of its styles, with an unsteady hand, a slant, a pen of its own, and now and then a slip.
/// All lengths are fractions of the glyph's box until the writing is laid out in pixels.
/// </summary>
internal static class Hand
{
    private const double Unsteadiness = 0.022;
    private const double UsualAspect = 0.78;
    private const double AspectSpread = 0.14;
    private const double UsualSlant = 0.12;
    private const double SlantSpread = 0.12;
    private const double RotationSpread = 0.06;
    private const double SlipProbability = 0.08;
    private const double ThinnestLine = 1.8;
    private const double ThickestLine = 3.4;
    private const double PressureSpread = 0.25;
    private const double FaintProbability = 0.04;

    /// <summary>Draws all that is left to chance from <paramref name="random"/>.</summary>
    public static Writing Write(int digit, RandomState random)
    {
        PenPoint[][][] styles = Glyphs.Styles[digit];
        PenPoint[][] style = styles[random.Integer(styles.Length)];

        double aspect = UsualAspect * Elementary.Exp(AspectSpread * random.StandardNormal());
        double slant = UsualSlant + SlantSpread * random.StandardNormal();
        double angle = RotationSpread * random.StandardNormal();
        double halfWidth = 0.5 * random.Uniform(ThinnestLine, ThickestLine);
        double darkness = random.NextDouble() < FaintProbability ? random.Uniform(0.45, 0.8) : 1.0;
        (double sin, double cos) = (Elementary.Sin(angle), Elementary.Cos(angle));
        Distortion distortion = new(random);

        List<InkPoint[]> strokes = new(style.Length);
        foreach (PenPoint[] stroke in style)
        {
            List<(double X, double Y)> chain = Spline.Flatten(Jitter(stroke, random));
            Slip(chain, random);
            double phase = random.Uniform(0.0, 2.0 * Math.PI);
            double wavelength = random.Uniform(20.0, 60.0);
            InkPoint[] ink = new InkPoint[chain.Count];
            for (int i = 0; i < ink.Length; i++)
            {
                (double x, double y) = distortion.Apply(chain[i].X - 0.5, chain[i].Y - 0.5);
                x = aspect * x - slant * y;
                double pressure = 1.0 + PressureSpread * Elementary.Sin(phase + 2.0 * Math.PI * i / wavelength);
                ink[i] = new(cos * x - sin * y, sin * x + cos * y, halfWidth * pressure);
            }

            strokes.Add(ink);
        }

        return new(Layout.Place(strokes, random), darkness);
    }

    private static PenPoint[] Jitter(PenPoint[] stroke, RandomState random)
    {
        PenPoint[] moved = new PenPoint[stroke.Length];
        for (int i = 0; i < moved.Length; i++)
        {
            moved[i] = stroke[i] with
            {
                X = stroke[i].X + Unsteadiness * random.StandardNormal(),
                Y = stroke[i].Y + Unsteadiness * random.StandardNormal(),
            };
        }

        return moved;
    }

    /// <summary>Now and then a stroke ends too soon (up to a fifth of it is missing) or runs on (as much, straight ahead).</summary>
    private static void Slip(List<(double X, double Y)> chain, RandomState random)
    {
        if (random.NextDouble() >= SlipProbability)
            return;

        int steps = 1 + random.Integer(Math.Max(1, chain.Count / 5));
        bool tooLong = random.NextDouble() < 0.5;
        for (int i = 0; i < steps; i++)
        {
            (double X, double Y) last = chain[^1];
            (double X, double Y) previous = chain[^2];
            if (tooLong)
                chain.Add((2.0 * last.X - previous.X, 2.0 * last.Y - previous.Y));
            else
                chain.RemoveAt(chain.Count - 1);
        }
    }
}
