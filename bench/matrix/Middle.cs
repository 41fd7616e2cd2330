namespace Minima.MatrixBench;

/// <summary>The median.</summary>
internal static class Middle
{
    public static double Of(double[] values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
