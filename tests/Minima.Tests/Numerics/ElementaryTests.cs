using Minima.Numerics;

namespace Minima.Tests.Numerics;

public sealed class ElementaryTests
{
    private const int Points = 4000;

    /// <summary>Half a unit is the final rounding; what lies above it is the method's own error. The library's documentation states these.</summary>
    private const double LogTolerance = 0.54, ExpTolerance = 0.52, SubnormalTolerance = 0.76, SinTolerance = 0.61, CosTolerance = 0.61, TanhTolerance = 0.56;

    [Fact]
    public void Oracle_KnownDecimals_AgreesWithPythonsDecimalModule()
    {
        Assert.Equal("2.30258509299404568401799145468436420760110148862877", HighPrecision.Log(10.0).ToString());
        Assert.Equal("-2.30258509299404562850684022342653872716347359387639", HighPrecision.Log(0.1).ToString());
        Assert.Equal("1.64872127070012814684865078781416357165377610071014", HighPrecision.Exp(0.5).ToString());
        Assert.Equal("0.03574879797201650931647050069580882900904569257810", HighPrecision.Sin(100_000.0).ToString());
        Assert.Equal("-0.14112000805986722210074480280811027984693326425227", HighPrecision.Sin(-3.0).ToString());
        Assert.Equal("-0.99936080743821245189113541414480220323538658745973", HighPrecision.Cos(100_000.0).ToString());
        Assert.Equal("-0.41614683654714238699756822950076218976600077107555", HighPrecision.Cos(2.0).ToString());
        Assert.Equal("0.46211715726000975850231848364367254873028928033011", HighPrecision.Tanh(0.5).ToString());
    }

    [Fact]
    public void Oracle_NeighbouringDoubles_AreOneUnitApart()
    {
        double next = Math.BitIncrement(HighPrecision.NearestToQuarterTurns(1));
        Assert.InRange(HighPrecision.Log(2.0).UlpError(0.6931471805599453), 0.0, 0.5);
        Assert.InRange(HighPrecision.Log(2.0).UlpError(Math.BitIncrement(0.6931471805599453)), 0.5, 1.5);
        Assert.Equal(1.5707963267948968, next);
        Assert.Equal(double.PositiveInfinity, HighPrecision.Log(2.0).UlpError(double.NaN));
    }

    [Fact]
    public void Log_AnyPositiveNumber_IsWithinTolerance()
    {
        AssertWithin(LogTolerance, Elementary.Log, HighPrecision.Log, r => Math.ScaleB(1.0 + r.NextDouble(), r.Integer(2046) - 1022));
        AssertWithin(LogTolerance, Elementary.Log, HighPrecision.Log, r => r.NextDouble());
        AssertWithin(LogTolerance, Elementary.Log, HighPrecision.Log, r => r.Uniform(0.5, 2.0));
        AssertWithin(LogTolerance, Elementary.Log, HighPrecision.Log, r => 1.0 + Math.ScaleB(r.Uniform(-1.0, 1.0), -r.Integer(50)));
        AssertWithin(LogTolerance, Elementary.Log, HighPrecision.Log, r => Math.ScaleB(r.NextDouble(), -1022 - r.Integer(50)) + double.Epsilon);
    }

    [Fact]
    public void Exp_AnyNumberInRange_IsWithinTolerance()
    {
        AssertWithin(ExpTolerance, Elementary.Exp, HighPrecision.Exp, r => r.Uniform(-708.3, 709.78));
        AssertWithin(ExpTolerance, Elementary.Exp, HighPrecision.Exp, r => r.Uniform(-1.0, 1.0));
        AssertWithin(ExpTolerance, Elementary.Exp, HighPrecision.Exp, r => Math.ScaleB(r.Uniform(-1.0, 1.0), -r.Integer(60)));
        AssertWithin(SubnormalTolerance, Elementary.Exp, HighPrecision.Exp, r => r.Uniform(-745.0, -708.3));
    }

    [Fact]
    public void Tanh_AnyNumber_IsWithinTolerance()
    {
        AssertWithin(TanhTolerance, Elementary.Tanh, HighPrecision.Tanh, r => r.Uniform(-25.0, 25.0));
        AssertWithin(TanhTolerance, Elementary.Tanh, HighPrecision.Tanh, r => r.Uniform(-1.0, 1.0));
        AssertWithin(TanhTolerance, Elementary.Tanh, HighPrecision.Tanh, r => Math.ScaleB(r.Uniform(-1.0, 1.0), -r.Integer(60)));
    }

    [Fact]
    public void SinAndCos_AnyAngleInTheDomain_AreWithinTolerance()
    {
        foreach (double range in (ReadOnlySpan<double>)[1.0, 10.0, 1000.0, Elementary.LargestAngle])
        {
            AssertWithin(SinTolerance, Elementary.Sin, HighPrecision.Sin, r => r.Uniform(-range, range));
            AssertWithin(CosTolerance, Elementary.Cos, HighPrecision.Cos, r => r.Uniform(-range, range));
        }

        AssertWithin(SinTolerance, Elementary.Sin, HighPrecision.Sin, r => Math.ScaleB(r.Uniform(-1.0, 1.0), -r.Integer(60)));
    }

    [Fact]
    public void SinAndCos_NearestToWholeQuarterTurns_AreWithinTolerance()
    {
        int turns = 0;
        AssertWithin(SinTolerance, Elementary.Sin, HighPrecision.Sin, _ => HighPrecision.NearestToQuarterTurns(turns += 15));
        turns = 0;
        AssertWithin(CosTolerance, Elementary.Cos, HighPrecision.Cos, _ => HighPrecision.NearestToQuarterTurns(turns += 15));
    }

    [Fact]
    public void Log_OfManyNumbers_IsThatOfEachToTheBit()
    {
        double[] special = [0, -0.0, -1, double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.Epsilon, double.MaxValue, 2.2250738585072014e-308, 1];
        var random = new RandomState(17);
        for (int number = 0; number < 2000; number++)
        {
            double[] many = new double[random.Integer(12)];
            for (int i = 0; i < many.Length; i++)
                many[i] = random.Integer(12) == 0 ? special[random.Integer(special.Length)] : Math.ScaleB(1 + random.NextDouble(), random.Integer(2096) - 1073);
            double[] expected = [.. many.Select(static x => Elementary.Log(x))];
            Elementary.Log(many.AsSpan());
            Assert.Equal(expected.Select(BitConverter.DoubleToInt64Bits), many.Select(BitConverter.DoubleToInt64Bits));
        }
    }

    [Fact]
    public void Log_SpecialValues_AsIeee754Says()
    {
        Assert.Equal(double.NegativeInfinity, Elementary.Log(0.0));
        Assert.Equal(double.NegativeInfinity, Elementary.Log(-0.0));
        Assert.Equal(double.NaN, Elementary.Log(-1.0));
        Assert.Equal(double.NaN, Elementary.Log(double.NegativeInfinity));
        Assert.Equal(double.NaN, Elementary.Log(double.NaN));
        Assert.Equal(double.PositiveInfinity, Elementary.Log(double.PositiveInfinity));
        Assert.Equal(0.0, Elementary.Log(1.0));
        Assert.Equal(-744.4400719213812, Elementary.Log(double.Epsilon));
        Assert.Equal(709.782712893384, Elementary.Log(double.MaxValue));
    }

    [Fact]
    public void Exp_SpecialValues_AsIeee754Says()
    {
        Assert.Equal(1.0, Elementary.Exp(0.0));
        Assert.Equal(1.0, Elementary.Exp(-0.0));
        Assert.Equal(1.0, Elementary.Exp(double.Epsilon));
        Assert.Equal(0.0, Elementary.Exp(double.NegativeInfinity));
        Assert.Equal(double.PositiveInfinity, Elementary.Exp(double.PositiveInfinity));
        Assert.Equal(double.NaN, Elementary.Exp(double.NaN));

        // The ends of the range: the largest arguments that stay finite and that vanish, and their neighbours.
        Assert.True(double.IsFinite(Elementary.Exp(709.782712893384)));
        Assert.Equal(double.PositiveInfinity, Elementary.Exp(Math.BitIncrement(709.782712893384)));
        Assert.Equal(double.Epsilon, Elementary.Exp(-745.1332191019411));
        Assert.Equal(0.0, Elementary.Exp(-745.1332191019412));
        Assert.Equal(0.0, Elementary.Exp(double.MinValue));
    }

    [Fact]
    public void TanhSinCos_SpecialValues_AsIeee754Says()
    {
        Assert.Equal([1.0, -1.0, 1.0, -1.0], new[] { double.PositiveInfinity, double.NegativeInfinity, 1e300, -30.0 }.Select(Elementary.Tanh));
        Assert.Equal([1.0, 1.0], new[] { 0.0, double.Epsilon }.Select(Elementary.Cos));
        foreach (Func<double, double> odd in (ReadOnlySpan<Func<double, double>>)[Elementary.Tanh, Elementary.Sin])
        {
            Assert.True(double.IsNegative(odd(-0.0)));
            Assert.Equal(double.Epsilon, odd(double.Epsilon));
            Assert.Equal(double.NaN, odd(double.NaN));
        }

        foreach (Func<double, double> periodic in (ReadOnlySpan<Func<double, double>>)[Elementary.Cos, Elementary.Sin])
        {
            Assert.Equal(double.NaN, periodic(double.NaN));
            Assert.Equal(double.NaN, periodic(double.PositiveInfinity));
            Assert.Throws<ArgumentOutOfRangeException>(() => periodic(Math.BitIncrement(Elementary.LargestAngle)));
        }
    }

    private static void AssertWithin(
        double tolerance, Func<double, double> function, Func<double, HighPrecision> exact, Func<RandomState, double> draw)
    {
        RandomState random = new(1);
        double worst = 0.0;
        double where = 0.0;
        for (int i = 0; i < Points; i++)
        {
            double x = draw(random);
            double error = exact(x).UlpError(function(x));
            if (!(error <= worst))
                (worst, where) = (error, x);
        }

        TestContext.Current.SendDiagnosticMessage($"{function.Method.Name}: {worst:F4} units at {where:R}");
        Assert.True(worst <= tolerance, $"{function.Method.Name}({where:R}) is off by {worst:F3} units in the last place.");
    }
}
