using System.Globalization;
using System.Numerics;

namespace Minima.Tests.Numerics;

/// <summary>
/// An oracle for elementary functions: whole-number arithmetic with 400 binary places, so plain series and no thought of rounding.
/// A value is Mantissa * 2^(Exponent - 400).
/// </summary>
internal readonly record struct HighPrecision(BigInteger Mantissa, int Exponent)
{
    private const int Places = 400;
    private static readonly BigInteger One = BigInteger.One << Places;
    private static readonly BigInteger HalfPi = 2 * ((4 * ArctanOfInverse(5)) - ArctanOfInverse(239));
    private static readonly BigInteger Ln2 = 2 * Artanh(One / 3);

    public static HighPrecision Exp(double x)
    {
        BigInteger fixedX = Fixed(x);
        int k = (int)((fixedX - Modulo(fixedX, Ln2)) / Ln2);
        return new(ExpSeries(fixedX - (k * Ln2)), k);
    }

    public static HighPrecision Log(double x)
    {
        int k = Math.ILogB(x);
        BigInteger m = Fixed(Math.ScaleB(x, -k));
        return new((k * Ln2) + (2 * Artanh(((m - One) << Places) / (m + One))), 0);
    }

    public static HighPrecision Tanh(double x)
    {
        HighPrecision e = Exp(2 * Math.Abs(x));
        BigInteger square = e.Mantissa << e.Exponent;
        return new(Math.Sign(x) * (((square - One) << Places) / (square + One)), 0);
    }

    public static HighPrecision Sin(double x) => new(SinFixed(Fixed(x)), 0);

    public static HighPrecision Cos(double x) => new(SinFixed(Fixed(x) + HalfPi), 0);

    /// <summary>The double nearest to k quarter turns: where a reduction of the argument cancels most.</summary>
    public static double NearestToQuarterTurns(int k) => (double)((k * HalfPi) >> (Places - 80)) / Math.ScaleB(1, 80);

    /// <summary>|value - this| in units in the last place that a double of this magnitude has.</summary>
    public double UlpError(double value)
    {
        if (!double.IsFinite(value))
            return double.PositiveInfinity;

        (BigInteger m, int e) = Split(value);
        int unit = Math.Max((int)BigInteger.Abs(Mantissa).GetBitLength() - 1 - Places + Exponent - 52, -1074);
        BigInteger difference = BigInteger.Abs((m << (e - Exponent + Places)) - Mantissa);
        return (double)difference / (double)(BigInteger.One << (unit - Exponent + Places));
    }

    /// <summary>The value with 50 decimals (cut, not rounded); only for exponent 0.</summary>
    public override string ToString()
    {
        BigInteger digits = (Mantissa * BigInteger.Pow(10, 50)) >> Places;
        string text = BigInteger.Abs(digits).ToString(CultureInfo.InvariantCulture).PadLeft(51, '0');
        return (Mantissa.Sign < 0 ? "-" : "") + text.Insert(text.Length - 50, ".");
    }

    private static BigInteger SinFixed(BigInteger x)
    {
        BigInteger remainder = Modulo(x + (HalfPi / 2), HalfPi) - (HalfPi / 2);
        int turns = (int)Modulo((x - remainder) / HalfPi, 4);
        BigInteger square = (remainder * remainder) >> Places;
        bool cosine = turns % 2 == 1;
        BigInteger term = cosine ? One : remainder;
        BigInteger sum = 0;
        for (int n = cosine ? 1 : 2; !term.IsZero && term != -1; n += 2)
        {
            sum += term;
            term = -((term * square) >> Places) / (n * (n + 1));
        }

        return turns >= 2 ? -sum : sum;
    }

    private static BigInteger ExpSeries(BigInteger x)
    {
        BigInteger term = One;
        BigInteger sum = 0;
        for (int n = 1; !term.IsZero; n++)
        {
            sum += term;
            term = ((term * x) >> Places) / n;
        }

        return sum;
    }

    private static BigInteger Artanh(BigInteger x)
    {
        BigInteger square = (x * x) >> Places;
        BigInteger sum = 0;
        for (int n = 1; !x.IsZero && x != -1; n += 2)
        {
            sum += x / n;
            x = (x * square) >> Places;
        }

        return sum;
    }

    private static BigInteger ArctanOfInverse(int n)
    {
        BigInteger term = One / n;
        BigInteger sum = 0;
        for (int i = 1; !term.IsZero; i += 2)
        {
            sum += term / i;
            term = -term / (n * n);
        }

        return sum;
    }

    private static BigInteger Modulo(BigInteger x, BigInteger m) => ((x % m) + m) % m;

    private static BigInteger Fixed(double x)
    {
        (BigInteger m, int e) = Split(x);
        return e + Places >= 0 ? m << (e + Places) : m >> -(e + Places);
    }

    private static (BigInteger M, int E) Split(double x)
    {
        long bits = BitConverter.DoubleToInt64Bits(Math.Abs(x));
        int e = (int)(bits >> 52);
        long m = bits & 0x000FFFFFFFFFFFFF;
        return e == 0 ? (Math.Sign(x) * m, -1074) : (Math.Sign(x) * (m | (1L << 52)), e - 1075);
    }
}
